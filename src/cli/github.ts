import { spawnSync } from 'child_process';
import { show, UsageError } from '../model/problem';

/** A repository on GitHub. */
export interface GitHubRepository {
  /** As in `https://github.com`. */
  readonly server: string;
  readonly host: string;
  /** As in `owner/name`. */
  readonly repository: string;
}

const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/;
/** Over HTTPS, and both ways to write it over SSH. */
const REMOTE = /^(?:https?:\/\/(?:[^@/]+@)?([^/]+)|(?:ssh:\/\/)?(?:[^@/]+@)([^:/]+)(?::\d+)?)[:/]\/?([^/]+\/[^/]+?)(?:\.git)?\/?$/;

/**
 * The repository that a command is about: that which is given, that of the running workflow, or that which the checkout comes from.
 *
 * @param directory the checkout
 * @throws UsageError when nothing says it
 */
export function gitHubRepository(directory: string, given?: string, env: NodeJS.ProcessEnv = process.env): GitHubRepository {
  const remote = given !== undefined || env.GITHUB_REPOSITORY ? undefined : originOf(directory);
  const repository = given ?? (env.GITHUB_REPOSITORY || remote?.repository);
  if (repository === undefined) throw new UsageError('nothing says which repository this is; set GITHUB_REPOSITORY to "owner/name", or give the checkout its remote "origin"');
  if (!REPOSITORY.test(repository)) throw new UsageError(`a repository must look like "owner/name", got ${show(repository)}`);
  const server = env.GITHUB_SERVER_URL || (remote ? `https://${remote.host}` : 'https://github.com');
  if (!/^https?:\/\/[A-Za-z0-9.-]+(:\d+)?$/.test(server)) throw new UsageError(`GITHUB_SERVER_URL must look like "https://github.com", got ${show(server)}`);
  return { server, host: server.replace(/^https?:\/\//, ''), repository };
}

/** Who vouches for the identity of workflows of a server: see GitHub's "OpenID Connect reference". */
export function issuerOf({ server, host }: GitHubRepository): string {
  if (host === 'github.com') return 'https://token.actions.githubusercontent.com';
  return host.endsWith('.ghe.com') ? `https://token.actions.${host}` : `${server}/_services/token`;
}

function originOf(directory: string): { readonly host: string; readonly repository: string } | undefined {
  const { stdout, status } = spawnSync('git', ['remote', 'get-url', 'origin'], { cwd: directory, env: process.env, encoding: 'utf8' });
  const [, overHttp, overSsh, repository] = status === 0 ? REMOTE.exec(stdout.trim()) ?? [] : [];
  return repository === undefined ? undefined : { host: overHttp ?? overSsh, repository };
}
