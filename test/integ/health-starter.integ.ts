import { execFileSync } from 'child_process';
import { Repository, requireEngine } from './support';
import { HealthCheck, NodeService } from '../../src';

beforeAll(requireEngine);

const repositories: Repository[] = [];
afterAll(() => repositories.forEach(repository => repository.remove()));
let port = 24250;

/** The server of a fixture, which asks the starter first. */
const answering = (server: string) => server
  .replace('import { createServer }', 'import { answerHealth } from \'./health.js\';\nimport { createServer }')
  .replace(/createServer\(\(request, response\) => \{\n/, '$&  if (answerHealth(request, response)) return;\n');

/** What comes of something as soon as it does not fail. */
async function soon<T>(action: () => Promise<T>, attempts: number = 50): Promise<T> {
  return action().catch(async error => {
    if (attempts === 0) throw error;
    await new Promise(resolve => setTimeout(resolve, 100));
    return soon(action, attempts - 1);
  });
}

const STARTERS = [['npm-single', 'src/health.ts', 'src/server.ts'], ['npm-plain', 'src/health.js', 'src/server.js']];

test.each(STARTERS)('%s: %s is built, makes the service healthy, and says when it is not', async (fixture, starter, server) => {
  const repository = new Repository(fixture);
  repositories.push(repository);
  repository.write(server, answering(repository.read(server)));
  const hostPort = port++;
  const options = { port: 3000, hostPort, healthStarter: starter, health: HealthCheck.http('/readyz') };
  const synth = () => repository.synth(containers => new NodeService(containers, 'api', options));
  synth();
  repository.bake();
  repository.up();
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${hostPort}${path}`);
    return [response.status, await response.json()];
  };
  expect(await ask('/livez')).toEqual([200, { status: 'healthy' }]);
  expect(await ask('/readyz')).toEqual([200, { status: 'healthy', checks: {} }]);
  expect((await ask('/'))[0]).toBe(200);

  const broken = 'hangs: { run: () => new Promise(() => undefined), timeout: 50 },\n  no: { run: async () => false },';
  repository.write(starter, repository.read(starter).replace(/(export const checks\b.*= \{\n)/, `$1  ${broken}\n`));
  synth();
  expect(repository.read(starter)).toContain('hangs:');
  repository.bake();
  expect(repository.compose('up', '--no-build', '--detach', '--force-recreate').status).toBe(0);
  expect(await soon(() => ask('/livez'))).toEqual([200, { status: 'healthy' }]);
  expect(await ask('/readyz')).toEqual([503, {
    status: 'unhealthy',
    checks: {
      hangs: { status: 'error', milliseconds: expect.any(Number), error: 'TimeoutError' },
      no: { status: 'unhealthy', milliseconds: expect.any(Number) },
    },
  }]);
  // A check that hangs keeps the service from nothing.
  execFileSync('docker', ['stop', `${repository.name}-api-1`]);
  expect(execFileSync('docker', ['inspect', '--format', '{{.State.ExitCode}}', `${repository.name}-api-1`], { encoding: 'utf8' }).trim()).toBe('0');
});
