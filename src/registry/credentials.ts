import { spawn } from 'child_process';
import { readFileSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';
import { quoted } from './error';
import { DOCKER_HUB } from '../model/image-reference';

/** What `docker login` left for a registry: a name and a password, or a token instead of them. */
export interface Credentials {
  readonly username?: string;
  readonly password?: string;
  /** Is exchanged for a token of the registry. */
  readonly identityToken?: string;
  /** Is a token of the registry. */
  readonly registryToken?: string;
}

/** Credentials, if there are any; or why it is not known. */
export interface Login {
  readonly credentials?: Credentials;
  readonly problem?: string;
}

/** Docker's configuration, as far as it is about logins. */
interface DockerConfig {
  readonly auths?: Record<string, Auth>;
  readonly credHelpers?: Record<string, string>;
  readonly credsStore?: string;
}
interface Auth {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** Under this name Docker keeps the login for Docker Hub. */
export const HUB_KEY = 'https://index.docker.io/v1/';
const HUB_HOSTS = ['index.docker.io', DOCKER_HUB, 'registry-1.docker.io'];
const HELPER_MS = 30_000;

/**
 * The login for a registry, found where Docker looks for it: the variable DOCKER_AUTH_CONFIG, then the helper for this registry or for
 * all, then config.json.
 *
 * @param helperLimit milliseconds that a helper may take
 */
export async function findLogin(registry: string, env: NodeJS.ProcessEnv, helperLimit: number = HELPER_MS): Promise<Login> {
  const fromEnv = parseConfig(env.DOCKER_AUTH_CONFIG ?? '');
  const found = fromEnv && credentialsOf(fromEnv, registry);
  if (found) return { credentials: found };
  const path = join(env.DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json');
  let config: DockerConfig | undefined;
  try {
    config = parseConfig(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    return { problem: `${path} cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
  if (!config) return { problem: `${path} is not valid JSON` };
  const helper = keysOf(registry).map(key => config.credHelpers?.[key]).find(name => typeof name === 'string') ?? config.credsStore;
  const login = helper ? await askHelper(helper, registry === DOCKER_HUB ? HUB_KEY : registry, env, helperLimit) : {};
  return login.credentials ? login : { ...login, credentials: credentialsOf(config, registry) };
}

function parseConfig(text: string): DockerConfig | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function keysOf(registry: string): readonly string[] {
  return registry === DOCKER_HUB ? [HUB_KEY, ...HUB_HOSTS] : [registry];
}

function credentialsOf({ auths }: DockerConfig, registry: string): Credentials | undefined {
  if (typeof auths !== 'object' || auths === null) return undefined;
  const keys = keysOf(registry);
  const hostOf = (key: string) => key.replace(/^https?:\/\//, '').split('/')[0];
  const key = keys.find(one => Object.hasOwn(auths, one)) ?? Object.keys(auths).find(one => keys.includes(hostOf(one)));
  return key === undefined ? undefined : credentialsIn(auths[key] ?? {});
}

function credentialsIn({ auth, username, password, identitytoken, registrytoken }: Auth): Credentials | undefined {
  if (registrytoken) return { registryToken: registrytoken };
  if (identitytoken) return { identityToken: identitytoken };
  if (username && password) return { username, password };
  // A password may have colons, a name may not.
  const [, name, secret] = /^([^:]+):(.*)$/s.exec(Buffer.from(String(auth ?? ''), 'base64').toString('utf8').replace(/\0+$/, '')) ?? [];
  return name && secret ? { username: name, password: secret } : undefined;
}

/** Asks a program for the credentials: it gets the registry on standard input, and prints JSON. */
async function askHelper(helper: string, server: string, env: NodeJS.ProcessEnv, limit: number): Promise<Login> {
  const program = `docker-credential-${helper}`;
  const { code, stdout, problem } = await run(program, server, env, limit);
  if (problem) return { problem: `${program} ${problem}` };
  if (code !== 0) {
    // What all helpers say when they have nothing for this registry.
    return /credentials not found/i.test(stdout) ? {} : { problem: `${program} says ${JSON.stringify(quoted(stdout) || `exit code ${code}`)}` };
  }
  try {
    const { Username: username, Secret: secret } = JSON.parse(stdout) as { Username?: string; Secret?: string };
    if (!secret) return {};
    return { credentials: username === '<token>' ? { identityToken: secret } : { username, password: secret } };
  } catch {
    return { problem: `${program} does not answer in JSON` };
  }
}

interface Outcome { readonly code?: number | null; readonly stdout: string; readonly problem?: string }

function run(program: string, input: string, env: NodeJS.ProcessEnv, limit: number): Promise<Outcome> {
  return new Promise(resolve => {
    // Not the option `timeout`: its timer keeps the process alive when there is no such program.
    const child = spawn(program, ['get'], { env, stdio: ['pipe', 'pipe', 'ignore'], signal: AbortSignal.timeout(limit), windowsHide: true });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', chunk => stdout += chunk);
    // One that does not read what it is told closes the pipe.
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', (error: NodeJS.ErrnoException) => resolve({ stdout, problem: problemOf(error, limit) }));
    child.on('close', code => resolve({ code, stdout }));
  });
}

function problemOf(error: NodeJS.ErrnoException, limit: number): string {
  if (error.code === 'ABORT_ERR') return `did not answer within ${limit / 1000} s`;
  return error.code === 'ENOENT' ? 'is not on the PATH' : `does not start (${quoted(error.message)})`;
}
