import { spawnSync } from 'child_process';

/** What workflows take for the default branch without a word. */
const USUAL = 'main';

/**
 * The default branch of a repository where it is another than `main`: that of its remote, or `master` where there is no `main`; undefined
 * where Git does not say it, or the folder is not the root of a repository.
 */
export function otherDefaultBranch(root: string): string | undefined {
  const git = (...args: string[]) => {
    const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return status === 0 ? stdout.trim() : undefined;
  };
  if (git('rev-parse', '--show-prefix') !== '') return undefined;
  const branch = git('symbolic-ref', '--short', 'refs/remotes/origin/HEAD')?.replace(/^origin\//, '')
    ?? guessed([git('symbolic-ref', 'HEAD') ?? '', ...git('for-each-ref', '--format=%(refname)')!.split('\n')]);
  return branch === USUAL || !/^[\w./-]+$/.test(branch ?? '') ? undefined : branch;
}

function guessed(refs: readonly string[]): string | undefined {
  return [USUAL, 'master'].find(branch => refs.includes(`refs/heads/${branch}`) || refs.includes(`refs/remotes/origin/${branch}`));
}
