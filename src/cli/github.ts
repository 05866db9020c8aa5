import { git, gitSays } from '../engine/git';
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
  const named = given ?? (env.GITHUB_REPOSITORY || undefined);
  const { repository, host } = named === undefined ? originOf(directory) : { repository: named, host: 'github.com' };
  if (!REPOSITORY.test(repository)) throw new UsageError(`a repository must look like "owner/name", got ${show(repository)}`);
  const server = env.GITHUB_SERVER_URL || `https://${host}`;
  if (!/^https?:\/\/[A-Za-z0-9.-]+(:\d+)?$/.test(server)) throw new UsageError(`GITHUB_SERVER_URL must look like "https://github.com", got ${show(server)}`);
  return { server, host: server.replace(/^https?:\/\//, ''), repository };
}

/** Who vouches for the identity of workflows of a server: see GitHub's "OpenID Connect reference". */
export function issuerOf({ server, host }: GitHubRepository): string {
  if (host === 'github.com') return 'https://token.actions.githubusercontent.com';
  return host.endsWith('.ghe.com') ? `https://token.actions.${host}` : `${server}/_services/token`;
}

/** What a checkout comes from. */
function originOf(directory: string): { readonly host: string; readonly repository: string } {
  const { code, stdout, stderr } = git(directory, ['remote', 'get-url', 'origin']);
  const [, overHttp, overSsh, repository] = code === 0 ? REMOTE.exec(stdout.trim()) ?? [] : [];
  if (repository !== undefined) return { host: overHttp ?? overSsh, repository };
  const said = code === 0 ? '' : ` (Git says: ${gitSays(stderr)})`;
  throw new UsageError(`nothing says which repository this is${said}; set GITHUB_REPOSITORY to "owner/name", or give the checkout its remote "origin"`);
}
