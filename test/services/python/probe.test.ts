import { execFile, spawnSync } from 'child_process';
import { createServer } from 'http';
import { AddressInfo } from 'net';
import { Duration, HealthCheck } from '../../../src';
import { pythonProbe } from '../../../src/services/python/probe';

const PYTHON = ['python3', 'python'].find(program => spawnSync(program, ['-I', '-S', '-c', '']).status === 0);

/** What the check exits with, run by the Python of this machine. */
const exitOf = (health: HealthCheck, port: number): Promise<number> => new Promise(resolve => {
  const [, ...args] = pythonProbe(health, port)!;
  execFile(PYTHON!, args, error => resolve(error ? Number(error.code) : 0));
});

test('none and commands are as they are', () => {
  expect(pythonProbe(HealthCheck.none('a job'), 80)).toBeUndefined();
  expect(pythonProbe(HealthCheck.command(['python', 'check.py']), undefined)).toEqual(['python', 'check.py']);
});

test('the exec form, without a shell, curl or a slow import', () => {
  expect(pythonProbe(HealthCheck.tcp({ timeout: Duration.seconds(3) }), 5672)).toEqual(['python', '-I', '-S', '-c', "import socket; s = socket.create_connection(('127.0.0.1', 5672), 3)"]);
  expect(pythonProbe(HealthCheck.http("/it's?a=\\b"), 80)![4]).toContain("GET /it\\'s?a=\\\\b HTTP/1.1\\r\\n");
});

(PYTHON ? describe : describe.skip)('with a Python', () => {
  const server = createServer((request, response) => {
    const status = Number(request.url!.slice(1));
    if (request.url === '/host') response.writeHead(request.headers.host?.startsWith('localhost:') ? 200 : 400).end();
    else if (Number.isInteger(status)) response.writeHead(status).end();
  });
  let port: number;
  beforeAll(done => { server.listen(0, '127.0.0.1', () => { port = (server.address() as AddressInfo).port; done(); }); });
  afterAll(done => { server.closeAllConnections(); server.close(done); });

  test.each([['/200', 0], ['/204', 0], ['/301', 0], ['/399', 0], ['/400', 1], ['/503', 1], ['/host', 0]])('%s: %d', async (path, code) => {
    expect(await exitOf(HealthCheck.http(path), port)).toBe(code);
  });

  test('no answer in time, and nobody there', async () => {
    expect(await exitOf(HealthCheck.http('/silent', { timeout: Duration.milliseconds(200) }), port)).toBe(1);
    expect(await exitOf(HealthCheck.tcp(), port)).toBe(0);
    expect(await exitOf(HealthCheck.tcp(), 1)).toBe(1);
    expect(await exitOf(HealthCheck.http('/200'), 1)).toBe(1);
  });
});
