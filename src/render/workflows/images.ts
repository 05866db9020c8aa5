import { buildJob, cacheJob, emulates, platforms } from './build';
import { publishJob } from './publish';
import { releaseJob } from './release';
import { findingsOf, reportJob } from './report';
import { scanFlags, where } from './shared';
import { FINDINGS, IMAGES, type Pin, READ_REPOSITORY, Steps } from './steps';
import type { Condition, Job, Workflow } from './workflow';
import { gateName, type WorkflowsModel } from '../../model/workflows-model';

const ALWAYS: Condition = { said: 'always', onForks: true };
/** Not a pull request from a fork. */
const IS_OWN = "(github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository)";

/** Where releases are built anew, a tag of one starts the workflow, too. */
const ON_TAG: Condition = { if: "github.ref_type == 'tag'", said: 'for a new release', onForks: false };

/** Builds, tests and scans images for every change, and publishes those of branches. */
export function imagesWorkflow(model: WorkflowsModel, pin: Pin): Workflow {
  const steps = new Steps(model, pin);
  const jobs: Record<string, Job | undefined> = {
    check: check(steps),
    build: buildJob(steps),
    test: model.size || model.smoke ? test(steps) : undefined,
    scan: model.scan && scan(steps),
    report: model.scan && model.scan.codeScanning !== 'never' ? report(steps) : undefined,
    publish: model.publish && publishJob(steps),
    release: model.release?.rebuild ? releaseJob(steps, ['publish'], ON_TAG) : undefined,
    cache: model.publish && model.cache === 'registry' ? cacheJob(steps) : undefined,
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
          '#': 'Pull requests build what they change, and everything else builds all: whatever is pushed has all its images.',
          ...steps.command('Find out which images are concerned', 'affected ${BASE:+--since "$BASE"}', {
            id: 'affected',
            env: { BASE: "${{ github.event_name == 'pull_request' && 'HEAD^1' || '' }}" },
          }),
        }
        : steps.command('Name all images', 'affected', { id: 'affected' }),
    ],
  };
}

function test(steps: Steps): Job {
  const { model } = steps;
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
      // The names of services are words: without quotes each becomes an argument.
      ...model.smoke ? [steps.command('Start the services', `smoke --archive ${IMAGES} $SERVICES`, {
        if: `needs.check.outputs.services != ''${emulates(model) ? ' && !matrix.emulated' : ''}`,
        ...emulates(model) && { '# if': 'emulation is too slow to say anything of start-up' },
        env: { SERVICES: '${{ needs.check.outputs.services }}' },
      })] : [],
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

function gate(steps: Steps, jobs: readonly string[]): Job {
  // The findings fail the scan; that they can be shown is another matter.
  const needs = jobs.filter(job => job !== 'report' && job !== 'cache');
  return {
    name: gateName(steps.model.name),
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
