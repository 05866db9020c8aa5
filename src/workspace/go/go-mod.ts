import { joinPath, normalizePath } from '../../model/paths';
import { show } from '../../model/problem';
import { fail } from '../problem';
import type { Repository } from '../repository';

/** What we read of a `go.mod` or a `go.work`. */
export interface GoMod {
  /** Where it is written. */
  readonly path: string;
  /** The module's path; undefined in a `go.work`. */
  readonly module?: string;
  /** The version of the `go` directive, such as `1.24` or `1.24.1`: the least that it takes. */
  readonly go?: string;
  /** The name in the `toolchain` directive, such as `go1.24.1`. */
  readonly toolchain?: string;
  /** The paths of required modules. */
  readonly requires: readonly string[];
  /** Modules that folders stand in for: the module's path and the folder as it is written. */
  readonly replacedBy: ReadonlyMap<string, string>;
  /** The folders of a workspace's modules, as they are written. */
  readonly uses: readonly string[];
}

/**
 * The manifest of a module or a workspace; undefined when it does not exist.
 *
 * @throws WorkspaceError when a line is not what the reference allows: https://go.dev/ref/mod#go-mod-file
 */
export function readGoMod(repo: Repository, path: string): GoMod | undefined {
  return repo.memo(`go-mod:${path}`, () => {
    const text = repo.tryRead(path);
    return text === undefined ? undefined : parse(path, text);
  });
}

function parse(path: string, text: string): GoMod {
  const single = new Map<string, string>();
  const [requires, uses, replacedBy] = [[] as string[], [] as string[], new Map<string, string>()];
  for (const { verb, words, line } of directives(path, text)) {
    const first = words[0] ?? fail(`${path} has a "${verb}" without a value in line ${line}; correct the file`);
    if (verb === 'module' || verb === 'go' || verb === 'toolchain') single.set(verb, first);
    if (verb === 'require') requires.push(first);
    if (verb === 'use') uses.push(first);
    if (verb === 'replace') {
      const target = words[words.indexOf('=>') + 1];
      if (!words.includes('=>') || target === undefined) fail(`${path} has a "replace" without a target in line ${line}; correct the file`);
      if (isFolder(target)) replacedBy.set(first, target);
    }
  }
  const go = single.get('go');
  if (go !== undefined && !/^\d+\.\d+(\.\d+)?((?:rc|beta)\d+)?$/.test(go)) fail(`"go" of ${path} must be a version such as 1.26 or 1.26.1, got ${show(go)}; correct the file`);
  return { path, module: single.get('module'), go, toolchain: single.get('toolchain'), requires, replacedBy, uses };
}

/** Whether the target of a replacement is a folder and not a module: Go tells them apart by this beginning. */
function isFolder(target: string): boolean {
  return /^(\.{1,2}(\/|$)|\/)/.test(target);
}

interface Directive { readonly verb: string; readonly words: string[]; readonly line: number }

/** `verb word word`, or the same in a block `verb ( … )`. */
function directives(path: string, text: string): Directive[] {
  const found: Directive[] = [];
  let block: string | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const words = wordsOf(raw);
    const line = index + 1;
    if (words.length === 0) continue;
    if (block !== undefined) {
      if (words[0] === ')') block = undefined;
      else found.push({ verb: block, words, line });
    } else if (words[1] === '(' && words.length === 2) {
      block = words[0];
    } else if (/^[a-z]+$/.test(words[0])) {
      // `use ()` is an empty block.
      if (words.slice(1).join('') !== '()') found.push({ verb: words[0], words: words.slice(1), line });
    } else {
      fail(`${path} has no directive in line ${line}: ${show(raw.trim())}; correct the file`);
    }
  }
  if (block !== undefined) fail(`${path} has a block "${block}" that does not end; add the closing parenthesis`);
  return found;
}

/** The words of a line without its comment; a word may be quoted. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/.*|[()]|[^\s()]+/g)) {
    if (word.startsWith('//')) break;
    words.push(/^["`]/.test(word) ? word.slice(1, -1) : word);
  }
  return words;
}

/** The folder that a path in a manifest leads to; relative to the repository, or out of it. */
export function folderOf(manifestFolder: string, written: string): string {
  return written.startsWith('/') ? normalizePath(written) : joinPath(manifestFolder, written);
}
