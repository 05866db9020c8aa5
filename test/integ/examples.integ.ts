import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Example, requireEngine } from './support';

beforeAll(requireEngine);

describe('examples/node-service', () => {
  const example = new Example('node-service', { app: [23000, 3000] });
  afterAll(() => example.remove());

  test('builds, becomes healthy, answers and stops', async () => {
    example.start();
    expect(await example.json('app', '/healthz')).toEqual({ status: 'ok' });
    expect(await example.json('app', '/hello/world')).toEqual({ message: 'Hello, world' });
    example.ok('docker', 'compose', 'stop');
    const events = example.ok('docker', 'compose', 'logs', '--no-log-prefix').split('\n').map(line => JSON.parse(line));
    expect(events.map(({ message }) => message)).toEqual(['listening', 'request', 'stopping']);
    expect(example.ok('docker', 'compose', 'ps', '--all', '--format', '{{.ExitCode}}')).toBe('0');
  });
});

describe('examples/npm-workspace', () => {
  const example = new Example('npm-workspace', { api: [23001, 3000] });
  afterAll(() => example.remove());

  beforeAll(() => {
    mkdirSync(join(example.root, 'secrets'));
    writeFileSync(join(example.root, 'secrets', 'queue-token'), 'token-of-this-test\n');
    example.start();
  });

  test('a job goes through both services', async () => {
    expect(await example.json('api', '/jobs', { method: 'POST', body: 'hello' })).toEqual({ id: 1, text: 'hello' });
    const finished = async (): Promise<unknown> => {
      for (let attempt = 0; attempt < 50; attempt++) {
        const job = await example.json('api', '/jobs/1') as { result?: string };
        if (job.result) return job;
        await new Promise(resolve => setTimeout(resolve, 100));
      }
      return 'never finished';
    };
    expect(await finished()).toEqual({ id: 1, text: 'hello', result: 'HELLO' });
  });

  test('the queue is for those who have the secret', async () => {
    expect((await fetch('http://127.0.0.1:23001/queue/next')).status).toBe(401);
  });

  test('what the worker has written outlives its container', () => {
    example.ok('docker', 'compose', 'up', '--no-build', '--force-recreate', '--wait', 'worker');
    expect(example.ok('docker', 'compose', 'exec', 'worker', 'node', '-p', 'fs.readFileSync("results/done.jsonl","utf8")')).toBe('{"id":1,"text":"hello","result":"HELLO"}');
  });
});
