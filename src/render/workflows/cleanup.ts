import { flag, type Pin, READ_REPOSITORY, Steps, word } from './steps';
import type { Workflow } from './workflow';
import { type WorkflowsModel, workflowName } from '../../model/workflows-model';

/** Deletes old images from the registry. */
export function cleanupWorkflow(model: WorkflowsModel, pin: Pin): Workflow {
  const steps = new Steps(model, pin);
  const { keep, olderThanDays, untaggedOnly, protect, schedule } = model.cleanup!;
  const token = steps.gitHubToken();
  const flags = `--keep ${keep} --older-than ${olderThanDays}${flag(untaggedOnly, '--untagged-only')}${protect.map(tag => ` --protect ${word(tag)}`).join('')}`;
  return {
    name: workflowName(model.name, 'cleanup'),
    comment: 'Deletes old images from the registry, and nothing that a kept image, signature or attestation refers to.',
    on: {
      schedule: [{ cron: schedule }],
      workflow_dispatch: { inputs: { 'dry-run': { description: 'Only say what would be deleted', type: 'boolean', default: true } } },
    },
    concurrency: { 'group': `${model.name}-tags`, '# group': 'nothing is released while it looks', 'cancel-in-progress': false },
    directory: model.directory,
    jobs: {
      cleanup: {
        name: 'Clean up',
        comment: 'Releases, branches, latest and caches stay, and so do the newest images of commits.',
        when: { said: 'always', onForks: false },
        permissions: { ...READ_REPOSITORY, ...steps.loginPermissions('write') },
        runsOn: model.runner,
        timeout: 60,
        steps: [
          ...steps.tools('without scripts'),
          ...steps.logins(),
          steps.command('Clean up', `cleanup ${flags} $DRY_RUN --markdown >> "$GITHUB_STEP_SUMMARY"`, {
            env: { ...token !== undefined && { GITHUB_TOKEN: token }, DRY_RUN: "${{ inputs.dry-run && '--dry-run' || '' }}" },
          }),
        ],
      },
    },
  };
}
