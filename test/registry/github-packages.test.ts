import { Reply, Request, ScriptedServer, scriptedServers } from './server';
import { GitHubPackages, GitHubRuleError, GitHubStopError } from '../../src/registry/github-packages';

const serve = scriptedServers();

const DIGEST = `sha256:${'a'.repeat(64)}`;
const version = (id: number, tags: string[] = []) => ({
  id,
  name: DIGEST.replace(/.$/, id.toString(16)),
  created_at: '2026-01-01T00:00:00Z',
  updated_at: `2026-02-0${id}T00:00:00Z`,
  metadata: { container: { tags } },
});

interface Options {
  readonly type?: string;
  readonly token?: string;
  readonly login?: string;
  readonly script: (request: Request, count: number) => Reply;
}

async function packages({ type = 'Organization', token = 'ghs_secret', login = 'anna', script }: Options): Promise<{ server: ScriptedServer; asked: GitHubPackages }> {
  const server = await serve((request, count) => {
    if (request.path === '/api/users/Acme') return { body: { login: 'Acme', type } };
    if (request.path === '/api/user') return login ? { body: { login } } : { status: 403, body: { message: 'Resource not accessible' } };
    return script(request, count);
  });
  return { server, asked: new GitHubPackages({ api: `http://${server.host}/api/`, token, timeout: 30_000, attempts: 2, pause: 1, longestPause: 2000, env: {} }) };
}

describe('versions', () => {
  test('of all pages, each once', async () => {
    const { server, asked } = await packages({
      script: ({ path }): Reply => (path.includes('page=2')
        ? { body: [version(1, ['latest', '1']), version(2)] }
        : { body: [version(1, ['latest', '1'])], headers: { link: `<http://${server.host}/api/organizations/1/packages?page=2>; rel="next"` } }),
    });
    expect(await asked.versions('Acme', 'shop/api')).toEqual([
      { id: 1, digest: DIGEST.replace(/.$/, '1'), tags: ['latest', '1'], date: Date.UTC(2026, 1, 1) }, { id: 2, digest: DIGEST.replace(/.$/, '2'), tags: [], date: Date.UTC(2026, 1, 2) },
    ]);
    expect(server.log).toEqual(['GET /api/users/Acme', 'GET /api/orgs/Acme/packages/container/shop%2Fapi/versions?per_page=100', 'GET /api/organizations/1/packages?page=2']);
    expect(server.requests.every(({ authorization, accept }) => authorization === 'Bearer ghs_secret' && accept === 'application/vnd.github+json')).toBe(true);
  });

  test.each<[string, Partial<Options>, string]>([
    ['an organisation', {}, '/api/orgs/Acme'],
    ['a user, with the token of a workflow', { type: 'User', login: 'acme' }, '/api/users/Acme'],
    ['a user, with the own token', { type: 'User', token: 'ghp_x', login: 'acme' }, '/api/user'],
    ['a user, with the token of another one', { type: 'User', token: 'ghp_x' }, '/api/users/Acme'],
    ['a user, with a token that says nothing', { type: 'User', token: 'ghp_x', login: '' }, '/api/users/Acme'],
  ])('of %s', async (_what, options, path) => {
    const { server, asked } = await packages({ ...options, script: () => ({ body: [] }) });
    await asked.versions('Acme', 'api');
    await asked.versions('Acme', 'web');
    expect(server.log.filter(line => line.includes('/versions'))).toEqual(['api', 'web'].map(name => `GET ${path}/packages/container/${name}/versions?per_page=100`));
    expect(server.log.filter(line => line.endsWith('/users/Acme'))).toHaveLength(1);
  });

  test('of a package that is not there', async () => {
    const { asked } = await packages({ script: () => ({ status: 404, body: { message: 'Package not found.' } }) });
    expect(await asked.versions('Acme', 'api')).toBeUndefined();
  });

  test.each<[string, Reply, string]>([
    ['401', { status: 401, body: { message: 'Bad credentials' } }, 'does not list the versions of Acme/api (401 Bad credentials): it does not take the token in GITHUB_TOKEN or GH_TOKEN; check it'],
    ['403', { status: 403, body: { message: 'Resource not accessible by integration' } }, 'the token needs the permission "packages: read"'],
    ['500', { status: 500 }, 'does not list the versions of Acme/api (500); try again later'],
    ['a web page', { body: '<html>' }, 'does not answer with a list of versions; check GITHUB_API_URL'],
    ['a version without a digest', { body: [{ ...version(1), name: '1.0.0' }] }, 'lists a version that is not understood'],
    ['a version without tags', { body: [{ ...version(1), metadata: {} }] }, 'lists a version that is not understood'],
    ['a version without a date', { body: [{ ...version(1), created_at: null, updated_at: null }] }, 'lists a version that is not understood'],
    ['a next page elsewhere', { body: [], headers: { link: '<https://evil.example.com/>; rel="next"' } }, 'which is another host'],
  ])('are not known after %s', async (_what, reply, message) => {
    const { server, asked } = await packages({ script: () => reply });
    const failure = await asked.versions('Acme', 'api').catch(error => error);
    expect(failure.message).toContain(message);
    expect(failure.message).not.toContain('ghs_secret');
    expect(server.requests.length).toBeLessThan(4);
  });

  test('a page that is gone is no end of the list', async () => {
    const { asked } = await packages({ script: ({ path }) => (path.includes('page=2') ? { status: 404 } : { body: [version(1)], headers: { link: '<?page=2>; rel="next"' } }) });
    await expect(asked.versions('Acme', 'api')).rejects.toThrow('(404)');
  });
});

describe('deleting a version', () => {
  const PATH = '/api/orgs/Acme/packages/container/shop%2Fapi/versions/7';

  test('that is there', async () => {
    const { server, asked } = await packages({ script: () => ({ status: 204 }) });
    await asked.delete('Acme', 'shop/api', 7);
    expect(server.log.at(-1)).toBe(`DELETE ${PATH}`);
  });

  test('that is gone', async () => {
    const { server, asked } = await packages({ script: () => ({ status: 404, body: { message: 'Package version not found.' } }) });
    await asked.delete('Acme', 'shop/api', 7);
    expect(server.log.slice(-2)).toEqual([`DELETE ${PATH}`, `GET ${PATH}`]);
  });

  test('that may be seen, and not deleted', async () => {
    const { asked } = await packages({ script: ({ method }) => (method === 'GET' ? { body: version(7) } : { status: 404, body: { message: 'Package not found.' } }) });
    const failure = await asked.delete('Acme', 'shop/api', 7).catch(error => error);
    expect(failure).toBeInstanceOf(GitHubStopError);
    expect(failure.message).toContain('(404 Package not found.): the token needs the permission "packages: write", and the package has to give the workflow\'s repository the role Admin');
  });

  test.each([
    ['You cannot delete the last tagged version of a package. You must delete the package instead.', 'the last version of a package that has a tag'],
    ['Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact GitHub support for further assistance.', 'more than 5,000 downloads'],
  ])('that GitHub never deletes: %s', async (message, said) => {
    const { asked } = await packages({ script: () => ({ status: 400, body: { message } }) });
    const failure = await asked.delete('Acme', 'shop/api', 7).catch(error => error);
    expect(failure).toBeInstanceOf(GitHubRuleError);
    expect(failure.message).toContain(said);
  });

  test.each<[number, boolean]>([[401, true], [403, true], [400, false], [422, false], [500, false]])('%d', async (status, isFinal) => {
    const { asked } = await packages({ script: () => ({ status, body: { message: 'no' } }) });
    const failure = await asked.delete('Acme', 'shop/api', 7).catch(error => error);
    expect(failure.message).toContain(`(${status} no)`);
    expect(failure instanceof GitHubStopError).toBe(isFinal);
  });
});

describe('limits of requests', () => {
  const soon = () => String(Math.ceil(Date.now() / 1000));
  test.each<[string, () => Reply]>([
    ['Retry-After', () => ({ status: 403, headers: { 'retry-after': '0' } })],
    ['nothing remaining', () => ({ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon() } })],
    ['429', () => ({ status: 429, headers: { 'retry-after': '0' } })],
  ])('%s: it is waited for', async (_what, reply) => {
    const { server, asked } = await packages({ script: (_, count) => (count === 1 ? reply() : { status: 204 }) });
    await asked.delete('Acme', 'api', 7);
    expect(server.log.filter(line => line.startsWith('DELETE'))).toHaveLength(2);
  });

  test.each<[string, () => Reply, RegExp]>([
    ['an hour', () => ({ status: 403, headers: { 'retry-after': '3600' } }), /says to wait 3600 s; run it again then, it goes on where it has ended/],
    ['a limit of the hour', () => ({ status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1800) } }), /says to wait 1[78]\d\d s/],
    ['what GitHub calls secondary', () => ({ status: 403, body: { message: 'You have exceeded a secondary rate limit.' } }), /says to wait 60 s/],
  ])('%s is too long', async (_what, reply, message) => {
    const { asked } = await packages({ script: reply });
    const failure = await asked.delete('Acme', 'api', 7).catch(error => error);
    expect(failure).toBeInstanceOf(GitHubStopError);
    expect(failure.message).toMatch(message);
  });

  test('one that never ends', async () => {
    const { server, asked } = await packages({ script: () => ({ status: 403, headers: { 'retry-after': '0' } }) });
    await expect(asked.delete('Acme', 'api', 7)).rejects.toThrow('too many requests');
    expect(server.log.filter(line => line.startsWith('DELETE'))).toHaveLength(5);
  });
});
