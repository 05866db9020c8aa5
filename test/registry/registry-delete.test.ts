import { digest, index, manifestReply, Reply, ScriptedServer, scriptedServers } from './server';
import { DeleteUnsupportedError, RegistryClient } from '../../src/registry/registry-client';
import { repository } from '../support';

const serve = scriptedServers();

function client(config: unknown = {}): RegistryClient {
  return new RegistryClient({ timeout: 30_000, attempts: 2, pause: 1, longestPause: 10, env: { DOCKER_CONFIG: repository({ 'config.json': config }) } });
}

const INDEX = index('linux/amd64');
const DIGEST = digest(INDEX);
const error = (code: string) => ({ errors: [{ code, message: 'm' }] });

describe('tags', () => {
  test('of all pages, each once', async () => {
    const server = await serve(({ path }) => (path.includes('last=b')
      ? { body: { name: 'a/b', tags: ['b', 'c'] } }
      : { body: { name: 'a/b', tags: ['a', 'b'] }, headers: { link: '</v2/a/b/tags/list?last=b&n=1000>; rel="next"' } }));
    expect(await client().tags(`${server.host}/a/b`)).toEqual(['a', 'b', 'c']);
    expect(server.log).toEqual(['GET /v2/a/b/tags/list?n=1000', 'GET /v2/a/b/tags/list?last=b&n=1000']);
  });

  test('of a repository that is not there, or has none', async () => {
    const server = await serve(({ path }) => (path.startsWith('/v2/none') ? { body: { tags: null } } : { status: 404, body: error('NAME_UNKNOWN') }));
    expect(await client().tags(`${server.host}/none`)).toEqual([]);
    expect(await client().tags(`${server.host}/a`)).toEqual([]);
  });

  test.each<[string, Reply, string]>([
    ['a login is missing', { status: 403 }, 'wants a login'],
    ['the registry has a fault', { status: 500 }, 'has a fault (500)'],
    ['it is none', { body: '<html>' }, 'does not answer with a list of tags'],
    ['it goes in circles', { body: { tags: [] }, headers: { link: '</v2/a/tags/list?n=1000>; rel="next"' } }, 'to the same one again'],
    ['the next page is elsewhere', { body: { tags: [] }, headers: { link: '<https://evil.example.com/>; rel="next"' } }, 'which is another host'],
  ])('are not known when %s', async (_when, reply, message) => {
    const server = await serve(() => reply);
    await expect(client().tags(`${server.host}/a`)).rejects.toThrow(message);
  });

  test('a page that is gone is no end of the list', async () => {
    const server = await serve(({ path }) => (path.includes('last') ? { status: 404 } : { body: { tags: ['a'] }, headers: { link: '<?last=a>; rel="next"' } }));
    await expect(client().tags(`${server.host}/a`)).rejects.toThrow('(404)');
  });
});

describe('a digest that may be missing', () => {
  test.each<[string, Reply, string | undefined]>([
    ['there', manifestReply(INDEX), DIGEST], ['no such tag', { status: 404, body: error('MANIFEST_UNKNOWN') }, undefined], ['no such repository', { status: 404 }, undefined],
  ])('%s', async (_what, reply, expected) => {
    const server = await serve(() => reply);
    expect(await client().tryDigest(`${server.host}/a:1`)).toBe(expected);
    expect(server.log).toEqual(['HEAD /v2/a/manifests/1']);
  });

  test('a registry without HEAD', async () => {
    const server = await serve(({ method }) => ({ status: method === 'HEAD' ? 405 : 404 }));
    expect(await client().tryDigest(`${server.host}/a:1`)).toBeUndefined();
    expect(server.log).toEqual(['HEAD /v2/a/manifests/1', 'GET /v2/a/manifests/1']);
  });

  test('a service for tokens that is not there', async () => {
    const server: ScriptedServer = await serve(({ path }) => (path.startsWith('/token')
      ? { status: 404 }
      : { status: 401, headers: { 'www-authenticate': `Bearer realm="http://${server.host}/token"` } }));
    await expect(client().tryDigest(`${server.host}/a:1`)).rejects.toThrow('(404)');
  });

  test.each([401, 403, 429, 500])('%i is no answer', async status => {
    const server = await serve(() => ({ status }));
    await expect(client().tryDigest(`${server.host}/a:1`)).rejects.toThrow(`(${status})`);
  });
});

describe('a manifest as it is', () => {
  test('byte for byte, by tag and by digest', async () => {
    const server = await serve(() => manifestReply(INDEX));
    for (const name of [`${server.host}/a:1`, `${server.host}/a@${DIGEST}`]) {
      expect(await client().manifestOf(name)).toEqual({
        digest: DIGEST, mediaType: 'application/vnd.oci.image.index.v1+json', body: Buffer.from(JSON.stringify(INDEX)),
      });
    }
    expect(server.requests[0].accept).toMatch(/vnd\.oci\.image\.index\.v1\+json.*vnd\.oci\.artifact\.manifest\.v1\+json$/);
  });

  test('its type is what it says itself, or else what the registry says', async () => {
    const server = await serve(({ path }) => ({ body: path.endsWith('1') ? { mediaType: 'own' } : '{}', headers: { 'content-type': 'said' } }));
    expect((await client().manifestOf(`${server.host}/a:1`)).mediaType).toBe('own');
    expect((await client().manifestOf(`${server.host}/a:2`)).mediaType).toBe('said');
  });

  test('another one than asked for is none', async () => {
    const server = await serve(() => manifestReply(INDEX));
    await expect(client().manifestOf(`${server.host}/a@${digest('x')}`)).rejects.toThrow('sends something else than it says');
  });

  test('a blob', async () => {
    const server = await serve(({ path }) => (path.startsWith('/v2/none') ? { status: 404 } : path.startsWith('/v2/broken') ? { status: 500 } : { body: 'config' }));
    expect(String(await client().tryBlobOf(`${server.host}/a@${digest('config')}`))).toBe('config');
    expect(server.log[0]).toBe(`GET /v2/a/blobs/${digest('config')}`);
    expect(await client().tryBlobOf(`${server.host}/none@${digest('config')}`)).toBeUndefined();
    await expect(client().tryBlobOf(`${server.host}/a@${digest('x')}`)).rejects.toThrow('sends something else than it says');
    await expect(client().tryBlobOf(`${server.host}/broken@${digest('x')}`)).rejects.toThrow('(500)');
  });

  test('one that may be missing', async () => {
    const server = await serve(({ path }) => (path.startsWith('/v2/none') ? { status: 404 } : path.startsWith('/v2/secret') ? { status: 403 } : manifestReply(INDEX)));
    expect((await client().tryManifestOf(`${server.host}/a@${DIGEST}`))?.digest).toBe(DIGEST);
    expect(await client().tryManifestOf(`${server.host}/none@${DIGEST}`)).toBeUndefined();
    await expect(client().tryManifestOf(`${server.host}/secret@${DIGEST}`)).rejects.toThrow('(403)');
    await expect(client().manifestOf(`${server.host}/none@${DIGEST}`)).rejects.toThrow('(404)');
  });
});

describe('what refers to a manifest', () => {
  const list = (...of: string[]) => ({ schemaVersion: 2, manifests: of.map(one => ({ digest: digest(one), artifactType: 'x' })) });

  test('on all pages', async () => {
    const server = await serve(({ path }) => (path.includes('last')
      ? { body: list('b') }
      : { body: list('a'), headers: { link: `</v2/a/referrers/${DIGEST}?last=a>; rel="next"` } }));
    expect(await client().referrers(`${server.host}/a@${DIGEST}`)).toEqual([digest('a'), digest('b')]);
    expect(server.log[0]).toBe(`GET /v2/a/referrers/${DIGEST}`);
  });

  test('is told as far as it can be asked for, whatever else is there', async () => {
    const server = await serve(() => ({ body: { manifests: [{ digest: `blake3:${'a'.repeat(64)}` }, { digest: digest('a') }, 'x'] } }));
    expect(await client().referrers(`${server.host}/a@${DIGEST}`)).toEqual([digest('a')]);
  });

  test.each<[string, Reply]>([['404', { status: 404 }], ['405', { status: 405 }], ['a web page', { body: '<html>' }]])('a registry that answers %s does not tell', async (_what, reply) => {
    const server = await serve(() => reply);
    expect(await client().referrers(`${server.host}/a@${DIGEST}`)).toBeUndefined();
  });

  test('a list that goes in circles is no answer', async () => {
    const server = await serve(() => ({ body: list('a'), headers: { link: `</v2/a/referrers/${DIGEST}>; rel="next"` } }));
    await expect(client().referrers(`${server.host}/a@${DIGEST}`)).rejects.toThrow('to the same one again');
  });

  test.each([401, 429, 503])('%i is no answer', async status => {
    const server = await serve(() => ({ status }));
    await expect(client().referrers(`${server.host}/a@${DIGEST}`)).rejects.toThrow(`(${status})`);
  });
});

describe('deleting', () => {
  test.each<[string, Reply]>([
    ['202', { status: 202 }], ['200', { status: 200 }], ['204', { status: 204 }], ['gone already', { status: 404, body: error('MANIFEST_UNKNOWN') }],
  ])('%s', async (_what, reply) => {
    const server = await serve(() => reply);
    await client().delete(`${server.host}/a/b:1@${DIGEST}`);
    expect(server.log).toEqual([`DELETE /v2/a/b/manifests/${DIGEST}`]);
  });

  test('never by a tag', async () => {
    const server = await serve(() => ({ status: 202 }));
    await expect(client().delete(`${server.host}/a:1`)).rejects.toThrow(`only what has a digest can be deleted, got "${server.host}/a:1"; write the digest behind the name`);
    expect(server.requests).toEqual([]);
  });

  test.each<[string, Reply]>([['405', { status: 405, body: error('UNSUPPORTED') }], ['405', { status: 405 }], ['400', { status: 400, body: error('UNSUPPORTED') }]])(
    'a registry that answers %s has other means', async (status, reply) => {
      const server = await serve(() => reply);
      const failure = await client().delete(`${server.host}/a@${DIGEST}`).catch(caught => caught);
      expect(failure).toBeInstanceOf(DeleteUnsupportedError);
      expect(failure.message).toContain(`${server.host} does not delete it when asked by the API (${status}`);
    },
  );

  test.each<[string, Reply, string]>([
    ['403', { status: 403, body: error('DENIED') }, '(403 DENIED: m)'], ['404 of the repository', { status: 404, body: error('NAME_UNKNOWN') }, '(404 NAME_UNKNOWN: m)'],
    ['404 of a proxy', { status: 404, body: '<html>' }, '(404)'], ['500', { status: 500 }, '(500)'], ['301', { status: 301, headers: { location: '/elsewhere' } }, '(301)'],
  ])('%s is a failure', async (_what, reply, message) => {
    const server = await serve(() => reply);
    const failure = await client().delete(`${server.host}/a@${DIGEST}`).catch(caught => caught);
    expect(failure).not.toBeInstanceOf(DeleteUnsupportedError);
    expect(failure.message).toContain(message);
    expect(server.log.some(line => line.includes('elsewhere'))).toBe(false);
  });

  test('a pause that the registry asks for is kept', async () => {
    const server = await serve((_, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '0' } } : { status: 202 }));
    await client().delete(`${server.host}/a@${DIGEST}`);
    expect(server.log).toHaveLength(2);
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'repository:a:pull,delete'], ['what it wants', ',scope="repository:a:delete"', 'repository:a:delete'],
    ['too little', ',scope="repository:a:pull"', 'repository:a:pull,delete'], ['something of its own', ',scope="aws"', 'aws'],
  ])('takes a token of its own, where the registry says %s', async (_what, said, expected) => {
    const server: ScriptedServer = await serve(({ method, path, authorization }): Reply => {
      if (path.startsWith('/token')) return { body: { token: new URL(path, 'http://x').searchParams.get('scope') === 'repository:a:pull' ? 'READ' : 'DELETE' } };
      const allowed = method === 'DELETE' ? ['Bearer DELETE'] : ['Bearer READ', 'Bearer DELETE'];
      if (allowed.includes(authorization ?? '')) return method === 'DELETE' ? { status: 202 } : manifestReply(INDEX);
      return { status: 401, headers: { 'www-authenticate': `Bearer realm="http://${server.host}/token",service="s"${method === 'DELETE' ? said : ''}` } };
    });
    const asked = client({ auths: { [server.host]: { auth: Buffer.from('anna:secret').toString('base64') } } });
    await asked.digest(`${server.host}/a:1`);
    await asked.delete(`${server.host}/a@${DIGEST}`);
    await asked.delete(`${server.host}/a@${digest('2')}`);
    const scopes = server.log.filter(line => line.startsWith('GET /token')).map(line => new URLSearchParams(line.split('?')[1]).get('scope'));
    expect(scopes).toEqual(['repository:a:pull', expected]);
    expect(server.requests.find(({ path }) => path.startsWith('/token'))?.authorization).toMatch(/^Basic /);
  });
});
