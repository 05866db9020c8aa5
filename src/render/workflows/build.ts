import { flag, IMAGES, READ_REPOSITORY, type Steps, word } from './steps';
import { type Condition, type Job, runnerOf, type Step } from './workflow';
import { BINFMT } from '../../catalog/tools';
import type { WorkflowsModel } from '../../model/workflows-model';

/** `check` says what is concerned; where that is nothing, there is nothing to build. */
const WHEN_CONCERNED: Condition = { if: "needs.check.outputs.targets != ''", said: 'when an image is concerned', onForks: true };
const PLATFORM = '${{ matrix.platform }}';

/** Builds all images for each platform, and hands them on. */
export function buildJob(steps: Steps): Job {
  const { model } = steps;
  const cacheLogin = model.cache === 'registry';
  return {
    ...onEachPlatform(model),
    name: `Build ${PLATFORM}`,
    comment: `Each platform on a runner of its own kind${flag(emulates(model), 'where there is one')}; all images in one go, so that what they share is built once.`,
    when: WHEN_CONCERNED,
    needs: ['check'],
    permissions: { ...READ_REPOSITORY, ...cacheLogin && steps.tokenPermissions('read') },
    steps: [
      ...prepared(steps, cacheLogin ? steps.tokenLogins() : []),
      { name: 'Make room for the images', run: `mkdir -p ${IMAGES}` },
      bake(steps, 'Build', {
        OUTPUT: IMAGES,
        ATTEST: '1',
        ...model.cache === 'gha' && { CACHE_WRITE: `\${{ ${isDefaultBranch(model)} && 'true' || '' }}` },
      }),
      steps.upload('Hand over the images', 'images-${{ matrix.id }}', `${IMAGES}/*.tar`, {}, {
        // Private repositories pay for what is kept; and an approval may take as long as GitHub lets it.
        'retention-days': `\${{ github.event_name == 'pull_request' && 1 || ${model.publish?.environment === undefined ? 3 : 30} }}`,
        'compression-level': 0,
      }),
    ],
  };
}

/** Builds once more, from the cache, and writes that to the registry. */
export function cacheJob(steps: Steps): Job {
  const { model } = steps;
  return {
    ...onEachPlatform(model),
    name: `Keep the cache of ${PLATFORM}`,
    comment: 'Writes the layers to the registry, apart from the build, which has no right to write.',
    when: { if: `github.event_name != 'pull_request' && ${isDefaultBranch(model)}`, said: 'for the default branch', onForks: false },
    needs: ['check', 'build'],
    permissions: { ...READ_REPOSITORY, ...steps.loginPermissions('write') },
    steps: [
      ...prepared(steps, steps.logins()),
      bake(steps, 'Build, and keep the layers', { CACHE_WRITE: 'true' }, ['*.output=type=cacheonly']),
    ],
  };
}

function onEachPlatform(model: WorkflowsModel): Pick<Job, 'runsOn' | 'timeout' | 'strategy'> {
  return { runsOn: '${{ matrix.runner }}', timeout: 60, strategy: platforms(model) };
}

/** A job for each platform, on a runner for it. */
export function platforms({ platforms: all }: WorkflowsModel): object {
  return {
    'fail-fast': false,
    'matrix': {
      include: all.map(({ platform, id, labels, emulated }) => ({
        platform, id, runner: runnerOf(labels), ...all.some(one => one.emulated) && { emulated },
      })),
    },
  };
}

/** Whether any platform has no runner of its own kind. */
export function emulates({ platforms: all }: WorkflowsModel): boolean {
  return all.some(({ emulated }) => emulated);
}

function prepared(steps: Steps, logins: readonly Step[]): Step[] {
  return [
    steps.checkout(),
    ...emulates(steps.model) ? [emulator(steps)] : [],
    steps.builder(),
    ...logins,
    commitDate(),
    ...buildSecretFiles(steps),
  ];
}

function isDefaultBranch({ defaultBranch }: WorkflowsModel): string {
  return `github.ref == 'refs/heads/${defaultBranch.replace(/'/g, '\'\'')}'`;
}

function emulator(steps: Steps): Step {
  return steps.uses('Emulate the platform', 'docker/setup-qemu-action', { if: 'matrix.emulated', with: { 'image': BINFMT, 'platforms': '${{ matrix.platform }}', 'cache-image': false } });
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

function bake(steps: Steps, name: string, environment: object, settings: readonly string[] = []): Step {
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
      targets: '${{ needs.check.outputs.targets }}',
      set: ['*.platform=${{ matrix.platform }}', ...settings].join('\n'),
    },
  });
}
