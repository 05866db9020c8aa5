import { ScriptedServer, Reply, Request } from './server';
import { Http, pauseAskedFor } from '../../src/registry/http';

let server: ScriptedServer;
afterEach(() => server?.stop());

// A machine that is busy may be slow: the limit is short only where it is what the test is about.
const QUICK = { timeout: 30_000, attempts: 3, pause: 1, longestPause: 50, userAgent: 'test/1', env: {} };
const limited = (reply: Reply) => (reply === 'silence' || reply === 'stall' ? { timeout: 500 } : {});

async function ask(script: (request: Request, count: number) => Reply, patience = {}, authorization?: string) {
  server = await ScriptedServer.start(script);
  return new Http({ ...QUICK, ...patience }).ask({ method: 'GET', url: `http://${server.host}/a`, host: 'the registry', accept: 'a/b', authorization });
}

test('asks as it is told', async () => {
  const answer = await ask(() => ({ body: 'x', headers: { 'docker-content-digest': 'd' } }), {}, 'Basic x');
  expect(answer).toMatchObject({ status: 200, body: Buffer.from('x'), isForeign: false });
  expect(answer.headers.get('docker-content-digest')).toBe('d');
  expect(server.requests).toEqual([{ method: 'GET', path: '/a', accept: 'a/b', authorization: 'Basic x', userAgent: 'test/1', body: '' }]);
});

test.each<[string, Reply, Reply, number]>([
  ['a fault that passes', { status: 503 }, { body: 'ok' }, 2],
  ['too many requests', { status: 429, headers: { 'retry-after': '0' } }, { body: 'ok' }, 2],
  ['too many requests, without a time', { status: 429 }, { body: 'ok' }, 2],
  ['a connection that ends', 'reset', { body: 'ok' }, 2],
  ['silence', 'silence', { body: 'ok' }, 2],
  ['an answer that stops', 'stall', { body: 'ok' }, 2],
])('%s is asked about again', async (_what, first, then, requests) => {
  const answer = await ask((_, count) => (count === 1 ? first : then), limited(first));
  expect([answer.status, answer.body.toString(), server.requests.length]).toEqual([200, 'ok', requests]);
});

test.each<[string, Reply, number, number]>([
  ['a fault that stays', { status: 500 }, 500, 3],
  ['too many requests', { status: 429 }, 429, 3],
  ['a pause that is too long', { status: 429, headers: { 'retry-after': '3600' } }, 429, 1],
  ['a fault with a pause that is too long', { status: 503, headers: { 'retry-after': 'Fri, 31 Dec 2100 23:59:59 GMT' } }, 503, 1],
  ['not found', { status: 404 }, 404, 1],
  ['a redirect without a target', { status: 307 }, 307, 1],
])('%s is an answer', async (_what, reply, status, requests) => {
  const answer = await ask(() => reply);
  expect([answer.status, server.requests.length]).toEqual([status, requests]);
});

test.each<[string, Reply, RegExp]>([
  ['a connection that ends', 'reset', /^the registry cannot be reached \(.*\); check the name and the network, and whether a proxy has to be set$/],
  ['silence', 'silence', /^the registry does not answer within 0\.5 s; try again later, or check the network, and whether a proxy has to be set$/],
  ['an answer that stops', 'stall', /^the registry does not answer within 0\.5 s/],
])('%s without end', async (_what, reply, message) => {
  await expect(ask(() => reply, limited(reply))).rejects.toThrow(message);
  expect(server.requests).toHaveLength(3);
});

test('waits as long as it is told', async () => {
  const started = Date.now();
  const onPause = jest.fn();
  await ask((_, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '1' } } : {}), { longestPause: 2000, onPause });
  expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  expect(onPause.mock.calls).toEqual([['the registry asks to wait 1 s']]);
});

test('waits twice as long before each attempt', async () => {
  const started = Date.now();
  await ask(() => ({ status: 500 }), { pause: 50, attempts: 4 });
  expect(Date.now() - started).toBeGreaterThanOrEqual(50 + 100 + 200 - 5);
});

test('a host that is out of reach is not asked again', async () => {
  server = await ScriptedServer.start(() => 'reset');
  const http = new Http(QUICK);
  const question = { method: 'GET', url: `http://${server.host}/a`, host: 'the registry' } as const;
  await expect(http.ask(question)).rejects.toThrow('cannot be reached');
  await expect(http.ask({ ...question, url: `http://${server.host}/b` })).rejects.toThrow('cannot be reached');
  expect(server.requests).toHaveLength(3);
});

test('a host that was out of reach is asked again after a while', async () => {
  let isThere = false;
  server = await ScriptedServer.start(() => (isThere ? { body: 'ok' } : 'reset'));
  const http = new Http(QUICK);
  const question = { method: 'GET', url: `http://${server.host}/a`, host: 'the registry' } as const;
  await expect(http.ask(question)).rejects.toThrow('cannot be reached');
  isThere = true;
  const now = jest.spyOn(Date, 'now');
  try {
    const started = Date.now();
    now.mockReturnValue(started + 25_000);
    await expect(http.ask(question)).rejects.toThrow('cannot be reached');
    now.mockReturnValue(started + 31_000);
    expect((await http.ask(question)).body.toString()).toBe('ok');
  } finally {
    now.mockRestore();
  }
});

test('a host that does not exist', async () => {
  await expect(new Http(QUICK).ask({ method: 'GET', url: 'http://registry.invalid/a', host: 'registry.invalid' }))
    .rejects.toThrow(/^registry\.invalid cannot be reached \(getaddrinfo (ENOTFOUND|EAI_AGAIN) registry\.invalid\)/);
});

test.each([
  ['ENOTFOUND', 1], ['DEPTH_ZERO_SELF_SIGNED_CERT', 1], ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 1], ['ERR_TLS_CERT_ALTNAME_INVALID', 1],
  ['EAI_AGAIN', 3], ['ECONNREFUSED', 3], ['ECONNRESET', 3], ['UND_ERR_SOCKET', 3],
])('after %s it is asked %i times', async (code, times) => {
  const reasons = { errors: [{ message: `it is ${code}`, code }, { message: 'another', code: 'EOTHER' }] };
  const fetch = jest.spyOn(globalThis, 'fetch').mockRejectedValue(Object.assign(new TypeError('fetch failed'), { cause: reasons }));
  try {
    await expect(new Http(QUICK).ask({ method: 'GET', url: 'https://registry.example.com/', host: 'r' })).rejects.toThrow(`r cannot be reached (it is ${code});`);
    expect(fetch).toHaveBeenCalledTimes(times);
  } finally {
    fetch.mockRestore();
  }
});

test.each([
  [{}, ', and whether a proxy has to be set'],
  [{ HTTPS_PROXY: '' }, ', and whether a proxy has to be set'],
  [{ https_proxy: 'http://u:secret@p' }, '; https_proxy is set, and Node (22.21, 24 and later) uses it when NODE_USE_ENV_PROXY=1 is set, too'],
  [{ HTTP_PROXY: 'http://p', NODE_USE_ENV_PROXY: '1' }, ', and the proxy in HTTP_PROXY'],
  [{ HTTPS_PROXY: 'http://p', NODE_OPTIONS: '--a --use-env-proxy' }, ', and the proxy in HTTPS_PROXY'],
])('with %j, a message speaks of the proxy', async (env, hint) => {
  server = await ScriptedServer.start(() => 'reset');
  const failure = await new Http({ ...QUICK, env }).ask({ method: 'GET', url: `http://${server.host}/`, host: 'r' }).catch(error => error.message);
  expect(failure).toMatch(/^r cannot be reached \(.*\); check the name and the network[;,]/);
  expect(failure.endsWith(`check the name and the network${hint}`)).toBe(true);
});

test('credentials do not follow to another host', async () => {
  const other = await ScriptedServer.start(() => ({ body: 'there' }));
  try {
    const answer = await ask(({ path }) => ({ status: path === '/a' ? 302 : 307, headers: { location: path === '/a' ? '/b' : `http://${other.host}/c` } }), {}, 'Bearer secret');
    expect([answer.body.toString(), answer.isForeign]).toEqual(['there', true]);
    expect(server.requests.map(({ path, authorization }) => [path, authorization])).toEqual([['/a', 'Bearer secret'], ['/b', 'Bearer secret']]);
    expect(other.requests).toMatchObject([{ path: '/c', authorization: undefined }]);
  } finally {
    await other.stop();
  }
});

test('a form is not sent anywhere else', async () => {
  const other = await ScriptedServer.start(() => ({}));
  try {
    server = await ScriptedServer.start(() => ({ status: 307, headers: { location: `http://${other.host}/` } }));
    const answer = await new Http(QUICK).ask({ method: 'POST', url: `http://${server.host}/`, host: 'h', body: new URLSearchParams({ a: 'b c' }) });
    expect([answer.status, server.requests[0].body, other.requests]).toEqual([307, 'a=b+c', []]);
  } finally {
    await other.stop();
  }
});

test.each([
  ['http://example.com/a', 'the registry redirects to "http://example.com", which is not encrypted; ask who runs it'],
  ['data:text/plain,x', 'the registry redirects to "null", which is not encrypted; ask who runs it'],
  ['http://[', 'the registry redirects to "http://[", which is not encrypted; ask who runs it'],
])('does not follow to %s', async (location, message) => {
  await expect(ask(() => ({ status: 302, headers: { location } }))).rejects.toThrow(message);
  expect(server.requests).toHaveLength(1);
});

test('redirects have an end', async () => {
  await expect(ask(() => ({ status: 302, headers: { location: '/a' } }))).rejects.toThrow('the registry redirects more than 5 times');
  expect(server.requests).toHaveLength(6);
});

test('answers have an end', async () => {
  await expect(ask(() => ({ body: 'x'.repeat(17 * 1024 * 1024) }))).rejects.toThrow('the registry answers with more than 16 MiB; check that it is a registry');
});

test.each([
  ['30', 30_000], ['0', 0], ['Wed, 21 Oct 2026 07:28:10 GMT', 10_000], ['Wed, 21 Oct 2026 07:00:00 GMT', 0], ['soon', undefined], ['', undefined],
])('retry-after: %s', (value, pause) => {
  expect(pauseAskedFor({ headers: new Headers({ 'retry-after': value }) }, Date.parse('2026-10-21T07:28:00Z'))).toBe(pause);
});
