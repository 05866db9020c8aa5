import { onlyWhere, releaseFlags, verification } from './shared';
import { DIGESTS, DIGESTS_OF_TAG, type Pin, READ_REPOSITORY, Steps } from './steps';
import type { Condition, Job, Permission, Step, Workflow } from './workflow';
import { COMMIT_TAG } from '../../model/image-tags';
import { type WorkflowsModel, workflowName } from '../../model/workflows-model';

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
    jobs: { ...!rebuild && { wait: waitJob(steps), release: releaseJob(steps, ['wait'], onRelease(model)) }, rollback: rollbackJob(steps) },
  };
}

function releaseTrigger({ release }: WorkflowsModel): Record<string, unknown> {
  return release!.on === 'tag' ? { push: { tags: [...release!.tags] } } : { release: { types: ['published'] } };
}

/** For a release of this project: where GitHub has no filter, those of others start the workflow as well. */
function onRelease({ release }: WorkflowsModel): Condition {
  const ofThis = release!.begins ? ` && startsWith(github.event.release.tag_name, '${release!.begins.replace(/'/g, '\'\'')}')` : '';
  return { if: `github.event_name != 'workflow_dispatch'${ofThis}`, said: 'for a new release', onForks: false };
}

function rollbackInputs(): object {
  return {
    inputs: {
      version: { description: 'The release to go back to, such as 1.2.3', required: true, type: 'string' },
      tags: { description: 'Tags to move beside latest and those of the version, with spaces between them', type: 'string', default: '' },
    },
  };
}

/** How long images may be in the registry before all of them are signed, in minutes, at most. */
const SIGNING = 10;
/** That of a tag with a message of its own, too. */
const COMMIT = '"$(git rev-parse HEAD)"';
const OF_COMMIT = `resolve --tag "${COMMIT_TAG}$(git rev-parse HEAD)"`;

function waitJob(steps: Steps): Job {
  const { model } = steps;
  const { wait } = model.release!;
  const signing = Math.min(SIGNING, wait);
  return {
    name: 'Wait',
    comment: `Waits for the images of the commit, up to ${wait} minutes, and for their signatures: a version is often pushed together with its commit.`,
    when: onRelease(model),
    permissions: { ...READ_REPOSITORY, ...steps.loginPermissions('read'), ...readAttestations(model) },
    runsOn: model.runner,
    timeout: 15 + wait + signing,
    steps: withTools(steps, [
      steps.command('Wait for the images of the commit', `${OF_COMMIT} --wait ${wait} --digests ${DIGESTS}`),
      ...verification(steps, COMMIT, signing),
    ]),
  };
}

/** Makes a release of the images of the commit that is checked out; where they were built anew for it, of exactly those. */
export function releaseJob(steps: Steps, needs: string[], when: Condition): Job {
  return {
    ...promotion(steps),
    name: 'Release',
    comment: 'Verifies the images of the commit, and gives them the version as a tag. A version is never moved.',
    when,
    needs,
    steps: withTools(steps, [
      steps.model.release!.rebuild
        ? steps.download('Take the digests', { name: DIGESTS_OF_TAG }, '.')
        : steps.command('Find the images of the commit', `${OF_COMMIT} --digests ${DIGESTS}`),
      ...verification(steps, COMMIT),
      steps.command('Release', `promote --digests ${DIGESTS} ${releaseFlags(steps.model)} --markdown >> "$GITHUB_STEP_SUMMARY"`),
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
      steps.command('Roll back', `promote --digests ${DIGESTS} --rollback "$VERSION" \${TAGS:+--tag "$TAGS"} --markdown >> "$GITHUB_STEP_SUMMARY"`, {
        env: { VERSION: '${{ inputs.version }}', TAGS: '${{ inputs.tags }}' },
      }),
    ]),
  };
}

function withTools(steps: Steps, own: readonly Step[]): Step[] {
  return [...steps.tools('without scripts'), ...steps.model.publish!.sign !== 'never' ? [steps.cosign(onlyWhere(steps.model.publish!.sign, 'only there is anything signed'))] : [], ...steps.logins(), ...own];
}

function promotion(steps: Steps): Omit<Job, 'name' | 'comment' | 'when' | 'steps'> {
  const { model } = steps;
  return {
    permissions: { ...READ_REPOSITORY, ...steps.loginPermissions('write'), ...readAttestations(model) },
    runsOn: model.runner,
    timeout: 30,
    environment: model.release!.environment,
    concurrency: { 'group': `${model.name}-tags`, '# group': 'nothing is deleted meanwhile' },
  };
}

function readAttestations({ publish }: WorkflowsModel): Record<string, Permission> {
  return publish!.attest === 'never' ? {} : { attestations: { access: 'read', reason: 'verify the attestations' } };
}
