import { digest, index, manifestReply, Reply, Request, ScriptedServer, scriptedServers } from './server';
import { digestOf } from '../../src/registry/manifest';
import { RegistryClient, RegistryClientOptions } from '../../src/registry/registry-client';
import { repository } from '../support';

const serve = scriptedServers();

const EMPTY = repository({});
function client(options: RegistryClientOptions & { config?: unknown } = {}): RegistryClient {
  const { config, ...rest } = options;
  const env = { DOCKER_CONFIG: config === undefined ? EMPTY : repository({ 'config.json': config }) };
  return new RegistryClient({ timeout: 30_000, attempts: 2, pause: 1, longestPause: 10, env, ...rest });
}

const INDEX = index('linux/arm64/v8', 'linux/amd64', 'unknown/unknown', 'linux/arm/v7');
const NODE = '/v2/node/manifests/24';
const RESOLVED = { digest: digest(INDEX), platforms: ['linux/amd64', 'linux/arm/v7', 'linux/arm64'] };

describe('what an image is', () => {
  test('an index is asked for once', async () => {
    const server = await serve(() => manifestReply(INDEX));
    expect(await client({ userAgent: 'us/1' }).resolve(`${server.host}/node:24`)).toEqual(RESOLVED);
    expect(server.requests).toMatchObject([{ method: 'GET', path: NODE, authorization: undefined, userAgent: 'us/1' }]);
    expect(server.requests[0].accept?.split(', ')).toEqual([
      'application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json',
      'application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json',
    ]);
  });

  test('the digest alone is no pull', async () => {
    const server = await serve(() => manifestReply(INDEX));
    expect(await client().digest(`${server.host}/node:24`)).toBe(digest(INDEX));
    expect(server.log).toEqual([`HEAD ${NODE}`]);
  });

  test.each<[string, Reply]>([
    ['does not say digests', { headers: {} }],
    ['says other digests', { headers: { 'docker-content-digest': `sha384:${'0'.repeat(96)}` } }],
    ['knows no HEAD', { status: 405 }],
  ])('a registry that %s', async (_what, head) => {
    const server = await serve(({ method }) => (method === 'HEAD' ? head : { body: INDEX }));
    expect(await client().digest(`${server.host}/node:24`)).toBe(digest(INDEX));
    expect(await client().resolve(`${server.host}/node:24`)).toEqual(RESOLVED);
    expect(server.log).toEqual([`HEAD ${NODE}`, `GET ${NODE}`, `GET ${NODE}`]);
  });

  const CONFIG = { os: 'linux', architecture: 'riscv64', rootfs: {} };
  const IMAGE = { schemaVersion: 2, config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digest(CONFIG), size: 1 }, layers: [] };

  test('an image for one platform says it in its configuration', async () => {
    const server = await serve(({ path }) => (path === NODE ? manifestReply(IMAGE) : { body: CONFIG }));
    expect(await client().resolve(`${server.host}/node:24`)).toEqual({ digest: digest(IMAGE), platforms: ['linux/riscv64'] });
    expect(server.log).toEqual([`GET ${NODE}`, `GET /v2/node/blobs/${digest(CONFIG)}`]);
  });

  test('an index that says no platforms', async () => {
    const inner = index('linux/s390x');
    const list = { manifests: [{ digest: digest(IMAGE) }, { digest: digest('sbom'), artifactType: 'application/spdx+json' }, { digest: digest(inner) }] };
    const bodies: Record<string, unknown> = { [digest(IMAGE)]: IMAGE, [digest(CONFIG)]: CONFIG, [digest(inner)]: inner, 24: list };
    const server = await serve(({ path }) => ({ body: bodies[path.split('/').pop()!] }));
    expect(await client().resolve(`${server.host}/node:24`)).toEqual({ digest: digest(list), platforms: ['linux/riscv64', 'linux/s390x'] });
    expect(server.log).not.toContain(`GET /v2/node/manifests/${digest('sbom')}`);
  });

  describe('digests of SHA-512', () => {
    const sha512 = (body: unknown) => digestOf(Buffer.from(JSON.stringify(body)), 'sha512:');
    const image = { ...IMAGE, config: { ...IMAGE.config, digest: sha512(CONFIG) } };
    const list = { manifests: [{ digest: sha512(image) }] };
    const bodies: Record<string, unknown> = { [sha512(CONFIG)]: CONFIG, [sha512(image)]: image, 24: list };

    test('are checked at every step, and kept where they were asked for', async () => {
      const server = await serve(({ path }) => ({ body: bodies[path.split('/').pop()!], ...path === NODE && { headers: { 'docker-content-digest': sha512(list) } } }));
      expect(await client().digest(`${server.host}/node:24`)).toBe(digest(list));
      expect(await client().resolve(`${server.host}/node:24`)).toEqual({ digest: digest(list), platforms: ['linux/riscv64'] });
      expect((await client().manifestOf(`${server.host}/node@${sha512(image)}`)).digest).toBe(sha512(image));
      expect(server.log).toContain(`GET /v2/node/blobs/${sha512(CONFIG)}`);
    });

    test.each([['manifest', sha512(image)], ['configuration', sha512(CONFIG)]])('a %s that is forged', async (_what, forged) => {
      const other: Record<string, unknown> = { ...bodies, [forged]: { ...bodies[forged] as object, os: 'linux', architecture: 'forged' } };
      const server = await serve(({ path }) => ({ body: other[path.split('/').pop()!] }));
      await expect(client().resolve(`${server.host}/node:24`)).rejects.toThrow(`${server.host} sends something else than it says (sha512:`);
    });
  });

  test('what HEAD says of a digest that was asked for is not taken for it', async () => {
    const server = await serve(({ method }) => (method === 'HEAD' ? { headers: { 'docker-content-digest': digest('x') } } : { body: INDEX }));
    expect(await client().digest(`${server.host}/node@${digest(INDEX)}`)).toBe(digest(INDEX));
    await expect(client().digest(`${server.host}/node@${digest('y')}`)).rejects.toThrow('sends something else than it says');
  });

  test('a reference with a digest, and one with nothing', async () => {
    const server = await serve(() => manifestReply(INDEX));
    expect(await client().resolve(`${server.host}/node:24@${digest(INDEX)}`)).toEqual(RESOLVED);
    expect(await client().resolve(`${server.host}/node`)).toEqual(RESOLVED);
    expect(server.log).toEqual([`GET /v2/node/manifests/${digest(INDEX)}`, 'GET /v2/node/manifests/latest']);
  });

  test('Docker Hub is asked under its own name, by HTTPS', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(JSON.stringify(INDEX)));
    try {
      const asked = client();
      await asked.resolve('node:24');
      await asked.resolve('index.docker.io/valkey/valkey:9');
      await asked.resolve('ghcr.io/a/b:1');
      expect(fetch.mock.calls.map(([url]) => String(url))).toEqual([
        'https://registry-1.docker.io/v2/library/node/manifests/24', 'https://registry-1.docker.io/v2/valkey/valkey/manifests/9', 'https://ghcr.io/v2/a/b/manifests/1',
      ]);
    } finally {
      fetch.mockRestore();
    }
  });
});

describe('what is no answer', () => {
  const errors = (code: string, message: string) => ({ errors: [{ code, message }] });
  test.each<[string, Reply, string]>([
    ['401 without a challenge', { status: 401 },
      'HOST wants a login, or does not have the image (401); check the name, or log in with "docker login HOST"'],
    ['401 with a challenge that nobody knows', { status: 401, headers: { 'www-authenticate': 'Negotiate' } },
      'HOST wants a login, or does not have the image (401); check the name, or log in with "docker login HOST"'],
    ['401 that wants a password', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: errors('UNAUTHORIZED', 'authentication required') },
      'HOST wants a login, or does not have the image (401 UNAUTHORIZED: authentication required); check the name, or log in with "docker login HOST"'],
    ['403', { status: 403, body: errors('DENIED', 'requested access to the\nresource is \u001b[31mdenied') },
      'HOST wants a login, or does not have the image (403 DENIED: requested access to the resource is [31mdenied); check the name, or log in with "docker login HOST"'],
    ['404', { status: 404, body: errors('MANIFEST_UNKNOWN', 'manifest unknown') },
      'HOST does not have it (404 MANIFEST_UNKNOWN: manifest unknown); check the name and the tag'],
    ['404 of something else', { status: 404, body: '<html>' }, 'HOST does not have it (404); check the name and the tag'],
    ['412', { status: 412, body: errors('PRECONDITION', 'configured as immutable') },
      'HOST forbids it (412 PRECONDITION: configured as immutable): it has a rule that keeps tags or images as they are; leave this one out of the rule, or ask who runs it'],
    ['429', { status: 429, body: errors('TOOMANYREQUESTS', 'You have reached your pull rate limit.') },
      'HOST has had too many requests (429 TOOMANYREQUESTS: You have reached your pull rate limit.); wait, or log in with "docker login HOST" if that allows more'],
    ['429 with a time', { status: 429, headers: { 'retry-after': '3600' } },
      'HOST has had too many requests (429) and says to wait 3600 s; wait, or log in with "docker login HOST" if that allows more'],
    ['500', { status: 500, body: { message: 'x'.repeat(300) } }, `HOST has a fault (500 ${'x'.repeat(200)}…); try again later`],
    ['418', { status: 418 }, 'HOST gives an answer that no registry gives (418); check the name'],
    ['204', { status: 204 }, 'HOST gives an answer that no registry gives (204); check the name'],
    ['nothing', { body: '' }, 'what HOST has under this name is no manifest; check the name and the tag'],
    ['a web page', { body: '<html><title>Log in</title>' }, 'what HOST has under this name is no manifest; check the name and the tag'],
    ['an old manifest', { body: { schemaVersion: 1 } },
      'what HOST has under this name has the manifest format of before 2016 (schema 1), which Docker no longer pulls; check the name and the tag'],
    ['no platform', { body: { manifests: [] } }, 'what HOST has under this name says no platform; check that it is an image'],
    ['another digest', { body: INDEX, headers: { 'docker-content-digest': digest('x') } },
      `HOST sends something else than it says (${digest(INDEX)} instead of ${digest('x')}); try again later, and do not use it if this stays`],
    ['a digest that nobody can check', { body: INDEX, headers: { 'docker-content-digest': `sha384:${'0'.repeat(96)}` } },
      `HOST sends something with a digest that cannot be checked (sha384:${'0'.repeat(96)}), which is none of SHA-256 or SHA-512; ask who runs it`],
    ['manifests with digests that nobody can check', { body: { manifests: [{ digest: `sha384:${'0'.repeat(96)}` }] } },
      'what HOST has under this name lists manifests without a digest of SHA-256 or SHA-512; check the name and the tag'],
    ['silence', 'silence', 'HOST does not answer within 0.5 s; try again later, or check the network, and whether a proxy has to be set'],
  ])('%s', async (_what, reply, message) => {
    const server = await serve(() => reply);
    const asked = client(reply === 'silence' ? { timeout: 500 } : {});
    await expect(asked.resolve(`${server.host}/node:24`)).rejects.toThrow(new Error(message.replaceAll('HOST', server.host)));
  });

  test.each([401, 403, 404, 429, 500])('%i for the digest alone', async status => {
    const server = await serve(() => ({ status }));
    await expect(client().digest(`${server.host}/node:24`)).rejects.toThrow(`(${status})`);
  });

  test('another configuration than the image names', async () => {
    const image = { config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digest('a') }, layers: [] };
    const server = await serve(({ path }) => (path === NODE ? manifestReply(image) : { body: 'b' }));
    await expect(client().resolve(`${server.host}/node:24`)).rejects.toThrow(`${server.host} sends something else than it says`);
  });

  test('another manifest than the digest of the reference', async () => {
    const server = await serve(() => manifestReply(INDEX));
    await expect(client().resolve(`${server.host}/node@${digest('x')}`)).rejects.toThrow('sends something else than it says');
  });

  test('what is said of Docker Hub names its login', async () => {
    const fetch = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('', { status: 429 }));
    try {
      await expect(client().resolve('node:24')).rejects.toThrow('Docker Hub has had too many requests (429); wait, or log in with "docker login" if that allows more');
    } finally {
      fetch.mockRestore();
    }
  });
});

describe('logins', () => {
  const login = (host: string, name = 'anna', password = 'secret') => ({ auths: { [host]: { auth: Buffer.from(`${name}:${password}`).toString('base64') } } });
  const BASIC = `Basic ${Buffer.from('anna:secret').toString('base64')}`;

  interface TokenOptions {
    readonly realm?: string;
    readonly scope?: string;
    readonly grant?: (request: Request, count: number) => Reply;
    readonly accepts?: (token: string | undefined) => boolean;
  }

  /** A registry that wants a token, and gives it out itself. */
  async function tokens(options: TokenOptions = {}): Promise<ScriptedServer> {
    const { grant = () => ({ body: { token: 'T' } }), accepts = token => token === 'Bearer T', scope = '' } = options;
    const server: ScriptedServer = await serve((request, count) => {
      if (request.path.startsWith('/token')) return grant(request, count);
      const challenge = `Bearer realm="${options.realm ?? `http://${server.host}/token`}",service="s"${scope}`;
      return accepts(request.authorization) ? manifestReply(INDEX) : { status: 401, headers: { 'www-authenticate': challenge } };
    });
    return server;
  }

  test('a token for everybody', async () => {
    const server = await tokens();
    expect(await client().resolve(`${server.host}/a/node:24`)).toEqual(RESOLVED);
    expect(server.requests.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/v2/a/node/manifests/24', undefined], ['/token?service=s&scope=repository%3Aa%2Fnode%3Apull', undefined], ['/v2/a/node/manifests/24', 'Bearer T'],
    ]);
  });

  test('a token for somebody, with the scope that the registry says', async () => {
    const server = await tokens({ scope: ',scope="aws"', grant: ({ authorization }) => (authorization === BASIC ? { body: { access_token: 'T' } } : { status: 401 }) });
    expect(await client({ config: login(server.host) }).resolve(`${server.host}/node:24`)).toEqual(RESOLVED);
    expect(server.log[1]).toBe('GET /token?service=s&scope=aws&account=anna');
  });

  test('an identity token is exchanged', async () => {
    const server = await tokens({ grant: ({ method }) => (method === 'POST' ? { body: { access_token: 'T' } } : { status: 405 }) });
    expect(await client({ config: { auths: { [server.host]: { identitytoken: 'I+I' } } } }).resolve(`${server.host}/node:24`)).toEqual(RESOLVED);
    expect(Object.fromEntries(new URLSearchParams(server.requests[1].body))).toEqual({
      service: 's', scope: 'repository:node:pull', grant_type: 'refresh_token', client_id: 'projen-docker', refresh_token: 'I+I',
    });
  });

  test('a token of the registry is used as it is', async () => {
    const server = await tokens();
    expect(await client({ config: { auths: { [server.host]: { registrytoken: 'T' } } } }).resolve(`${server.host}/node:24`)).toEqual(RESOLVED);
    expect(server.log).toEqual([`GET ${NODE}`, `GET ${NODE}`]);
  });

  test('a password', async () => {
    const server = await serve(({ authorization }) => (authorization === BASIC ? manifestReply(INDEX) : { status: 401, headers: { 'www-authenticate': 'Basic realm="r"' } }));
    expect(await client({ config: login(server.host) }).digest(`${server.host}/node:24`)).toBe(digest(INDEX));
  });

  test('requests for one repository share a token, those for others do not', async () => {
    const server = await tokens();
    const asked = client();
    await Promise.all(['24', '22'].map(tag => asked.resolve(`${server.host}/node:${tag}`)));
    await asked.resolve(`${server.host}/node:20`);
    expect(server.log.filter(line => line.includes('/token'))).toHaveLength(1);
    await asked.resolve(`${server.host}/redis:8`);
    expect(server.log.filter(line => line.includes('/token'))).toHaveLength(2);
  });

  test('a token that is no longer good is replaced once', async () => {
    let good = 'Bearer 1';
    const server = await tokens({ grant: (_, count) => ({ body: { token: String(count) } }), accepts: token => token === good });
    const asked = client();
    await asked.resolve(`${server.host}/node:24`);
    good = 'Bearer 2';
    expect(await asked.resolve(`${server.host}/node:22`)).toEqual(RESOLVED);
    good = 'Bearer 9';
    await expect(asked.resolve(`${server.host}/node:20`)).rejects.toThrow('wants a login, or does not have the image (401)');
    expect(server.log.filter(line => line.includes('/token'))).toHaveLength(3);
  });

  test('a service for tokens that had a fault is asked again the next time, and once for all that ask then', async () => {
    let fault: Reply | undefined = { status: 503 };
    const server = await tokens({ grant: () => fault ?? { body: { token: 'T' } } });
    const asked = client({ attempts: 1 });
    await expect(asked.resolve(`${server.host}/node:24`)).rejects.toThrow('has a fault (503)');
    fault = { status: 403 };
    await expect(asked.resolve(`${server.host}/node:24`)).rejects.toThrow('wants a login, or does not have the image (403)');
    fault = undefined;
    expect(await Promise.all(['24', '22'].map(tag => asked.resolve(`${server.host}/node:${tag}`)))).toEqual([RESOLVED, RESOLVED]);
    expect(server.log.filter(line => line.includes('/token'))).toHaveLength(3);
  });

  test('another host may give out tokens, and gets the login', async () => {
    const service = await serve(({ authorization }) => (authorization === BASIC ? { body: { token: 'T' } } : { status: 401 }));
    const server = await tokens({ realm: `http://${service.host}/token?a=b` });
    expect(await client({ config: login(server.host) }).resolve(`${server.host}/node:24`)).toEqual(RESOLVED);
    expect(service.log).toEqual(['GET /token?a=b&service=s&scope=repository%3Anode%3Apull&account=anna']);
  });

  test.each(['http://tokens.example.com/', 'ftp://127.0.0.1/', '/token', ''])('no login goes to %j', async realm => {
    const server = await tokens({ realm });
    await expect(client({ config: login(server.host) }).resolve(`${server.host}/node:24`))
      .rejects.toThrow(`${server.host} sends logins to ${JSON.stringify(realm)}, where they would not be encrypted; ask who runs it`);
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, (request: Request) => boolean]>([
    ['everybody', () => true], ['whom it knows', ({ authorization }) => authorization !== undefined],
  ])('a host that a registry redirects %s to gets no login, whatever it asks for', async (_who, redirects) => {
    const evil: ScriptedServer = await serve(() => ({ status: 401, headers: { 'www-authenticate': `Bearer realm="http://${evil.host}/token"` } }));
    const server = await serve((request): Reply => (redirects(request)
      ? { status: 307, headers: { location: `http://${evil.host}/` } }
      : { status: 401, headers: { 'www-authenticate': 'Basic realm="r"' } }));
    await expect(client({ config: login(server.host) }).resolve(`${server.host}/node:24`)).rejects.toThrow('(401)');
    expect(evil.requests).toMatchObject([{ path: '/', authorization: undefined }]);
  });

  test.each<[string, Reply, string]>([
    ['refuses the login', { status: 401, body: { details: 'incorrect username or password' } },
      'HOST refuses the login that Docker has for it, or does not have the image (401 incorrect username or password); check the name, or log in again with "docker login HOST"'],
    ['is in trouble', { status: 503 }, 'HOST has a fault (503); try again later'],
    ['gives none', { body: {} }, 'HOST gives out no token for HOST; try again later, or ask who runs it'],
    ['gives something else', { body: 'x' }, 'HOST gives out no token for HOST'],
    ['gives one that breaks headers', { body: { token: 'a\r\nb' } }, 'HOST gives out no token for HOST'],
  ])('a service for tokens that %s', async (_what, reply, message) => {
    const server = await tokens({ grant: () => reply });
    const failure = await client({ config: login(server.host, 'anna', 'hunter2') }).resolve(`${server.host}/node:24`).catch(error => error);
    expect(failure.message).toContain(message.replaceAll('HOST', server.host));
    expect(failure.message).not.toMatch(/hunter2|Basic/);
  });

  test('a login that could not be found out is part of the message', async () => {
    const server = await serve(() => ({ status: 401 }));
    await expect(client({ config: { credsStore: 'nowhere' } }).resolve(`${server.host}/node:24`))
      .rejects.toThrow('log in with "docker login 127.0.0.1:PORT"; Docker\'s login could not be used: docker-credential-nowhere is not on the PATH'.replace('127.0.0.1:PORT', server.host));
  });
});
