import { leaves, normalizePath } from '../../model/paths';
import { show } from '../../model/problem';
import { flagValues } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile } from '../checked-system';
import { ContextFiles, Presence } from '../context-files';
import { ownInstructions, Placed } from '../lineage';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { copySources } from '../sources';
import { expandAt } from '../variables';

export const unknownFile: IPolicyRule = {
  id: 'unknown-file',
  severity: PolicySeverity.ERROR,
  summary: 'Files that are copied or mounted are in the build context',
  check: system => {
    const files = new ContextFiles(system);
    return system.services.flatMap(({ name, dockerfile }) => {
      // What lies outside the repository nobody here can see.
      if (!dockerfile || leaves(dockerfile.context) || /^[a-z]+:\/\//.test(dockerfile.context)) return [];
      return ownInstructions(dockerfile).flatMap(placed => missingIn(dockerfile, placed, files)
        .map((message): PolicyFinding => ({ service: name, file: dockerfile.path, line: placed.instruction.line, message })));
    });
  },
};

/** What is wrong with the files that an instruction names. */
function missingIn(dockerfile: CheckedDockerfile, placed: Placed, files: ContextFiles): string[] {
  const { keyword } = placed.instruction;
  const written = keyword === 'COPY' || keyword === 'ADD' ? copySources(placed.instruction) : keyword === 'RUN' ? mountSources(placed) : [];
  const sources = written.map(source => ({ source, presence: presenceOf(dockerfile, placed, source, files) }));
  return sources.flatMap(({ source, presence }) => {
    // `COPY package.json yarn.lock* ./` is how one says that a file need not be there.
    if (presence === 'found' || (isWildcard(source) && sources.some(other => other.presence === 'found'))) return [];
    return [messageOf(dockerfile, source, presence, keyword === 'RUN' ? 'the bind mount' : keyword, files)];
  });
}

function messageOf(dockerfile: CheckedDockerfile, source: string, presence: Presence, what: string, files: ContextFiles): string {
  const { context, ignorePath, isGenerated } = dockerfile;
  if (presence === 'ignored') {
    const line = show(`!${pathOf(source)}`);
    return `${what} names ${show(source)}, which ${ignorePath} leaves out, so the builder never sees it; ${isGenerated ? `let it through with ignorePatterns: [${line}]` : `add the line ${line} there`}`;
  }
  const where = `the build context, ${context === '.' ? 'the repository' : context}`;
  if (isWildcard(source)) return `${what} names ${show(source)}, which matches nothing in ${where}; name what is there`;
  const other = files.contextOf(dockerfile, pathOf(source));
  const way = other === undefined ? 'paths are relative to that folder, not to the Dockerfile' : `it is there from ${other === '.' ? 'the repository' : other}: make that the build context`;
  return `${what} names ${show(source)}, which does not exist in ${where}; ${way}`;
}

function presenceOf(dockerfile: CheckedDockerfile, placed: Placed, source: string, files: ContextFiles): Presence {
  const expanded = expandAt(dockerfile, placed, source);
  return expanded === undefined || expanded === '' ? 'found' : files.presence(dockerfile, pathOf(expanded));
}

/** As the builder reads it: the context is the root, and nothing leads out of it. */
function pathOf(source: string): string {
  return normalizePath(source.replace(/\\/g, '').replace(/^\/+/, '') || '.').replace(/^(\.\.\/)+|^\.\.$/, '') || '.';
}

function isWildcard(source: string): boolean {
  return /[*?[]/.test(source);
}

function mountSources({ instruction }: Placed): string[] {
  return flagValues(instruction, 'mount').map(mount => mount.replace(/^(["'])(.*)\1$/, '$2').split(',')).flatMap(fields => {
    const value = (...names: string[]) => fields.find(field => names.some(name => field.startsWith(`${name}=`)))?.replace(/^[^=]*=/, '');
    return (value('type') ?? 'bind') === 'bind' && value('from') === undefined ? value('source', 'src') ?? [] : [];
  });
}
