import { spawn } from 'child_process';
import { createServer, IncomingMessage, ServerResponse } from 'http';
import { AddressInfo, createServer as createTcpServer, Server } from 'net';
import { Duration, HealthCheck } from '../../../src';
import { nodeProbe } from '../../../src/services/node/probe';

const servers: Server[] = [];
afterAll(() => Promise.all(servers.map(server => new Promise(done => server.close(done)))));

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}
const web = (answer: (request: IncomingMessage, response: ServerResponse) => void) => listen(createServer(answer));
const status = (code: number) => web((_, response) => response.writeHead(code).end());

async function exitCode(health: HealthCheck, port: number): Promise<number | null> {
  const [program, ...args] = nodeProbe(health, port)!;
  expect(program).toBe('node');
  return new Promise(done => spawn(process.execPath, args, { stdio: 'ignore' }).on('exit', done));
}

const SHORT = { timeout: Duration.milliseconds(300) };

test.each([[200, 0], [204, 0], [302, 0], [399, 0], [400, 1], [404, 1], [500, 1], [503, 1]])('HTTP status %p exits with %p', async (code, exit) => {
  expect(await exitCode(HealthCheck.http('/'), await status(code))).toBe(exit);
});

test('HTTP asks for exactly the path', async () => {
  const asked: string[] = [];
  const path = '/a\'b\\c?x=${y}&z="1"';
  const port = await web((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end();
  });
  expect([await exitCode(HealthCheck.http(path), port), asked]).toEqual([0, [`GET ${path}`]]);
});

test('a service that never answers fails after the timeout', async () => {
  expect(await exitCode(HealthCheck.http('/', SHORT), await web(() => undefined))).toBe(1);
});

test('nobody listening fails', async () => {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise(done => server.close(done));
  expect([await exitCode(HealthCheck.http('/'), port), await exitCode(HealthCheck.tcp(), port)]).toEqual([1, 1]);
});

test('TCP wants no more than a connection', async () => {
  expect(await exitCode(HealthCheck.tcp(), await listen(createTcpServer()))).toBe(0);
});

test('a command is run as it is, and none is none', () => {
  expect(nodeProbe(HealthCheck.command(['/bin/check', '$x']), undefined)).toEqual(['/bin/check', '$x']);
  expect(nodeProbe(HealthCheck.none('a batch job'), 3000)).toBeUndefined();
});
