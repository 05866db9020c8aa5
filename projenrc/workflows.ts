import { cdk, Component, github, JsonPatch } from 'projen';

/** Node's versions that the package works on: the oldest in `engines`, and what is supported today. */
const NODE_VERSIONS = ['20', '22', '24'];
/** The floors of our peer dependencies. */
const LOWEST = { projen: '0.103.0', constructs: '10.5.0' };

/** Actions by commit, each read at its tag or seen with it in several repositories; others are as projen pins them. */
const PINS: Record<string, string> = {
  'actions/checkout': '3d3c42e5aac5ba805825da76410c181273ba90b1', // v7.0.1
  'actions/download-artifact': '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', // v8.0.1
  'actions/setup-node': '949feb2413d6458794dcd2491c4babbbce0c15c1', // v7.1.0
  'actions/upload-artifact': '043fb46d1a93c77aae656e7c1c64a875d1fc6a0a', // v7.0.1
};

const { READ, WRITE } = github.workflows.JobPermission;
/** A commit on a pull request makes the run of the one before it pointless; on a branch every commit is of interest. */
const CONCURRENCY = {
  'group': '${{ github.workflow }}-${{ github.ref }}',
  'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
};

/** This repository's workflows: what projen generates, with what it does not say. */
export function addWorkflows(project: cdk.JsiiProject): void {
  for (const [action, commit] of Object.entries(PINS)) project.github!.actions.set(action, `${action}@${commit}`);
  addBuildJobs(project);
  lintWithoutWriteAccess(project.github!.tryFindWorkflow('pull-request-lint')!);
  project.upgradeWorkflow!.workflows.forEach(buildUpgrade);
  new LeastPrivilege(project);
}

/** Suites that write images as archives, for several platforms at once: only the store of containerd can. `.ci/run` has the same. */
const ARCHIVE_SUITES = ['cleanup.integ', 'publish.integ', 'scan.integ', 'workflows.integ'];

/** Pull requests run the unit tests on all versions and the integration tests; `gate` is the one check to require. */
function addBuildJobs(project: cdk.JsiiProject): void {
  const { workflow } = project.buildWorkflow!;
  const job = { runsOn: ['ubuntu-latest'], permissions: { contents: READ }, env: { CI: 'true' } };
  workflow.addJobs({
    versions: {
      ...job,
      name: 'Node ${{ matrix.node }}, projen ${{ matrix.projen }}',
      strategy: {
        failFast: false,
        matrix: {
          include: [
            ...NODE_VERSIONS.map(node => ({ node, projen: 'locked', constructs: 'locked' })),
            { node: NODE_VERSIONS[0], ...LOWEST },
            { node: NODE_VERSIONS[NODE_VERSIONS.length - 1], projen: 'latest', constructs: 'latest' },
          ],
        },
      },
      steps: [
        ...checkoutAndInstall('${{ matrix.node }}'),
        {
          name: 'Install the peer dependencies to test with',
          if: "matrix.projen != 'locked'",
          env: { PROJEN: '${{ matrix.projen }}', CONSTRUCTS: '${{ matrix.constructs }}' },
          run: 'npm install --no-save --no-audit --no-fund "projen@$PROJEN" "constructs@$CONSTRUCTS"',
        },
        { name: 'Compile', run: 'npx projen compile' },
        { name: 'Test', run: 'npx jest --ci' },
      ],
    },
    integ: {
      ...job,
      name: 'Integration tests',
      timeoutMinutes: 90,
      steps: [
        ...checkoutAndInstall('24'),
        { name: 'Install a registry', run: 'sudo apt-get update && sudo apt-get install --yes --no-install-recommends docker-registry skopeo' },
        { name: 'Build and run real images', run: ['npx projen integ', ...ARCHIVE_SUITES.map(name => `--testPathIgnorePatterns=${name}`)].join(' ') },
        {
          name: 'Let the engine keep images in the store of containerd',
          run: 'echo \'{"features": {"containerd-snapshotter": true}}\' | sudo tee /etc/docker/daemon.json && sudo systemctl restart docker',
        },
        { name: 'Build for several platforms, and run the jobs of workflows', run: ['npx projen integ', ...ARCHIVE_SUITES].join(' ') },
      ],
    },
  });
  const needs = Object.keys(workflow.jobs);
  workflow.addJob('gate', {
    runsOn: ['ubuntu-latest'],
    permissions: {},
    needs,
    if: 'always()',
    steps: [{
      name: 'Fail unless every job succeeded',
      env: { RESULTS: "${{ join(needs.*.result, ' ') }}" },
      run: 'for result in $RESULTS; do [ "$result" = success ] || { echo "::error::A job ended as $result"; exit 1; }; done',
    }],
  });
  workflow.file!.addOverride('concurrency', CONCURRENCY);
}

function checkoutAndInstall(node: string): github.workflows.JobStep[] {
  return [
    github.WorkflowSteps.checkout(),
    { name: 'Setup Node.js', uses: 'actions/setup-node', with: { 'node-version': node, 'package-manager-cache': false } },
    { name: 'Install dependencies', run: 'npm ci' },
  ];
}

/** A title can be read without the rights that `pull_request_target` gives. */
function lintWithoutWriteAccess(workflow: github.GithubWorkflow): void {
  workflow.file!.patch(
    JsonPatch.move('/on/pull_request_target', '/on/pull_request'),
    JsonPatch.replace('/jobs/validate/permissions/pull-requests', READ),
  );
}

/** A pull request made with the workflow's own token starts no workflow, but the token may start one: no other secret is needed. */
function buildUpgrade(workflow: github.GithubWorkflow): void {
  const pr = workflow.getJob('pr') as github.workflows.Job;
  workflow.updateJob('pr', { ...pr, permissions: { ...pr.permissions, actions: WRITE } });
  workflow.appendStep('pr', {
    id: 'build',
    name: 'Build the pull request',
    if: "steps.create-pr.outputs.pull-request-operation == 'created' || steps.create-pr.outputs.pull-request-operation == 'updated'",
    env: { GH_TOKEN: '${{ github.token }}', BRANCH: '${{ steps.create-pr.outputs.pull-request-branch }}' },
    run: 'gh workflow run build.yml --repo "$GITHUB_REPOSITORY" --ref "$BRANCH"',
  });
}

/** Holds for every workflow: no rights but those of its jobs, no credentials left on disk, an end. */
class LeastPrivilege extends Component {
  public override preSynthesize(): void {
    for (const workflow of this.project.components.filter(component => component instanceof github.GithubWorkflow)) {
      workflow.file!.patch(JsonPatch.add('/permissions', {}));
      for (const [id, job] of Object.entries(workflow.jobs)) workflow.updateJob(id, restrict(job as github.workflows.Job, workflow.name, id));
    }
  }
}

function restrict(job: github.workflows.Job, workflow: string, id: string): github.workflows.Job {
  // projen's job "release" gives the right to write, but only reads the remote's branches and tags; for that it keeps its credentials.
  const release = workflow === 'release' && id === 'release';
  // Its job "build" says its steps as late as possible.
  const steps: unknown = release ? job.steps
    : typeof job.steps === 'function' ? () => (job.steps as unknown as () => github.workflows.JobStep[])().map(withoutCredentials)
      : job.steps.map(withoutCredentials);
  return {
    ...job,
    steps: steps as github.workflows.JobStep[],
    permissions: release ? { contents: READ } : job.permissions,
    timeoutMinutes: job.timeoutMinutes ?? 30,
  };
}

function withoutCredentials(step: github.workflows.JobStep): github.workflows.JobStep {
  if (!step.uses?.startsWith('actions/checkout')) return step;
  return { ...step, with: { ...step.with, 'persist-credentials': false } };
}
