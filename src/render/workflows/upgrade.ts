import { type Pin, READ_REPOSITORY, Steps, word } from './steps';
import type { Permission, Step, Workflow } from './workflow';
import { type WorkflowsModel, workflowName } from '../../model/workflows-model';

const PATCH = 'upgrade.patch';
/** Where the patch is taken to, below the runner's folder for temporary files: what else is in there are the runner's own, and who made the patch is not trusted. */
const TAKEN = 'upgrade';

/** Brings the newest version of this package and the newest digests of images, as one pull request. */
export function upgradeWorkflow(model: WorkflowsModel, pin: Pin): Workflow {
  const steps = new Steps(model, pin);
  const { schedule, token, tokenSteps, environment, branch, isRunToken, locks } = model.upgrade!;
  const root = model.directory === '.' ? {} : { 'working-directory': '.' };
  const rights: Record<string, Permission> = isRunToken ? {
    'contents': { access: 'write', reason: 'push the branch' },
    'pull-requests': { access: 'write', reason: 'open the pull request' },
  } : READ_REPOSITORY;
  return {
    name: workflowName(model.name, 'upgrade'),
    comment: `Proposes the newest version of this package${locks.length > 0 ? ', and the newest digests of all images,' : ''} as one pull request.`,
    on: { schedule: [{ cron: schedule }], workflow_dispatch: {} },
    concurrency: { 'group': workflowName(model.name, 'upgrade'), 'cancel-in-progress': true, '# cancel-in-progress': 'there is one pull request, which the newest run brings up to date' },
    directory: model.directory,
    jobs: {
      upgrade: {
        name: 'Upgrade',
        comment: 'Runs new code of others, and has therefore no right to write: all it hands on is a patch.',
        when: { said: 'always', onForks: false },
        permissions: READ_REPOSITORY,
        runsOn: model.runner,
        timeout: 30,
        steps: [
          ...steps.tools('with scripts'),
          { name: 'Take the newest version', ...root, run: model.tools.upgrade },
          ...locks.map(folder => lockStep(folder, model.directory)),
          { name: 'Synthesize', ...root, run: 'npx --no-install projen' },
          {
            name: 'Make a patch',
            ...root,
            run: `git add --all\ngit diff --cached --binary > "$RUNNER_TEMP/${PATCH}"\n{ echo '\`\`\`'; git diff --cached --name-status; echo '\`\`\`'; } >> "$GITHUB_STEP_SUMMARY"\n`,
          },
          steps.uses('Hand over the patch', 'actions/upload-artifact', {
            with: { 'name': PATCH, 'path': `\${{ runner.temp }}/${PATCH}`, 'if-no-files-found': 'error', 'retention-days': environment === undefined ? 3 : 30, 'overwrite': true },
          }),
        ],
      },
      propose: {
        name: 'Propose',
        comment: `Opens the pull request, or brings the one that is open up to date.${isRunToken
          ? '\nWith the run\'s own token, its checks wait for "Approve workflows to run", and an upgrade that changes workflows fails here.'
          : ''}`,
        when: { said: 'always', onForks: false },
        needs: ['upgrade'],
        permissions: rights,
        runsOn: model.runner,
        timeout: 10,
        environment,
        steps: [
          ...steps.tools('without scripts'),
          ...tokenSteps.map(step => ({ ...step })),
          steps.uses('Take the patch', 'actions/download-artifact', { with: { name: PATCH, path: `\${{ runner.temp }}/${TAKEN}` } }),
          steps.command('Propose', `propose --patch "$RUNNER_TEMP/${TAKEN}/${PATCH}" --branch ${word(branch)} --title ${word('chore: upgrade containers')}`, {
            env: { GH_TOKEN: token },
          }),
        ],
      },
    },
  };
}

/** Each project asks for its own images, in its own folder. */
function lockStep(folder: string, own: string): Step {
  const run = 'npx --no-install projen docker:lock';
  if (folder === own) return { name: 'Take the newest digests', run };
  return { 'name': `Take the newest digests of ${folder === '.' ? 'the root' : folder}`, 'working-directory': folder, run };
}
