import { spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { lastLines, notInstalled, type Output } from './program';
import { show, UsageError } from '../model/problem';

/** What to do where Git is missing. */
export const GIT_ADVICE = 'install Git';
/** The most that one question is answered with: paths of a repository, or one of its files. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Asks Git something, in English, and waits for it. An exit code is an answer, not an error.
 *
 * @throws UsageError when it cannot be run
 */
export function git(cwd: string, args: readonly string[]): Output {
  const { status, error, stdout, stderr } = spawnSync('git', [...args], {
    cwd, env: { ...process.env, LC_ALL: 'C' }, encoding: 'utf8', maxBuffer: MOST_BYTES,
  });
  // A folder that is not there is the same error as a program.
  if (error && (error as NodeJS.ErrnoException).code === 'ENOENT' && existsSync(cwd)) throw notInstalled('git', GIT_ADVICE);
  if (error) throw new UsageError(`"git ${args[0]}" cannot be run in ${show(cwd)}: ${error.message}`);
  return { code: status ?? 1, stdout, stderr };
}

/**
 * The folder that a checkout is in.
 *
 * @throws UsageError with what Git says, when it takes none of the folders above for a checkout
 */
export function gitRoot(cwd: string): string {
  const { code, stdout, stderr } = git(cwd, ['rev-parse', '--show-toplevel']);
  if (code !== 0) throw new UsageError(`Git does not work in this folder: ${gitSays(stderr)}; run this command in a checkout of your own`);
  return stdout.replace(/\r?\n$/, '');
}

/**
 * Why Git refuses something, on one line. It does not always end with the reason: of a checkout that belongs to somebody else, as is
 * common in containers, it ends with the command that permits it.
 */
export function gitSays(stderr: string): string {
  const [reason] = /^(?:fatal|error): .*$/m.exec(stderr) ?? [];
  const [, permission] = /^\s+(git config --global --add safe\.directory .*)$/m.exec(stderr) ?? [];
  const said = reason?.trim() ?? lastLines(stderr, 1);
  return permission === undefined ? said || 'nothing' : `${said}, which ${show(permission.trim())} permits`;
}
