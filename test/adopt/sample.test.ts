import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import { join } from 'path';
import { SAMPLE_SERVICE, sampleFiles } from '../../src/adopt/sample';
import { readNodeApp } from '../../src/workspace/node-app';
import { Repository } from '../../src/workspace/repository';
import { repository } from '../support';

const files = Object.fromEntries(sampleFiles());

test('the sample is complete: a manifest, a lockfile and no dependency', () => {
  expect(Object.keys(files)).toEqual(['app/package-lock.json', 'app/package.json', 'app/src/server.js']);
  const app = readNodeApp(new Repository(repository(files)), SAMPLE_SERVICE.directory);
  expect([app.packageManager.kind, app.manifest.dependencies ?? {}, app.manifest.devDependencies ?? {}]).toEqual(['npm', {}, {}]);
});

describe('the sample service', () => {
  let server: ChildProcess;
  let port: number;
  const lines: string[] = [];

  beforeAll(async () => {
    const root = repository(files);
    port = 20_000 + process.pid % 20_000;
    server = spawn(process.execPath, [join(root, 'app/src/server.js')], { env: { PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] });
    server.stdout!.setEncoding('utf8').on('data', chunk => lines.push(...chunk.trim().split('\n')));
    await once(server.stdout!, 'data');
  });
  afterAll(() => server.kill('SIGKILL'));

  test('is healthy where the definition says', async () => {
    const response = await fetch(`http://127.0.0.1:${port}${SAMPLE_SERVICE.healthPath}`);
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });

  test('answers 404 for what it does not know', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/unknown`);
    expect(response.status).toBe(404);
    await response.arrayBuffer();
  });

  test('logs JSON, a line each', () => {
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map(line => typeof JSON.parse(line))).toEqual(lines.map(() => 'object'));
  });

  test('stops gracefully', async () => {
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  });
});
