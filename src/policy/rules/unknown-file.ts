import { belowRoot, leaves } from '../../model/paths';
import { show } from '../../model/problem';
import type { CheckedDockerfile } from '../checked-system';
import { ContextFiles, Presence } from '../dockerfile/build-context';
import { copyOf } from '../dockerfile/copies';
import { checkInstructions, Placed } from '../dockerfile/instructions';
import { mountsOf } from '../dockerfile/mounts';
import { expandAt } from '../dockerfile/variables';
import { IPolicyRule, PolicySeverity } from '../rule';

export const unknownFile: IPolicyRule = {
  id: 'unknown-file',
  severity: PolicySeverity.ERROR,
  summary: 'Files that are copied or mounted are in the build context',
  check: system => {
    const files = new ContextFiles(system);
    return checkInstructions(system, (placed, dockerfile) => (isElsewhere(dockerfile) ? [] : missingIn(dockerfile, placed, files)));
  },
};

/** What lies outside the repository nobody here can see. */
function isElsewhere({ context }: CheckedDockerfile): boolean {
  return leaves(context) || /^[a-z]+:\/\//.test(context);
}

/** What is wrong with the files that an instruction names. */
function missingIn(dockerfile: CheckedDockerfile, placed: Placed, files: ContextFiles): string[] {
  const { instruction } = placed;
  const { keyword } = instruction;
  const mounted = mountsOf(instruction).filter(({ type, from }) => type === 'bind' && from === undefined).flatMap(({ source }) => source ?? []);
  const written = [...copyOf(instruction).ofContext, ...mounted];
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
  return belowRoot(source.replace(/\\/g, ''));
}

function isWildcard(source: string): boolean {
  return /[*?[]/.test(source);
}
