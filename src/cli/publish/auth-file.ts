import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { DOCKER_HUB } from '../../model/image-reference';
import { unique } from '../../model/order';
import { UsageError } from '../../model/problem';
import { Credentials, findLogin, HUB_KEY } from '../../registry/credentials';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Docker's logins for some registries, in a file for a program that reads only part of what Docker reads: skopeo knows no helper for all
 * registries (`credsStore`), no DOCKER_AUTH_CONFIG and no DOCKER_CONFIG. The file is this user's alone, and gone afterwards.
 *
 * @param work gets the path; `undefined`: Docker has no login, and the program may look for its own
 */
export async function withAuthFile<T>(
  registries: readonly string[], env: NodeJS.ProcessEnv, work: (path: string | undefined) => Promise<T>,
): Promise<T> {
  const auths: Record<string, object> = {};
  for (const registry of unique(registries)) {
    const { credentials, problem } = await findLogin(registry, env);
    if (problem !== undefined && !credentials) throw new UsageError(`Docker's login for ${registry} could not be used: ${problem}`);
    if (credentials) auths[registry === DOCKER_HUB ? HUB_KEY : registry] = entryOf(registry, credentials);
  }
  if (Object.keys(auths).length === 0) return work(undefined);
  // Made for this user alone.
  const folder = mkdtempSync(join(tmpdir(), 'projen-docker-'));
  try {
    const path = join(folder, 'auth.json');
    writeFileSync(path, JSON.stringify({ auths }), { mode: 0o600 });
    return await work(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function entryOf(registry: string, { username, password, identityToken }: Credentials): object {
  const basic = (name: string, secret: string) => Buffer.from(`${name}:${secret}`).toString('base64');
  // A name has to be there; this is the one that Docker keeps beside such tokens.
  if (identityToken !== undefined) return { auth: basic(username ?? NOBODY, ''), identitytoken: identityToken };
  if (username !== undefined && password !== undefined) return { auth: basic(username, password) };
  throw new UsageError(`Docker's login for ${registry} is a token of the registry, which skopeo cannot use; log in with a name and a password`);
}
