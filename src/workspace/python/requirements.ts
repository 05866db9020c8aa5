import { normalizeName, PythonPackage } from './names';
import { joinPath, leaves, parentPath } from '../../model/paths';
import { fail } from '../problem';
import type { Repository } from '../repository';

/** What requirements files say, with all that they include. */
export interface Requirements {
  /** The files, those that are included too, relative to the repository. */
  readonly files: readonly string[];
  /** What is installed by name. */
  readonly packages: readonly PythonPackage[];
  /** Folders of the repository that are installed. */
  readonly locals: readonly string[];
  /** Wheels and archives of the repository that are installed. */
  readonly archives: readonly string[];
  /** Whether any requirement has hashes: pip then wants one for each. */
  readonly hashed: boolean;
  /** What has no exact version, as it is called. */
  readonly loose: readonly string[];
}

interface Collected {
  readonly files: Set<string>;
  readonly packages: PythonPackage[];
  readonly locals: Set<string>;
  readonly archives: Set<string>;
  readonly loose: string[];
  hashed: boolean;
}

const INCLUDE = /^(?:-r|--requirement|-c|--constraint)(?:\s+|=)?(\S+)$/;
const EDITABLE = /^(?:-e|--editable)(?:\s+|=)(\S.*)$/;
const NAMED = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$/;

/**
 * Reads requirements files as pip does: comments, continued lines, includes, constraints, editable and local requirements.
 *
 * @param directory the folder that pip runs in: local paths are relative to it, includes to the file that names them
 * @throws WorkspaceError when a file does not exist, or a path leaves the repository
 */
export function readRequirements(repo: Repository, directory: string, files: readonly string[]): Requirements {
  const found: Collected = { files: new Set(), packages: [], locals: new Set(), archives: new Set(), loose: [], hashed: false };
  files.forEach(file => readFile(repo, directory, joinPath(directory, file), undefined, found));
  return { ...found, files: [...found.files], locals: [...found.locals], archives: [...found.archives] };
}

function readFile(repo: Repository, directory: string, path: string, from: string | undefined, found: Collected): void {
  if (found.files.has(path)) return;
  const text = leaves(path) ? undefined : repo.tryRead(path);
  if (text === undefined) fail(`${path} does not exist${from ? `, but ${from} includes it` : ''}; create it, or take its name out`);
  found.files.add(path);
  for (const line of linesOf(text)) {
    const included = INCLUDE.exec(line);
    if (included && !isUrl(included[1])) {
      // A constraint installs nothing: only its file is needed.
      const constraint = /^(-c|--constraint)/.test(line);
      readFile(repo, directory, joinPath(parentPath(path), included[1]), path, constraint ? { ...found, packages: [], loose: [] } : found);
    } else {
      readLine(directory, line, path, found);
    }
  }
}

function readLine(directory: string, line: string, path: string, found: Collected): void {
  const editable = EDITABLE.exec(line)?.[1];
  const text = (editable ?? line).replace(/\s+--(?:hash|config-settings|global-option)[= ].*$/, '').replace(/\s+;.*$/, '').trim();
  if (/\s--hash=/.test(line)) found.hashed = true;
  if (text.startsWith('-')) return;
  const named = NAMED.exec(text);
  const url = /^\s*@\s*(\S+)/.exec(named?.[3] ?? '')?.[1];
  const local = localPath(url ?? text, editable !== undefined);
  if (local !== undefined) {
    const target = joinPath(directory, local);
    if (leaves(target)) fail(`${path} installs ${JSON.stringify(local)}, which lies outside of the repository; move it inside, or publish it`);
    (/\.(whl|zip|tar\.gz)$/.test(target) ? found.archives : found.locals).add(target);
  }
  if (!named || (local !== undefined && url === undefined) || isUrl(text)) return;
  const version = /^===?\s*([\w.!+-]+)\s*(?:;|$)/.exec(named[3])?.[1];
  if (version === undefined && url === undefined) found.loose.push(named[1]);
  found.packages.push({ name: normalizeName(named[1]), version, extras: named[2]?.split(',').map(extra => normalizeName(extra.trim())) ?? [] });
}

/** The path of a requirement that is one: `./lib`, `../lib`, `file:lib`; for an editable one also `lib`. */
function localPath(text: string, editable: boolean): string | undefined {
  const path = text.replace(/\[[\w,-]+\]$/, '');
  if (/^\.{1,2}(\/|$)/.test(path)) return path;
  if (/^file:(?!\/)/.test(path)) return path.slice('file:'.length);
  return editable && !isUrl(path) ? path : undefined;
}

function isUrl(text: string): boolean {
  return /^[a-z+]+:\/\//.test(text);
}

/** Logical lines: without comments, with continued ones in one piece. */
function linesOf(text: string): string[] {
  return text.replace(/\\\r?\n/g, ' ').split(/\r?\n/).map(line => line.replace(/(^|\s)#.*$/, '').trim()).filter(line => line !== '');
}
