import { FINDINGS, READ_REPOSITORY, type Steps } from './steps';
import type { Condition, Job } from './workflow';
import { FILES_AT_ONCE } from '../../model/code-scanning';

/** The folders of the findings of so many images: those of a platform, or of what else was scanned at once. */
export function findingsOf(folder: string, images: number): string[] {
  return Array.from({ length: Math.ceil(images / FILES_AT_ONCE) }, (_, index) => `${folder}/${index + 1}`);
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
