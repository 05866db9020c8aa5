import { GitHubStore, type Store } from './store';
import { GITHUB_REGISTRY, parseReference } from '../../model/image-reference';
import { show, UsageError } from '../../model/problem';
import { GitHubPackages } from '../../registry/github-packages';
import { isLoopback } from '../../registry/host';
import { RegistryClient, type RegistryClientOptions } from '../../registry/registry-client';

const API = 'https://api.github.com';

export interface GitHubOptions extends RegistryClientOptions {
  /** Another registry in place of ghcr.io. */
  readonly gitHubRegistry?: string;
}

/**
 * What lists and deletes an image that is in GitHub's registry; `undefined` for one that is elsewhere.
 *
 * @throws UsageError without a token
 */
export function planGitHub(image: string, options: GitHubOptions): { client: RegistryClient; store: Store } | undefined {
  const env = options.env ?? process.env;
  const { registry, repository } = parseReference(image);
  if (![options.gitHubRegistry ?? GITHUB_REGISTRY, enterpriseRegistry(env)].includes(registry)) return undefined;
  const token = env.GITHUB_TOKEN || env.GH_TOKEN;
  if (!token) throw new UsageError(`the images at ${registry} are listed and deleted by GitHub's API, which wants a token; set GITHUB_TOKEN or GH_TOKEN`);
  const slash = repository.indexOf('/');
  if (slash < 0) throw new UsageError(`an image at ${registry} must have an owner and a name, got ${show(image)}`);
  const api = env.GITHUB_API_URL || API;
  if (!isSafe(api)) throw new UsageError(`GITHUB_API_URL must be an address with https://, because the token goes there, got ${show(api)}`);
  // The registry takes the same token, whatever the name is.
  const login = { auths: { [registry]: { auth: Buffer.from(`token:${token}`).toString('base64') } } };
  const client = new RegistryClient({ ...options, env: { ...env, DOCKER_AUTH_CONFIG: JSON.stringify(login) } });
  const packages = new GitHubPackages({ ...options, env, api, token });
  return { client, store: new GitHubStore(client, packages, image, repository.slice(0, slash), repository.slice(slash + 1)) };
}

/** The registry of the GitHub Enterprise server that a workflow runs on. */
function enterpriseRegistry({ GITHUB_SERVER_URL: url = '' }: NodeJS.ProcessEnv): string | undefined {
  const host = URL.canParse(url) ? new URL(url).hostname : 'github.com';
  return host === 'github.com' ? undefined : `containers.${host}`;
}

function isSafe(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
}
