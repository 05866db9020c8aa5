import { onlyWhere, scanFlags, verification, where } from './shared';
import { DIGESTS, FINDINGS, flag, IMAGES, type Pin, READ_REPOSITORY, Steps, word } from './steps';
import type { Condition, Job, Permission, Step, Workflow } from './workflow';
import type { WorkflowsModel } from '../../model/workflows-model';

const ALWAYS: Condition = { said: 'always', onForks: true };
/** `check` says what is concerned; where that is nothing, there is nothing to build. */
const WHEN_CONCERNED: Condition = { if: "needs.check.outputs.targets != ''", said: 'when an image is concerned', onForks: true };
const SIGNED_IN_PUBLIC = 'the log of signatures is public, and names repository and commit';
/** Not a pull request from a fork. */
const IS_OWN = "(github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository)";

/** Builds, tests and scans images for every change, and publishes those of branches. */
export function imagesWorkflow(model: WorkflowsModel, pin: Pin): Workflow {
  const steps = new Steps(model, pin);
  const jobs: Record<string, Job | undefined> = {
    check: check(steps),
    build: build(steps),
    test: model.size || model.smoke ? test(steps) : undefined,
    scan: model.scan && scan(steps),
    report: model.scan && model.scan.codeScanning !== 'never' ? report(steps) : undefined,
    publish: model.publish && publish(steps),
    cache: model.publish && model.cache === 'registry' ? cache(steps) : undefined,
  };
  const wanted = Object.fromEntries(Object.entries(jobs).filter((entry): entry is [string, Job] => entry[1] !== undefined));
  return {
    name: model.name,
    comment: 'Builds, tests and scans the images for every change, and publishes those of branches.\nA pull request, from a fork too, runs the same jobs without any right to write.',
    on: triggers(model),
    concurrency: model.cancelPushes
      ? { 'group': `${model.name}-\${{ github.event_name }}-\${{ github.ref }}`, 'cancel-in-progress': true, '# cancel-in-progress': 'a newer commit takes over' }
      : {
        // GitHub lets one run wait and cancels the others: with a group for the branch, commits in between would get no images.
        'group': `${model.name}-\${{ github.event_name }}-\${{ github.ref }}-\${{ github.event_name == 'pull_request' && 'newest' || github.sha }}`,
        '# group': 'of a branch, every commit is published',
        'cancel-in-progress': true,
      },
    directory: model.directory,
    jobs: { ...wanted, gate: gate(steps, Object.keys(wanted)) },
  };
}

function triggers({ branches, pullRequestBranches, release, refresh }: WorkflowsModel): Record<string, unknown> {
  return {
    push: { branches: [...branches], ...release?.rebuild && { tags: [...release.tags] } },
    pull_request: pullRequestBranches.length > 0 ? { branches: [...pullRequestBranches] } : {},
    merge_group: {},
    ...refresh && { schedule: [{ cron: refresh.schedule }] },
    workflow_dispatch: refresh ? { inputs: { refresh: { description: 'Take the newest packages of the system, rather than those of the cache', type: 'boolean', default: false } } } : {},
  };
}

function check(steps: Steps): Job {
  const { affectedOnly, directory } = steps.model;
  return {
    name: 'Check',
    comment: 'Generated files are up to date, rules are kept, and the builder and Compose find nothing wrong.',
    when: ALWAYS,
    permissions: READ_REPOSITORY,
    runsOn: steps.model.runner,
    timeout: 20,
    outputs: {
      targets: '${{ steps.affected.outputs.targets }}',
      services: '${{ steps.affected.outputs.services }}',
    },
    steps: [
      ...steps.tools('with scripts', affectedOnly ? { 'fetch-depth': 2, '# fetch-depth': 'the base of a pull request, too' } : {}),
      { name: 'Synthesize', ...directory !== '.' && { 'working-directory': '.' }, run: 'npx --no-install projen' },
      {
        name: 'Fail if generated files are not up to date',
        run: 'git add --all\ngit diff --cached --exit-code || { echo \'::error::Generated files are not up to date: run "npx projen", and commit what it writes\'; exit 1; }\n',
      },
      steps.command('Run the rules, and the checks of the builder and of Compose', 'check'),
      affectedOnly
        ? {
          '#': 'Pull requests build what they change, and everything else builds all: each commit of a branch has all its images.',
          'name': 'Find out which images are concerned',
          'id': 'affected',
          'env': { BASE: "${{ github.event_name == 'pull_request' && 'HEAD^1' || '' }}" },
          'run': 'npx --no-install projen-docker affected ${BASE:+--since "$BASE"}',
        }
        : steps.command('Name all images', 'affected', { id: 'affected' }),
    ],
  };
}

function platforms({ platforms: all }: WorkflowsModel): object {
  return {
    'fail-fast': false,
    'matrix': {
      include: all.map(({ platform, id, labels, emulated }) => ({
        platform, id, runner: labels.length === 1 ? labels[0] : [...labels], ...all.some(one => one.emulated) && { emulated },
      })),
    },
  };
}

function build(steps: Steps): Job {
  const { model } = steps;
  const emulates = model.platforms.some(({ emulated }) => emulated);
  return {
    name: 'Build ${{ matrix.platform }}',
    comment: `${emulates ? 'Each platform on a runner of its own kind where there is one' : 'Each platform on a runner of its own kind'}; all images in one go, so that what they share is built once.`,
    when: WHEN_CONCERNED,
    needs: ['check'],
    permissions: READ_REPOSITORY,
    runsOn: '${{ matrix.runner }}',
    timeout: 60,
    strategy: platforms(model),
    steps: [
      steps.checkout(),
      ...emulates ? [emulator(steps)] : [],
      steps.builder(),
      commitDate(),
      ...buildSecretFiles(steps),
      { name: 'Make room for the images', run: `mkdir -p ${IMAGES}` },
      bake(steps, 'Build', {
        OUTPUT: IMAGES,
        ATTEST: '1',
        ...model.cache === 'gha' && { CACHE_WRITE: `\${{ ${isDefaultBranch(model)} && 'true' || '' }}` },
      }, '${{ needs.check.outputs.targets }}'),
      steps.upload('Hand over the images', 'images-${{ matrix.id }}', `${IMAGES}/*.tar`, {}, { 'compression-level': 0 }),
    ],
  };
}

function isDefaultBranch({ defaultBranch }: WorkflowsModel): string {
  return `github.ref == 'refs/heads/${defaultBranch.replace(/'/g, '\'\'')}'`;
}

function emulator(steps: Steps): Step {
  return steps.uses('Emulate the platform', 'docker/setup-qemu-action', { if: 'matrix.emulated', with: { 'platforms': '${{ matrix.platform }}', 'cache-image': false } });
}

/** The same for the same commit, whenever it is built. */
function commitDate(): Step {
  return { name: 'Read the date of the commit', id: 'commit', run: 'echo "date=$(git log -1 --format=%cI)" >> "$GITHUB_OUTPUT"' };
}

function buildSecretFiles({ model: { buildSecrets } }: Steps): Step[] {
  return buildSecrets.flatMap(({ secret, path }) => (path === undefined ? [] : [{
    name: `Write the secret ${path}`,
    env: { [secret]: `\${{ secrets.${secret} }}` },
    run: `install -D -m 600 /dev/null ${word(path)}\nprintf %s "$${secret}" > ${word(path)}\n`,
  }]));
}

function bake(steps: Steps, name: string, environment: object, targets: string, settings: readonly string[] = []): Step {
  const { cache: kind, bakeFile, directory, buildSecrets, refresh } = steps.model;
  return steps.uses(name, 'docker/bake-action', {
    env: {
      'BUILDX_NO_DEFAULT_ATTESTATIONS': '1',
      '# BUILDX_NO_DEFAULT_ATTESTATIONS': 'those of the Bake file are all',
      'DOCKER_BUILD_RECORD_UPLOAD': 'false',
      '# DOCKER_BUILD_RECORD_UPLOAD': 'artifacts are what jobs hand over',
      'REVISION': '${{ github.sha }}',
      'CREATED': '${{ steps.commit.outputs.date }}',
      'SOURCE': '${{ github.server_url }}/${{ github.repository }}',
      ...kind !== 'none' && { CACHE: kind, CACHE_SUFFIX: '-${{ matrix.id }}' },
      ...refresh !== undefined && { 'REFRESH': "${{ (github.event_name == 'schedule' || inputs.refresh) && '1' || '' }}", '# REFRESH': 'packages of the system anew, rather than from the cache' },
      ...Object.fromEntries(buildSecrets.flatMap(({ variable, secret }) => (variable === undefined ? [] : [[variable, `\${{ secrets.${secret} }}`]]))),
      ...environment,
    },
    with: {
      source: directory,
      files: bakeFile,
      targets,
      set: ['*.platform=${{ matrix.platform }}', ...settings].join('\n'),
    },
  });
}

function test(steps: Steps): Job {
  const { model } = steps;
  const emulates = model.platforms.some(({ emulated }) => emulated);
  return {
    name: 'Test ${{ matrix.platform }}',
    comment: 'The very images that were built: what they weigh, and whether services start from them and keep what they promise.',
    when: ALWAYS,
    needs: ['check', 'build'],
    permissions: READ_REPOSITORY,
    runsOn: '${{ matrix.runner }}',
    timeout: 30,
    strategy: platforms(model),
    steps: [
      ...steps.tools('without scripts'),
      steps.download('Take the images', { name: 'images-${{ matrix.id }}' }, IMAGES),
      ...model.size ? [steps.command('Measure', `size --archive ${IMAGES} --markdown >> "$GITHUB_STEP_SUMMARY"`)] : [],
      ...model.smoke ? [{
        name: 'Start the services',
        if: `needs.check.outputs.services != ''${emulates ? ' && !matrix.emulated' : ''}`,
        ...emulates && { '# if': 'emulation is too slow to say anything of start-up' },
        env: { SERVICES: '${{ needs.check.outputs.services }}' },
        // The names of services are words: without quotes each becomes an argument.
        run: `npx --no-install projen-docker smoke --archive ${IMAGES} $SERVICES`,
      }] : [],
    ],
  };
}

function scan(steps: Steps): Job {
  const { model } = steps;
  return {
    name: 'Scan ${{ matrix.id }}',
    comment: 'Known vulnerabilities in the very images that were built. The scanner gets neither a token nor a secret.',
    when: ALWAYS,
    needs: ['check', 'build'],
    permissions: READ_REPOSITORY,
    runsOn: model.runner,
    timeout: 30,
    strategy: { 'fail-fast': false, 'matrix': { id: model.platforms.map(({ id }) => id) } },
    steps: [
      ...steps.tools('without scripts'),
      steps.download('Take the images', { name: 'images-${{ matrix.id }}' }, IMAGES),
      steps.command('Scan', `scan --archive ${IMAGES} --output "${FINDINGS}/$PLATFORM"${scanFlags(model)} --markdown >> "$GITHUB_STEP_SUMMARY"`, { env: { PLATFORM: '${{ matrix.id }}' } }),
      steps.upload('Hand over the findings', 'findings-${{ matrix.id }}', FINDINGS, { if: '${{ !cancelled() }}' }),
    ],
  };
}

function report(steps: Steps): Job {
  const { platforms: all, images } = steps.model;
  return reportJob(steps, all.flatMap(({ id }) => findingsOf(id, images)), {
    if: `\${{ !cancelled() && needs.scan.result != 'skipped' && github.event_name != 'merge_group' && ${IS_OWN}${where(steps.model.scan!.codeScanning)} }}`,
    said: `after every scan, but for a merge queue${steps.model.scan!.codeScanning === 'public' ? '; in public repositories' : ''}`,
    onForks: false,
  });
}

/** How many findings of images code scanning takes at once; `scan` puts as many into each folder. */
const MOST_AT_ONCE = 20;

/** The folders of the findings of so many images: those of a platform, or of what else was scanned at once. */
export function findingsOf(folder: string, images: number): string[] {
  return Array.from({ length: Math.ceil(images / MOST_AT_ONCE) }, (_, index) => `${folder}/${index + 1}`);
}

/** Hands findings to code scanning, folder by folder. */
export function reportJob(steps: Steps, folders: readonly string[], when: Condition): Job {
  return {
    name: 'Report',
    comment: 'Shows the findings under code scanning. GitHub refuses that to forks, and to private repositories without GitHub Code Security.',
    when,
    needs: ['scan'],
    permissions: {
      ...READ_REPOSITORY,
      'security-events': { access: 'write', reason: 'upload the findings' },
      ...steps.model.scan!.codeScanning === 'always' && { actions: { access: 'read', reason: 'what the upload asks of a private repository' } },
    },
    runsOn: steps.model.runner,
    timeout: 10,
    steps: [
      steps.checkout(),
      // The action makes a folder for each artifact, but not where there is one alone: each artifact brings its own.
      steps.download('Take the findings', { 'pattern': 'findings-*', 'merge-multiple': true }, FINDINGS),
      ...folders.map(folder => steps.uses(`Upload the findings of ${folder}`, 'github/codeql-action/upload-sarif', {
        if: `hashFiles('${steps.path(FINDINGS)}/${folder}/*.sarif') != ''`,
        with: { sarif_file: `${steps.path(FINDINGS)}/${folder}` },
      })),
    ],
  };
}

function publish(steps: Steps): Job {
  const { model } = steps;
  const { sign, attest, environment } = model.publish!;
  const needs = ['check', 'build', ...model.size || model.smoke ? ['test'] : [], ...model.scan ? ['scan'] : []];
  const branch = steps.command('Move the tags of the branch', `promote --digests ${DIGESTS} --branch "$GITHUB_REF_NAME"${model.release?.latest ? '' : ` --latest-on ${word(model.defaultBranch)}`} --markdown >> "$GITHUB_STEP_SUMMARY"`);
  const version = steps.command('Move the tags of the release', `promote --digests ${DIGESTS} --release "$GITHUB_REF_NAME"${flag(model.release?.latest ?? false, '--latest')} --markdown >> "$GITHUB_STEP_SUMMARY"`);
  return {
    name: 'Publish',
    comment: 'Copies the very images that were tested and scanned; nothing is built again. Tags move at the end, when all is signed and verified.',
    when: { if: "github.event_name == 'push'", said: 'for pushes only', onForks: false },
    needs,
    permissions: publishPermissions(steps, sign !== 'never', attest !== 'never'),
    runsOn: model.runner,
    timeout: 30,
    environment,
    concurrency: { 'group': `${model.name}-publish-\${{ github.ref }}`, 'queue': 'max', '# queue': 'one after the other, so that tags do not cross' },
    steps: [
      ...steps.tools('without scripts'),
      ...sign !== 'never' ? [steps.cosign(onlyWhere(sign, SIGNED_IN_PUBLIC))] : [],
      ...steps.logins(),
      steps.download('Take the images', { pattern: 'images-*' }, IMAGES),
      steps.command('Publish', `publish --archive ${IMAGES} --tag "sha-$GITHUB_SHA" --digests ${DIGESTS} --markdown >> "$GITHUB_STEP_SUMMARY"`),
      ...attest !== 'never' ? [steps.uses('Attest where they come from', 'actions/attest', {
        ...onlyWhere(attest, 'private ones need GitHub Enterprise Cloud'),
        with: { 'subject-checksums': steps.path(DIGESTS) },
      })] : [],
      ...sign !== 'never' ? [steps.command('Sign', `sign --digests ${DIGESTS}`, onlyWhere(sign, SIGNED_IN_PUBLIC))] : [],
      ...verification(steps),
      ...model.release?.rebuild ? [{ ...branch, if: "github.ref_type == 'branch'" }, { ...version, if: "github.ref_type == 'tag'" }] : [branch],
    ],
  };
}

function publishPermissions(steps: Steps, sign: boolean, attest: boolean): Record<string, Permission> {
  const login = steps.loginPermissions('write');
  return {
    ...READ_REPOSITORY,
    ...login,
    ...(sign || attest) && { 'id-token': { access: 'write', reason: login['id-token'] ? 'sign without a key, and log in to the registry without a stored secret' : 'sign without a key' } },
    ...attest && { attestations: { access: 'write', reason: 'store the attestations' } },
  };
}

function cache(steps: Steps): Job {
  const { model } = steps;
  const emulates = model.platforms.some(({ emulated }) => emulated);
  return {
    name: 'Keep the cache of ${{ matrix.platform }}',
    comment: 'Writes the layers to the registry, apart from the build, which has no right to write.',
    when: { if: `github.event_name != 'pull_request' && ${isDefaultBranch(model)}`, said: 'for the default branch', onForks: false },
    needs: ['check', 'build'],
    permissions: { ...READ_REPOSITORY, ...steps.loginPermissions('write') },
    runsOn: '${{ matrix.runner }}',
    timeout: 60,
    strategy: platforms(model),
    steps: [
      steps.checkout(),
      ...emulates ? [emulator(steps)] : [],
      steps.builder(),
      ...steps.logins(),
      commitDate(),
      ...buildSecretFiles(steps),
      bake(steps, 'Build, and keep the layers', { CACHE_WRITE: 'true' }, '${{ needs.check.outputs.targets }}', ['*.output=type=cacheonly']),
    ],
  };
}

function gate(steps: Steps, jobs: readonly string[]): Job {
  // The findings fail the scan; that they can be shown is another matter.
  const needs = jobs.filter(job => job !== 'report' && job !== 'cache');
  return {
    // Checks are told apart by their names alone: two workflows with one gate each would stand in for each other.
    name: steps.model.name === 'images' ? 'Gate' : `Gate of ${steps.model.name}`,
    comment: 'The one check to require in branch rules: it fails unless every job succeeded, or had nothing to do.',
    when: { if: 'always()', said: 'after all others, whatever came of them', onForks: true },
    needs,
    permissions: {},
    runsOn: steps.model.runner,
    timeout: 5,
    steps: [{
      name: 'Fail if a job failed or was cancelled',
      ...steps.model.directory !== '.' && { 'working-directory': '.' },
      env: { RESULTS: "${{ join(needs.*.result, ' ') }}" },
      run: 'case "$RESULTS" in *failure*|*cancelled*) echo "::error::Jobs ended as: $RESULTS"; exit 1;; esac',
    }],
  };
}
