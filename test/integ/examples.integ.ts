import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { requireEngine, Result, run } from './support';

beforeAll(requireEngine);

/** An example as somebody who clones it would run it, on ports and under names of this test. */
class Example {
  public readonly root: string;
  private readonly environment: readonly string[];

  public constructor(example: string, service: string, private readonly port: number) {
    this.root = mkdtempSync(join(tmpdir(), 'example-'));
    cpSync(join(__dirname, '..', '..', 'examples', example), this.root, { recursive: true, filter: path => !/node_modules|[\\/]dist$/.test(path) });
    writeFileSync(join(this.root, 'test.yaml'), `services:\n  ${service}:\n    ports: !override\n      - 127.0.0.1:${port}:3000\n`);
    this.environment = [`TAG=test-${port}`, `COMPOSE_PROJECT_NAME=example-${port}`, 'COMPOSE_FILE=compose.yaml:test.yaml'];
  }

  public start(): void {
    this.ok('docker', 'buildx', 'bake', '--load', '--file', 'docker-bake.json', '--set', '*.platform=local');
    this.ok('docker', 'compose', 'up', '--no-build', '--wait');
  }

  public async fetch(path: string, init?: RequestInit): Promise<unknown> {
    return (await fetch(`http://127.0.0.1:${this.port}${path}`, init)).json();
  }

  public ok(program: string, ...args: string[]): string {
    const { status, stdout, stderr } = this.run(program, ...args);
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stderr.slice(-4000)}`);
    return stdout.trim();
  }

  public remove(): void {
    this.run('docker', 'compose', 'down', '--volumes', '--rmi', 'all', '--timeout', '5');
    rmSync(this.root, { recursive: true, force: true });
  }

  private run(...command: string[]): Result {
    return run('env', [...this.environment, ...command], this.root);
  }
}

describe('examples/node-service', () => {
  const example = new Example('node-service', 'app', 23000);
  afterAll(() => example.remove());

  test('builds, becomes healthy, answers and stops', async () => {
    example.start();
    expect(await example.fetch('/healthz')).toEqual({ status: 'ok' });
    expect(await example.fetch('/hello/world')).toEqual({ message: 'Hello, world' });
    example.ok('docker', 'compose', 'stop');
    const events = example.ok('docker', 'compose', 'logs', '--no-log-prefix').split('\n').map(line => JSON.parse(line));
    expect(events.map(({ message }) => message)).toEqual(['listening', 'request', 'stopping']);
    expect(example.ok('docker', 'compose', 'ps', '--all', '--format', '{{.ExitCode}}')).toBe('0');
  });
});

describe('examples/npm-workspace', () => {
  const example = new Example('npm-workspace', 'api', 23001);
  afterAll(() => example.remove());

  beforeAll(() => {
    mkdirSync(join(example.root, 'secrets'));
    writeFileSync(join(example.root, 'secrets', 'queue-token'), 'token-of-this-test\n');
    example.start();
  });

  test('a job goes through both services', async () => {
    expect(await example.fetch('/jobs', { method: 'POST', body: 'hello' })).toEqual({ id: 1, text: 'hello' });
    const finished = async (): Promise<unknown> => {
      for (let attempt = 0; attempt < 50; attempt++) {
        const job = await example.fetch('/jobs/1') as { result?: string };
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
