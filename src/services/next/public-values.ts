import type { NextPlan } from './app';
import { joinPath } from '../../model/paths';
import { Problems, show } from '../../model/problem';
import type { Repository } from '../../workspace/repository';
import type { BuiltModel } from '../built-model';
import { checkPublicVariables } from '../stack/public-variables';

/** What `next build` writes into the scripts of the browser. */
export const BUILT_IN = 'NEXT_PUBLIC_';
/** What the server tells browsers when they ask. */
const TOLD = 'PUBLIC_';

/** The variables of the container that public values are set as. */
export function asVariables(values: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${TOLD}${name}`, value]));
}

/**
 * Checks what everyone can read who opens the application.
 *
 * @param values what was said as `publicEnvironment`
 * @param allowed what looks like a secret and is none, with the reason for each
 */
export function checkPublicValues(values: Record<string, string> = {}, allowed: Record<string, string> = {},
  common: BuiltModel, problems: Problems): void {
  for (const name of Object.keys(values).filter(key => /^(?:NEXT_)?PUBLIC_/.test(key))) {
    problems.add(`publicEnvironment takes names without a prefix: write ${show(name.replace(/^(?:NEXT_)?PUBLIC_/, ''))} in place of ${show(name)}`);
  }
  const isPublic = (name: string) => name.startsWith(BUILT_IN) || name.startsWith(TOLD);
  checkPublicVariables({ ...common.args, ...common.environment }, isPublic, allowed, problems);
}

/** What is said about public values and has no effect, as sentences. */
export function publicValueWarnings(repo: Repository, { directory }: NextPlan, { args, environment }: BuiltModel): string[] {
  const late = Object.keys(environment).filter(name => name.startsWith(BUILT_IN) && !(name in args));
  const files = ['.env', '.env.production'].flatMap(name => {
    const path = joinPath(directory, name);
    const lost = [...repo.tryRead(path)?.matchAll(/^\s*(?:export\s+)?(NEXT_PUBLIC_\w+)\s*=/gm) ?? []].map(([, variable]) => variable).filter(variable => !(variable in args));
    return lost.length === 0 ? [] : [`${path} sets ${[...new Set(lost)].join(', ')}, and no environment file reaches the image; say it in "buildArgs"`];
  });
  return [
    ...late.map(name => `${name} in "environment" does not reach the browser: scripts hold what it was when they were built; put it in "buildArgs", or, as ${name.slice(BUILT_IN.length)}, in "publicEnvironment"`),
    ...files,
  ];
}
