import { joinPath } from '../../model/paths';
import { show } from '../../model/problem';
import { flagValues } from '../../workspace/dockerfile/stages';
import { isDockerIgnored } from '../../workspace/dockerignore';
import type { CheckedDockerfile, CheckedInstruction, CheckedSystem } from '../checked-system';
import { ownInstructions } from '../lineage';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { isSecretFile, secretFiles } from '../secret-files';
import { copySources } from '../sources';

export const leakyIgnoreFile: IPolicyRule = {
  id: 'leaky-ignore-file',
  severity: PolicySeverity.ERROR,
  summary: 'The ignore file keeps environment files, keys and the Git history from being copied',
  check: system => system.services.flatMap(({ name, dockerfile }) => (dockerfile ? findings(name, dockerfile, system) : [])),
};

function findings(service: string, dockerfile: CheckedDockerfile, system: CheckedSystem): PolicyFinding[] {
  const said = new Set<string>();
  return ownInstructions(dockerfile).filter(({ instruction: { keyword } }) => keyword === 'COPY' || keyword === 'ADD').flatMap(({ instruction }) => {
    const sources = copySources(instruction).map(cleaned).filter(source => !source.includes('$'));
    if (sources.length === 0) return [];
    const leaks = candidates(dockerfile, sources, system).filter(path => !said.has(path)
      && sources.some(source => takes(source, path)) && system.reachesBuilder(dockerfile, path) && !isExcluded(instruction, path));
    leaks.forEach(path => said.add(path));
    return leaks.length === 0 ? [] : [{ service, file: dockerfile.path, line: instruction.line, message: messageOf(dockerfile, leaks) }];
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
  const named = sources.filter(source => !source.includes('*') && isSecretFile(repository, joinPath(context, source || '.')));
  return [...new Set([...environment, ...history, ...there, ...named])];
}

/** Without quotes, `./` and slashes at the ends; all of the context is `''`. */
function cleaned(source: string): string {
  return source.replace(/^(["'])(.*)\1$/, '$2').split('/').filter(part => part !== '' && part !== '.').join('/');
}

/** Whether a source of `COPY` is a path or a folder that it lies in. */
function takes(source: string, path: string): boolean {
  if (source === '') return true;
  // A pattern in the place of a name matches names that begin with a dot too.
  return isDockerIgnored(source.replace(/^([#!])/, '\\$1'), path);
}

function isExcluded(instruction: CheckedInstruction, path: string): boolean {
  const patterns = flagValues(instruction, 'exclude');
  return patterns.length > 0 && isDockerIgnored(patterns.join('\n'), path);
}

function messageOf({ path, ignorePath }: CheckedDockerfile, leaks: readonly string[]): string {
  const shown = leaks.length > 3 ? `${leaks.slice(0, 3).join(', ')} and ${leaks.length - 3} more` : listed(leaks);
  const lines = [...new Set(leaks.flatMap(linesFor))];
  const advice = `the ${lines.length === 1 ? 'line' : 'lines'} ${listed(lines.slice(0, 4).map(show))}`;
  if (ignorePath === undefined) return `there is no ignore file, so this would copy ${shown} too; write ${path}.dockerignore with ${advice}`;
  return `this would copy ${shown}, which ${ignorePath} lets through; add ${advice} to it`;
}

function linesFor(path: string): string[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^\.env(?:\.|$)/.test(name) ? ['**/.env*', '!**/.env.example'] : [path];
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
