import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { explained, redacted } from './refusal';
import { GIT_ADVICE, gitRoot } from '../../engine/git';
import { lastLines, runProgram } from '../../engine/program';
import { enumerate } from '../../model/markdown';
import { show, UsageError } from '../../model/problem';

/** How many commits of a branch are looked at in a checkout that does not have all of them. */
const DEPTH = '20';
/** What is no file, by the mode that Git gives it. */
const LEADS_AWAY: Readonly<Record<string, string>> = { 120000: 'symbolic link', 160000: 'submodule' };

/** Somebody who writes commits. */
export interface Author { readonly name: string; readonly email: string }

/** A commit that is not yet on any branch. */
export interface Commit { readonly id: string; readonly tree: string; readonly parent: string }

/** A branch of the remote. */
export interface RemoteState {
  readonly tree: string;
  readonly parent: string;
  /** Who wrote its newest commit that is no merge. */
  readonly author: string;
  /** Whether what is checked out has all of it. */
  readonly isMerged: boolean;
}

/** A checkout, and the token that its remote "origin" is written to with. */
export class Checkout {
  private readonly root: string;

  /** @throws UsageError where there is no checkout */
  public constructor(directory: string, private readonly token: string | undefined) {
    this.root = gitRoot(directory);
  }

  /** The branch that is checked out; `undefined`: none is. */
  public async branch(): Promise<string | undefined> {
    return (await this.ask(['branch', '--show-current'])).trim() || undefined;
  }

  /** @throws UsageError for a name that no branch can have */
  public async requireBranchName(name: string): Promise<void> {
    const { code } = await this.run(['check-ref-format', '--branch', name]);
    if (code !== 0) throw new UsageError(`a branch must have a name that Git takes, got ${show(name)}`);
  }

  /**
   * Makes a commit of what is checked out with a patch on it. Files, the index and branches stay as they are.
   *
   * @throws UsageError when the patch does not fit, or has links or submodules
   */
  public async commit(patch: string, message: string, { name, email }: Author): Promise<Commit> {
    const folder = mkdtempSync(join(tmpdir(), 'projen-docker-'));
    const own = { GIT_INDEX_FILE: join(folder, 'index') };
    try {
      const parent = (await this.ask(['rev-parse', '--verify', 'HEAD'])).trim();
      await this.ask(['read-tree', parent], own);
      const { code, stderr } = await this.run(['apply', '--cached', '--whitespace=nowarn', patch], own);
      if (code !== 0) throw new UsageError(`${show(patch)} does not fit to commit ${parent.slice(0, 12)}: ${lastLines(stderr)}; make it from exactly this commit with "git diff --cached --binary"`);
      await this.requireFiles(patch, parent, own);
      const tree = (await this.ask(['write-tree'], own)).trim();
      const people = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
      const id = (await this.ask(['commit-tree', tree, '-p', parent, '-F', '-'], people, `${message}\n`)).trim();
      return { id, tree, parent };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Whoever made the patch has no rights. What a link or a submodule leads to, no reviewer of the patch sees; to take one away is harmless. */
  private async requireFiles(patch: string, parent: string, own: NodeJS.ProcessEnv): Promise<void> {
    // Modes and digests before and after, what was done; then the path.
    // What a patch says of submodules in .gitmodules could hide them.
    const words = (await this.ask(['diff-index', '--cached', '--raw', '--no-renames', '--no-abbrev', '--ignore-submodules=none', '-z', parent], own)).split('\0');
    const found = words.flatMap((word, index) => {
      const kind = LEADS_AWAY[/^:\d{6} (\d{6}) /.exec(word)?.[1] ?? ''];
      return index % 2 === 0 && kind !== undefined ? [`the ${kind} ${show(words[index + 1])}`] : [];
    });
    if (found.length > 0) {
      throw new UsageError(`${show(patch)} makes or changes ${enumerate(found)}, and what that leads to is not in the patch for anybody to review; leave it out, or commit it by hand`);
    }
  }

  /** The tree of a commit. */
  public async tree(commit: string): Promise<string> {
    return (await this.ask(['rev-parse', '--verify', `${commit}^{tree}`])).trim();
  }

  /** The commit that a branch of the remote is at; `undefined`: there is no such branch. */
  public async remoteHead(branch: string): Promise<string | undefined> {
    return /^[0-9a-f]{40,64}/.exec(await this.askRemote(['ls-remote', 'origin', `refs/heads/${branch}`]))?.[0];
  }

  /** What a branch of the remote is made of. */
  public async remoteState(branch: string, commit: string): Promise<RemoteState> {
    const isShallow = (await this.ask(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
    await this.askRemote(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...isShallow ? ['--depth', DEPTH] : [], 'origin', `refs/heads/${branch}`]);
    const [tree, parent = ''] = (await this.ask(['log', '-1', '--format=%T %P', commit])).trim().split(' ');
    const author = (await this.ask(['log', '-1', '--first-parent', '--no-merges', '--format=%an <%ae>', commit])).trim();
    return { tree, parent, author, isMerged: (await this.run(['merge-base', '--is-ancestor', commit, 'HEAD'])).code === 0 };
  }

  /** Writes a commit to a branch of the remote, unless somebody else has written to it in the meantime. */
  public async push(commit: string, branch: string, expected: string | undefined): Promise<void> {
    const ref = `refs/heads/${branch}`;
    await this.askRemote(['push', '--quiet', `--force-with-lease=${ref}:${expected ?? ''}`, 'origin', `${commit}:${ref}`]);
  }

  private run(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string) {
    return runProgram('git', args, GIT_ADVICE, { cwd: this.root, input, env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...env } });
  }

  private async ask(args: readonly string[], env?: NodeJS.ProcessEnv, input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, env, input);
    if (code !== 0) throw new UsageError(redacted(explained(stderr) ?? `"git ${args[0]}" failed: ${lastLines(stderr) || `exit code ${code}`}`, this.token));
    return stdout;
  }

  /** The token is in the environment of this one process only: never in an argument, a file or an address. */
  private async askRemote(args: readonly string[]): Promise<string> {
    const url = (await this.ask(['remote', 'get-url', '--push', 'origin'])).trim();
    return this.ask(args, configured({ ...withToken(url, this.token), 'core.hooksPath': ['/dev/null'] }));
  }
}

/** Settings that send a token to the server of an address, and to no other. */
function withToken(url: string, token: string | undefined): Record<string, readonly string[]> {
  const [, server, scheme, host] = /^((https?):\/\/(?:[^@/]+@)?([^/@]+))\//.exec(url) ?? [];
  if (token === undefined || server === undefined) return {};
  if (scheme === 'http' && !/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host)) {
    throw new UsageError(`the remote "origin" is at http://${host}, where a token would be sent in the open; give it an address that begins with https://`);
  }
  // The empty value takes away what a checkout may have left in the configuration.
  return {
    [`http.${scheme}://${host}/.extraheader`]: ['', `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`],
    'credential.helper': [''],
  };
}

/** Settings as variables that Git reads, behind those that are there. */
function configured(settings: Record<string, readonly string[]>): NodeJS.ProcessEnv {
  const before = Number(process.env.GIT_CONFIG_COUNT ?? 0) || 0;
  const all = Object.entries(settings).flatMap(([key, values]) => values.map(value => [key, value]));
  return {
    GIT_CONFIG_COUNT: String(before + all.length),
    ...Object.fromEntries(all.flatMap(([key, value], index) => [[`GIT_CONFIG_KEY_${before + index}`, key], [`GIT_CONFIG_VALUE_${before + index}`, value]])),
  };
}
