import { DIGESTS, flag, type Steps, word } from './steps';
import type { Step } from './workflow';
import { type Where, type WorkflowsModel, workflowName } from '../../model/workflows-model';

export const IS_PUBLIC = "github.event.repository.visibility == 'public'";

/** What is added to a condition where a feature is used in public repositories only. */
export function where(place: Where): string {
  return place === 'public' ? ` && ${IS_PUBLIC}` : '';
}

/** Where the exceptions of a scan are, relative to the project. */
export function exceptionsPath(name: string): string {
  return `.github/${workflowName(name)}-exceptions.yaml`;
}

/** What decides whether a scan fails. */
export function scanFlags({ scan, name }: WorkflowsModel): string {
  const { severities, unfixed, exceptions } = scan!;
  return ` --severity ${severities.join(',')}${flag(unfixed, '--unfixed')}${flag(exceptions.length > 0, `--ignore-file ${word(exceptionsPath(name))}`)}`;
}

/** What `promote` is told of the tag that a run is for. */
export function releaseFlags({ release }: WorkflowsModel): string {
  const { tagPrefix, latest } = release!;
  return `--release "$GITHUB_REF_NAME"${flag(tagPrefix !== '', `--tag-prefix ${word(tagPrefix)}`)}${flag(latest, '--latest')}`;
}

/**
 * Makes sure that what is in the registry comes from this repository's own workflow; nothing where nothing of it could be verified.
 *
 * @param commit the commit that it has to be made of, as a word for the shell; `undefined`: any
 * @param wait how long to wait for what is missing, in minutes
 */
export function verification(steps: Steps, commit?: string, wait?: number): Step[] {
  const { model } = steps;
  const { sign, attest } = model.publish!;
  const places = [sign, attest].filter(place => place !== 'never');
  if (places.length === 0) return [];
  const branches = model.branches.map(branch => ` --branch ${word(branch)}`).join('');
  const tags = model.release?.rebuild ? model.release.tags.map(tag => ` --tag-pattern ${word(tag)}`).join('') : '';
  const optional: [Where, string, string][] = [[sign, 'SIGNATURE', '--no-signature'], [attest, 'ATTESTATION', '--no-attestation']];
  const isPublicOnly = places.every(place => place === 'public');
  const flags = optional.map(([place, variable, left]) => (place === 'never' ? ` ${left}` : place === 'public' && !isPublicOnly ? ` $${variable}` : ''));
  const variables = isPublicOnly ? [] : optional.filter(([place]) => place === 'public');
  const env = {
    ...attest !== 'never' && { GH_TOKEN: '${{ github.token }}' },
    ...Object.fromEntries(variables.map(([, variable, left]) => [variable, `\${{ ${IS_PUBLIC} && ' ' || '${left}' }}`])),
  };
  return [steps.command('Verify', `verify --digests ${DIGESTS} --workflow ${workflowName(model.name)}.yml${branches}${tags}${flag(commit !== undefined, `--commit ${commit}`)}${flag(wait !== undefined, `--wait ${wait}`)}${flags.join('')}`, {
    ...isPublicOnly && { if: IS_PUBLIC },
    ...Object.keys(env).length > 0 && { env },
  })];
}

/** The condition of a step that is for public repositories only, and why. */
export function onlyWhere(place: Where, why: string): Step {
  return place === 'public' ? { 'if': IS_PUBLIC, '# if': why } : {};
}
