import { PythonIndex } from './python-index';
import { Example, filesOf, reportSizes, requireEngine } from './support';

let index: PythonIndex;
beforeAll(async () => {
  requireEngine();
  index = await PythonIndex.start();
});
afterAll(() => index?.stop());

/** Seconds from the start of a container to its first healthy answer, as the engine saw it. */
function secondsToHealthy(example: Example, service: string): number {
  const container = example.ok('docker', 'compose', 'ps', '--quiet', service);
  const { State } = JSON.parse(example.ok('docker', 'inspect', '--format', '{"State":{{json .State}}}', container));
  const healthy = State.Health.Log.find(({ ExitCode }: { ExitCode: number }) => ExitCode === 0);
  return (Date.parse(healthy.End) - Date.parse(State.StartedAt)) / 1000;
}

async function secondsToAnswer(ask: () => Promise<Response>): Promise<number> {
  const before = performance.now();
  const response = await ask();
  await response.text();
  expect(response.status).toBe(200);
  return (performance.now() - before) / 1000;
}

describe('examples/financehub', () => {
  const example = new Example('financehub', { backend: [24600, 8000], frontend: [24601, 3000] });
  const inBackend = (...command: string[]) => example.run('docker', 'compose', 'exec', '--no-TTY', 'backend', ...command);
  const image = (service: string) => `ghcr.io/financehub/financehub-${service}:${example.tag}`;

  beforeAll(() => {
    example.bake(...index.bakeArguments);
    example.up();
  });
  afterAll(() => example.remove());

  test('the API is healthy because its database and its cache are', async () => {
    expect(await example.json('backend', '/api/health/')).toEqual({ status: 'healthy', checks: { database: 'healthy', cache: 'healthy' } });
  });

  test('the migration ran once, and the database is used', async () => {
    expect(example.ok('docker', 'compose', 'ps', '--all', '--format', '{{.State}} {{.ExitCode}}', 'backend-migrate')).toBe('exited 0');
    const post = (path: string, body: object) => example.json('backend', path, { method: 'POST', body: JSON.stringify(body) });
    expect(await post('/api/accounts/', { name: 'Savings' })).toEqual({ id: 1, name: 'Savings' });
    expect(await post('/api/accounts/1/entries/', { cents: 1250 })).toEqual({ id: 1, balance: 1250 });
    expect(await example.json('backend', '/api/accounts/')).toEqual({ accounts: [{ id: 1, name: 'Savings', balance: 1250 }] });
    expect((await example.fetch('backend', '/api/accounts/')).headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
  });

  test('the log is written where it may be, and nowhere else', () => {
    expect(JSON.parse(inBackend('cat', 'logs/audit.log').stdout)).toMatchObject({ logger: 'ledger.audit', message: 'account 1: 1250 cents' });
    expect(inBackend('touch', 'ledger/x').stderr).toMatch(/Read-only file system/);
    expect(inBackend('id', '-u').stdout.trim()).toBe('1000');
  });

  test('a page of the front end calls the API where browsers reach it', async () => {
    const page = await (await example.fetch('frontend', '/')).text();
    expect(page).toContain('FinanceHub');
    const scripts = [...page.matchAll(/src="(\/_next\/static\/[^"]+\.js)"/g)].map(([, path]) => path);
    const texts = await Promise.all(scripts.map(async path => (await example.fetch('frontend', path)).text()));
    expect(texts.some(text => text.includes('http://localhost:8000'))).toBe(true);
  });

  test('passwords are in no image, no file of Compose, no container\'s settings', () => {
    const secrets = ['postgres-password', 'redis-password', 'django-secret-key'].map(name => example.ok('cat', `.secrets/${name}`));
    expect(new Set(secrets).size).toBe(3);
    const containers = example.ok('docker', 'compose', 'ps', '--all', '--quiet').split('\n');
    const seen = [example.ok('docker', 'compose', 'config'), example.ok('docker', 'inspect', ...containers), example.ok('docker', 'compose', 'logs')].join('\n');
    for (const secret of secrets) expect(seen).not.toContain(secret);
    for (const service of ['backend', 'frontend']) expect([...filesOf(image(service)).keys()].filter(path => /\.secrets|(^|\/)\.env/.test(path))).toEqual([]);
  });

  test('budgets of the requirements', async () => {
    expect(await secondsToAnswer(() => example.fetch('backend', '/api/health/'))).toBeLessThan(1);
    expect(await secondsToAnswer(() => example.fetch('frontend', '/api/health'))).toBeLessThan(1);
    for (const service of ['backend', 'frontend']) expect(secondsToHealthy(example, service)).toBeLessThan(30);
    expect(reportSizes(image('backend'), 500).unpacked).toBeLessThan(500);
    expect(reportSizes(image('frontend'), 200).unpacked).toBeLessThan(200);
  });

  test('without its database the API is unhealthy, and says so in time; with it, it recovers', async () => {
    example.ok('docker', 'compose', 'stop', 'postgres');
    const response = await example.fetch('backend', '/api/health/');
    expect([response.status, await response.json()]).toEqual([503, { status: 'unhealthy', checks: { database: 'unhealthy', cache: 'healthy' } }]);
    example.ok('docker', 'compose', 'up', '--no-build', '--wait');
    expect((await example.fetch('backend', '/api/health/')).status).toBe(200);
    expect(await example.json('backend', '/api/accounts/')).toMatchObject({ accounts: [{ name: 'Savings' }] });
  });

  test('everything stops by itself when it is told to', () => {
    example.ok('docker', 'compose', 'stop', 'frontend', 'backend');
    for (const service of ['frontend', 'backend']) {
      expect(['0', '143']).toContain(example.ok('docker', 'compose', 'ps', '--all', '--format', '{{.ExitCode}}', service));
    }
  });
});

describe('examples/fastapi-next', () => {
  const example = new Example('fastapi-next', { api: [24610, 8000], web: [24611, 3000] });

  beforeAll(() => {
    example.bake(...index.bakeArguments);
    example.up();
  });
  afterAll(() => example.remove());

  test('the front end shows what the API holds', async () => {
    const response = await example.fetch('api', '/notes', { method: 'POST', body: '{"text":"hello <world>"}', headers: { 'content-type': 'application/json' } });
    expect(response.status).toBe(201);
    expect(await (await example.fetch('web', '/')).text()).toContain('hello &lt;world&gt;');
  });

  test('users are those of the requirements', () => {
    const user = (service: string) => example.ok('docker', 'image', 'inspect', '--format', '{{.Config.User}}', `ghcr.io/acme/fastapi-next-${service}:${example.tag}`);
    expect([user('api'), user('web')]).toEqual(['1000:1000', '1001:1001']);
  });

  test('budgets of the requirements', async () => {
    expect(await secondsToAnswer(() => example.fetch('api', '/health'))).toBeLessThan(1);
    expect(await secondsToAnswer(() => example.fetch('web', '/api/health'))).toBeLessThan(1);
    for (const service of ['api', 'web']) expect(secondsToHealthy(example, service)).toBeLessThan(30);
    const sizes = (service: string, budget: number) => reportSizes(`ghcr.io/acme/fastapi-next-${service}:${example.tag}`, budget).unpacked;
    expect(sizes('api', 500)).toBeLessThan(500);
    expect(sizes('web', 300)).toBeLessThan(300);
  });
});
