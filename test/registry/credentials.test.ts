import { chmodSync } from 'fs';
import { join } from 'path';
import { findLogin } from '../../src/registry/credentials';
import { repository, temporary, write } from '../support';

// Helpers are processes, which take long to start on a machine that is busy.
jest.setTimeout(30_000);

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
const ANNA = { username: 'anna', password: 'se:cret' };
const HUB = 'https://index.docker.io/v1/';

/** A folder with helpers: what each prints, and how it ends. */
function helpers(programs: Record<string, string>): string {
  const folder = temporary();
  Object.entries(programs).forEach(([name, script]) => {
    write(folder, `docker-credential-${name}`, `#!/bin/sh\nread server\n${script}\n`);
    chmodSync(join(folder, `docker-credential-${name}`), 0o755);
  });
  return folder;
}

function login(registry: string, config: unknown, env: NodeJS.ProcessEnv = {}) {
  return findLogin(registry, { PATH: process.env.PATH, DOCKER_CONFIG: repository(config === undefined ? {} : { 'config.json': config }), ...env });
}

test.each<[string, string, unknown]>([
  ['ghcr.io', 'ghcr.io', auth('anna:se:cret')],
  ['ghcr.io', 'https://ghcr.io', auth('anna:se:cret')],
  ['ghcr.io', 'https://ghcr.io/v1/', auth('anna:se:cret')],
  ['ghcr.io', 'ghcr.io', auth('anna:se:cret\0\0')],
  ['ghcr.io', 'ghcr.io', ANNA],
  ['localhost:5000', 'http://localhost:5000', auth('anna:se:cret')],
  ['docker.io', HUB, auth('anna:se:cret')],
  ['docker.io', 'docker.io', auth('anna:se:cret')],
  ['docker.io', 'https://registry-1.docker.io', auth('anna:se:cret')],
])('the login for %s stands under %s', async (registry, key, entry) => {
  expect(await login(registry, { auths: { [key]: entry } })).toEqual({ credentials: ANNA });
});

test('the login is that of the exact name', async () => {
  const auths = { 'https://ghcr.io': auth('other:x'), 'ghcr.io': auth('anna:se:cret'), 'ghcr.io:443': auth('third:x') };
  expect(await login('ghcr.io', { auths })).toEqual({ credentials: ANNA });
});

test.each<[string, unknown]>([
  ['no file', undefined],
  ['nothing about logins', {}],
  ['another registry', { auths: { 'ghcr.io.example.com': auth('a:b'), 'example.com/ghcr.io': auth('a:b') } }],
  ['no name', { auths: { 'ghcr.io': auth(':x') } }],
  ['no password', { auths: { 'ghcr.io': auth('anna') } }],
  ['nothing', { auths: { 'ghcr.io': {} } }],
  ['null', { auths: { 'ghcr.io': null } }],
  ['no list', { auths: null }],
  ['what objects inherit', { auths: JSON.parse('{"__proto__": {"auth": "YTpi"}}') }],
])('no login: %s', async (_what, config) => {
  expect(await login('ghcr.io', config)).toEqual({});
});

test('tokens in place of passwords', async () => {
  expect(await login('a.azurecr.io', { auths: { 'a.azurecr.io': { ...auth('00000000-0000-0000-0000-000000000000:'), identitytoken: 'I' } } })).toEqual({ credentials: { identityToken: 'I' } });
  expect(await login('r.example.com', { auths: { 'r.example.com': { registrytoken: 'R' } } })).toEqual({ credentials: { registryToken: 'R' } });
});

test('the variable DOCKER_AUTH_CONFIG comes first', async () => {
  const DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { 'ghcr.io': auth('anna:se:cret') } });
  const config = { auths: { 'ghcr.io': auth('other:x'), 'quay.io': auth('queen:q') } };
  expect(await login('ghcr.io', config, { DOCKER_AUTH_CONFIG })).toEqual({ credentials: ANNA });
  expect(await login('quay.io', config, { DOCKER_AUTH_CONFIG })).toEqual({ credentials: { username: 'queen', password: 'q' } });
  expect(await login('quay.io', config, { DOCKER_AUTH_CONFIG: '{' })).toEqual({ credentials: { username: 'queen', password: 'q' } });
});

const ANSWERS = 'printf \'{"ServerURL":"%s","Username":"anna","Secret":"%s"}\' "$server" "$1 $server"';

test.each<[string, string, unknown, string]>([
  ['its helper', 'ghcr.io', { credHelpers: { 'ghcr.io': 'mine' }, credsStore: 'other' }, 'get ghcr.io'],
  ['the store', 'ghcr.io', { credHelpers: { 'quay.io': 'other' }, credsStore: 'mine' }, 'get ghcr.io'],
  ['the store, by the name of Docker Hub', 'docker.io', { credsStore: 'mine' }, `get ${HUB}`],
  ['the helper for Docker Hub', 'docker.io', { credHelpers: { [HUB]: 'mine' } }, `get ${HUB}`],
  ['the helper for Docker Hub, by its short name', 'docker.io', { credHelpers: { 'docker.io': 'mine' } }, `get ${HUB}`],
])('%s is asked', async (_what, registry, config, password) => {
  const PATH = `${helpers({ mine: ANSWERS, other: 'exit 9' })}:${process.env.PATH}`;
  expect(await login(registry, config, { PATH })).toEqual({ credentials: { username: 'anna', password } });
});

test('a helper may have a token', async () => {
  const PATH = `${helpers({ mine: 'echo \'{"Username":"<token>","Secret":"I"}\'' })}:${process.env.PATH}`;
  expect(await login('a.azurecr.io', { credsStore: 'mine' }, { PATH })).toEqual({ credentials: { identityToken: 'I' } });
});

test.each<[string, string, unknown]>([
  ['has nothing', 'echo "credentials not found in native keychain"; exit 1', {}],
  ['has no password', 'echo \'{"Username":"","Secret":""}\'', {}],
  ['fails', 'echo "error: gpg: decryption failed"; exit 2', { problem: 'docker-credential-mine says "error: gpg: decryption failed"' }],
  ['fails in silence', 'exit 3', { problem: 'docker-credential-mine says "exit code 3"' }],
  ['prints something else', 'echo hello', { problem: 'docker-credential-mine does not answer in JSON' }],
  ['does not listen', 'exec 0<&-; echo "{}"', {}],
])('a helper that %s', async (_what, script, result) => {
  const PATH = `${helpers({ mine: script })}:${process.env.PATH}`;
  expect(await login('ghcr.io', { credsStore: 'mine' }, { PATH })).toEqual(result);
  // What stands in the file is used then.
  expect(await login('ghcr.io', { credsStore: 'mine', auths: { 'ghcr.io': auth('anna:se:cret') } }, { PATH })).toEqual({ ...result as object, credentials: ANNA });
});

test('a helper that is not there', async () => {
  expect(await login('ghcr.io', { credsStore: 'nowhere' })).toEqual({ problem: 'docker-credential-nowhere is not on the PATH' });
});

test('a helper that does not answer', async () => {
  const env = { PATH: `${helpers({ mine: 'exec sleep 20' })}:${process.env.PATH}`, DOCKER_CONFIG: repository({ 'config.json': { credsStore: 'mine' } }) };
  expect(await findLogin('ghcr.io', env, 200)).toEqual({ problem: 'docker-credential-mine did not answer within 0.2 s' });
});

test('a configuration that cannot be read', async () => {
  const broken = repository({ 'config.json': '{' });
  expect(await findLogin('ghcr.io', { DOCKER_CONFIG: broken })).toEqual({ problem: `${join(broken, 'config.json')} is not valid JSON` });
  const folder = repository({ 'config.json/x': '' });
  expect(await findLogin('ghcr.io', { DOCKER_CONFIG: folder })).toEqual({ problem: `${join(folder, 'config.json')} cannot be read (EISDIR)` });
});
