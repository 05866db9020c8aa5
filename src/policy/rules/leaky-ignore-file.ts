import { baseName, belowRoot, joinPath } from '../../model/paths';
import { show } from '../../model/problem';
import { flagValues } from '../../workspace/dockerfile/stages';
import { isDockerIgnored, isMatched } from '../../workspace/dockerignore';
import type { CheckedDockerfile, CheckedInstruction, CheckedSystem } from '../checked-system';
import { copyOf } from '../dockerfile/copies';
import { ownInstructions, placeIn } from '../dockerfile/instructions';
import { isSecretFile, secretFiles } from '../dockerfile/secret-files';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

export const leakyIgnoreFile: IPolicyRule = {
  id: 'leaky-ignore-file',
  severity: PolicySeverity.ERROR,
  summary: 'The ignore file keeps environment files, keys and the Git history from being copied',
  check: system => system.services.flatMap(({ name, dockerfile }) => (dockerfile ? findings(name, dockerfile, system) : [])),
};

function findings(service: string, dockerfile: CheckedDockerfile, system: CheckedSystem): PolicyFinding[] {
  const said = new Set<string>();
  return ownInstructions(dockerfile).flatMap(({ instruction }) => {
    const sources = copyOf(instruction).ofContext.map(belowRoot).filter(source => !source.includes('$'));
    if (sources.length === 0) return [];
    const leaks = candidates(dockerfile, sources, system).filter(path => !said.has(path)
      && sources.some(source => takes(source, path)) && system.reachesBuilder(dockerfile, path) && !isExcluded(instruction, path));
    leaks.forEach(path => said.add(path));
    return leaks.length === 0 ? [] : [{ ...placeIn(service, dockerfile, instruction), message: messageOf(dockerfile, leaks) }];
  });
}

/**
 * What may be taken: what is there now, and what will be one day wherever all of the context is taken. Only what is copied reaches the
 * builder at all.
 */
function candidates({ context, isGenerated }: CheckedDockerfile, sources: readonly string[], { _facts: { repository } }: CheckedSystem): string[] {
  const history = repository.exists(joinPath(context, '.git')) ? ['.git'] : [];
  // Ours leave out all of them by their names; what a service lets in again is asked for by name.
  const there = isGenerated ? [] : secretFiles(repository, context);
  const environment = repository.exists(joinPath(context, '.env')) && !isSecretFile(repository, joinPath(context, '.env')) ? [] : ['.env'];
  const named = sources.filter(source => !source.includes('*') && isSecretFile(repository, joinPath(context, source)));
  return [...new Set([...environment, ...history, ...there, ...named])];
}

/** Whether a source of `COPY` is a path or a folder that it lies in. */
function takes(source: string, path: string): boolean {
  return source === '.' || isMatched(source, path);
}

function isExcluded(instruction: CheckedInstruction, path: string): boolean {
  const patterns = flagValues(instruction, 'exclude');
  return patterns.length > 0 && isDockerIgnored(patterns.join('\n'), path);
}

function messageOf({ path, ignorePath, isGenerated }: CheckedDockerfile, leaks: readonly string[]): string {
  const shown = leaks.length > 3 ? `${leaks.slice(0, 3).join(', ')} and ${leaks.length - 3} more` : listed(leaks);
  const lines = [...new Set(leaks.flatMap(linesFor))];
  if (isGenerated) return `this would copy ${shown}, which ${ignorePath} lets through; add ${listed(lines.slice(0, 4).map(show))} to the end of "ignorePatterns"`;
  const advice = `the ${lines.length === 1 ? 'line' : 'lines'} ${listed(lines.slice(0, 4).map(show))}`;
  if (ignorePath === undefined) return `there is no ignore file, so this would copy ${shown} too; write ${path}.dockerignore with ${advice}`;
  return `this would copy ${shown}, which ${ignorePath} lets through; add ${advice} to it`;
}

function linesFor(path: string): string[] {
  return /^\.env(?:\.|$)/.test(baseName(path)) ? ['**/.env*', '!**/.env.example'] : [path];
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
