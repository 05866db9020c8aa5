import { onlyWhere, verification } from './shared';
import { DIGESTS, flag, type Pin, READ_REPOSITORY, Steps } from './steps';
import type { Job, Permission, Step, Workflow } from './workflow';
import { type WorkflowsModel, workflowName } from '../../model/workflows-model';

/** How long a release waits for the images of its commit, in minutes. */
const WAIT = 30;

/** Promotes the images of a commit to a release, and goes back to an earlier one. */
export function releaseWorkflow(model: WorkflowsModel, pin: Pin): Workflow {
  const steps = new Steps(model, pin);
  const { rebuild } = model.release!;
  return {
    name: workflowName(model.name, 'release'),
    comment: rebuild
      ? 'Goes back to an earlier release: moves the tags, and builds nothing.'
      : 'Gives the images of a commit the tags of a release, or goes back to an earlier one. Nothing is built: what was tested is what is released.',
    on: { ...!rebuild && releaseTrigger(model), workflow_dispatch: rollbackInputs() },
    concurrency: { 'group': `${workflowName(model.name, 'release')}-\${{ github.run_id }}`, '# group': 'who waits for images keeps nobody from going back', 'cancel-in-progress': false },
    directory: model.directory,
    jobs: { ...!rebuild && { wait: waitJob(steps), release: promoteJob(steps) }, rollback: rollbackJob(steps) },
  };
}

function releaseTrigger({ release }: WorkflowsModel): Record<string, unknown> {
  return release!.on === 'tag' ? { push: { tags: [...release!.tags] } } : { release: { types: ['published'] } };
}

function rollbackInputs(): object {
  return {
    inputs: {
      version: { description: 'The release to go back to, such as 1.2.3', required: true, type: 'string' },
      tags: { description: 'Tags to move beside latest and those of the version, with spaces between them', type: 'string', default: '' },
    },
  };
}

const ON_RELEASE = { if: "github.event_name != 'workflow_dispatch'", said: 'for a new release', onForks: false };
/** That of a tag with a message of its own, too. */
const COMMIT = '"$(git rev-parse HEAD)"';
const OF_COMMIT = 'resolve --tag "sha-$(git rev-parse HEAD)"';

function waitJob(steps: Steps): Job {
  const { model } = steps;
  return {
    name: 'Wait',
    comment: `Waits for the images of the commit, up to ${WAIT} minutes: a version is often pushed together with its commit.`,
    when: ON_RELEASE,
    permissions: { ...READ_REPOSITORY, ...steps.loginPermissions('read') },
    runsOn: model.runner,
    timeout: 15 + WAIT,
    steps: [...steps.tools('without scripts'), ...steps.logins(), steps.command('Wait for the images of the commit', `${OF_COMMIT} --wait ${WAIT}`)],
  };
}

function promoteJob(steps: Steps): Job {
  const latest = flag(steps.model.release!.latest, '--latest');
  return {
    ...promotion(steps),
    name: 'Release',
    comment: 'Verifies the images of the commit, and gives them the version as a tag. A version is never moved.',
    when: ON_RELEASE,
    needs: ['wait'],
    steps: withTools(steps, [
      steps.command('Find the images of the commit', `${OF_COMMIT} --digests ${DIGESTS}`),
      ...verification(steps, COMMIT),
      steps.command('Release', `promote --digests ${DIGESTS} --release "$GITHUB_REF_NAME"${latest} --markdown >> "$GITHUB_STEP_SUMMARY"`),
    ]),
  };
}

function rollbackJob(steps: Steps): Job {
  return {
    ...promotion(steps),
    name: 'Roll back',
    comment: 'Moves the tags back to an earlier release. The summary of the run says which moved, from where, and who did it.',
    when: { if: "github.event_name == 'workflow_dispatch'", said: 'by hand', onForks: false },
    steps: withTools(steps, [
      steps.command('Find the images of the release', `resolve --tag "$VERSION" --digests ${DIGESTS}`, { env: { VERSION: '${{ inputs.version }}' } }),
      ...verification(steps),
      {
        name: 'Roll back',
        env: { VERSION: '${{ inputs.version }}', TAGS: '${{ inputs.tags }}' },
        run: `npx --no-install projen-docker promote --digests ${DIGESTS} --rollback "$VERSION" \${TAGS:+--tag "$TAGS"} --markdown >> "$GITHUB_STEP_SUMMARY"`,
      },
    ]),
  };
}

function withTools(steps: Steps, own: readonly Step[]): Step[] {
  return [...steps.tools('without scripts'), ...steps.model.publish!.sign !== 'never' ? [steps.cosign(onlyWhere(steps.model.publish!.sign, 'only there is anything signed'))] : [], ...steps.logins(), ...own];
}

function promotion(steps: Steps): Omit<Job, 'name' | 'comment' | 'when' | 'steps'> {
  const { model } = steps;
  const attestations: Record<string, Permission> = model.publish!.attest === 'never' ? {} : { attestations: { access: 'read', reason: 'verify the attestations' } };
  return {
    permissions: { ...READ_REPOSITORY, ...steps.loginPermissions('write'), ...attestations },
    runsOn: model.runner,
    timeout: 30,
    environment: model.release!.environment,
    concurrency: { 'group': `${model.name}-tags`, '# group': 'nothing is deleted meanwhile' },
  };
}

