import { findingsOf, reportJob } from './report';
import { scanFlags, where } from './shared';
import { DIGESTS, FINDINGS, type Pin, READ_REPOSITORY, Steps } from './steps';
import type { Workflow } from './workflow';
import { type WorkflowsModel, workflowName } from '../../model/workflows-model';

/** Scans what was released: what was not known to be vulnerable then may be by now. */
export function rescanWorkflow(model: WorkflowsModel, pin: Pin): Workflow {
  const steps = new Steps(model, pin);
  const { codeScanning } = model.scan!;
  return {
    name: workflowName(model.name, 'rescan'),
    comment: 'Scans the images of the newest release anew: what was not known then may be by now.',
    on: { schedule: [{ cron: model.rescan!.schedule }], workflow_dispatch: {} },
    concurrency: { 'group': workflowName(model.name, 'rescan'), 'cancel-in-progress': true, '# cancel-in-progress': 'one scan at a time is enough' },
    directory: model.directory,
    jobs: {
      scan: {
        name: 'Scan',
        comment: 'Reads the images from the registry; the scanner itself gets neither a token nor a secret.',
        when: { said: 'always', onForks: false },
        permissions: { ...READ_REPOSITORY, ...steps.loginPermissions('read') },
        runsOn: model.runner,
        timeout: 60,
        outputs: { found: '${{ steps.release.outputs.found }}' },
        steps: [
          ...steps.tools('without scripts'),
          ...steps.logins(),
          steps.command('Find the newest release', `resolve --newest-release --digests ${DIGESTS}`, { id: 'release' }),
          steps.command('Scan', `scan --digests ${DIGESTS} --category released --output ${FINDINGS}/released${scanFlags(model)} --markdown >> "$GITHUB_STEP_SUMMARY"`, {
            if: "steps.release.outputs.found == 'true'",
          }),
          steps.upload('Hand over the findings', 'findings-released', FINDINGS, { if: "${{ !cancelled() && steps.release.outputs.found == 'true' }}" }),
        ],
      },
      ...codeScanning !== 'never' && {
        report: reportJob(steps, findingsOf('released', model.images * model.platforms.length), {
          if: `\${{ !cancelled() && needs.scan.outputs.found == 'true'${where(codeScanning)} }}`,
          said: `after every scan${codeScanning === 'public' ? ', in public repositories' : ''}`,
          onForks: false,
        }),
      },
    },
  };
}
