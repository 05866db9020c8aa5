import { execFileSync } from 'child_process';
import { chmodSync } from 'fs';
import { request } from 'http';
import { Example, filesOf, reportSizes, Repository, requireEngine, run } from './support';
import { StaticSite } from '../../src';

beforeAll(requireEngine);

const repositories: Repository[] = [];
afterAll(() => repositories.forEach(repository => repository.remove()));
let port = 24210;

function repositoryOf(fixture: string, files: Record<string, string> = {}): Repository {
  const repository = new Repository(fixture, files);
  repositories.push(repository);
  return repository;
}

interface Answer { readonly status: number; readonly headers: Record<string, unknown>; readonly body: Buffer }

/** A request as it stands here: `fetch` would ask for compression, follow redirects and clean the path. */
function ask(host: number, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: host, path, headers, agent: false }, response => {
      const parts: Buffer[] = [];
      response.on('data', part => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject).end();
  });
}

const SECURITY = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'SAMEORIGIN',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

describe('examples/static-site', () => {
  const HOST = 24200;
  const example = new Example('static-site', { web: [HOST, 8080] });
  const image = `ghcr.io/acme/static-site-web:${example.tag}`;
  let script: string;
  afterAll(() => example.remove());
  beforeAll(async () => {
    example.start();
    script = /src="(\/assets\/[^"]+\.js)"/.exec((await ask(HOST, '/')).body.toString())![1];
  });

  test('routes of the application get its page, files that are missing do not', async () => {
    const page = (await ask(HOST, '/')).body.toString();
    expect(page).toContain('<main></main>');
    for (const path of ['/hello/world', '/hello/', '/a/b/c?d=e', '/users/john.doe', '/index.html']) {
      const { status, headers, body } = await ask(HOST, path);
      expect([path, status, headers['content-type'], body.toString() === page]).toEqual([path, 200, 'text/html; charset=utf-8', true]);
    }
    for (const path of ['/assets/gone-12345678.js', '/gone.png', '/.env', '/.git/config', '/nginx.conf', '/Dockerfile']) {
      const { status, body } = await ask(HOST, path);
      expect([path, status === 404 || body.toString() === page]).toEqual([path, true]);
    }
    expect((await ask(HOST, '/assets/gone-12345678.js')).status).toBe(404);
    expect((await ask(HOST, '/.env')).status).toBe(404);
  });

  test.each([
    ['/', 'no-cache'],
    ['/hello/world', 'no-cache'],
    ['/favicon.svg', 'no-cache'],
    ['/env.js', 'no-cache'],
    ['/assets/gone-12345678.js', 'no-cache'],
  ])('%s is asked for again', async (path, expected) => {
    expect((await ask(HOST, path)).headers['cache-control']).toBe(expected);
  });

  test('what has a hash in its name is kept for a year, also when it is asked for again or in parts', async () => {
    const first = await ask(HOST, script);
    expect([first.status, first.headers['content-type'], first.headers['cache-control']]).toEqual([200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable']);
    const again = await ask(HOST, script, { 'if-none-match': String(first.headers.etag) });
    expect([again.status, again.headers['cache-control']]).toEqual([304, 'public, max-age=31536000, immutable']);
    expect((await ask(HOST, script, { range: 'bytes=0-9' })).status).toBe(206);
  });

  test('files are compressed when the image is built, what is made later on its way', async () => {
    const plain = await ask(HOST, script);
    const compressed = await ask(HOST, script, { 'accept-encoding': 'gzip, br' });
    expect([compressed.headers['content-encoding'], compressed.headers.vary]).toEqual(['gzip', 'Accept-Encoding']);
    // The length is known only where a file of that length is there.
    expect(Number(compressed.headers['content-length'])).toBe(compressed.body.length);
    expect(compressed.body.length).toBeLessThan(plain.body.length * 0.7);
    expect(execFileSync('gzip', ['-dc'], { input: compressed.body }).equals(plain.body)).toBe(true);
  });

  test('every answer of the site has the headers, errors too; those of the service are its own', async () => {
    for (const path of ['/', script, '/gone.png', '/env.js', '/healthz']) {
      expect([path, (await ask(HOST, path)).headers]).toEqual([path, expect.objectContaining({ ...SECURITY, 'content-security-policy': 'default-src \'self\'' })]);
    }
    const { headers } = await ask(HOST, '/api/hello/world');
    expect(Object.keys(headers).filter(name => name in SECURITY || name === 'cache-control')).toEqual([]);
    expect([headers.server, (await ask(HOST, '/gone.png')).body.includes('nginx/')]).toEqual(['nginx', false]);
  });

  test('requests go on to the service, under the address of the site', async () => {
    const { status, body } = await ask(HOST, '/api/hello/w%C3%B6rld?x=1');
    expect([status, body.toString()]).toEqual([404, JSON.stringify({ error: 'no such path' })]);
    expect((await ask(HOST, '/api/hello/w%C3%B6rld')).body.toString()).toBe(JSON.stringify({ message: 'Hello, wörld' }));
    expect((await ask(HOST, '/apix')).body.toString()).toContain('<main>');
  });

  test('the site starts and stays without the service, and finds it when it is back', async () => {
    example.ok('docker', 'compose', 'stop', 'api');
    expect((await ask(HOST, '/api/hello/world')).status).toBeGreaterThanOrEqual(502);
    example.ok('docker', 'compose', 'up', '--no-build', '--no-deps', '--force-recreate', '--wait', 'web');
    expect((await ask(HOST, '/')).status).toBe(200);
    example.ok('docker', 'compose', 'up', '--no-build', '--force-recreate', '--wait', 'api');
    expect(JSON.parse(await answered(HOST, '/api/hello/world'))).toEqual({ message: 'Hello, world' });
  });

  test('one image, any values', async () => {
    expect((await ask(HOST, '/env.js')).body.toString()).toBe('window.__ENV__ = Object.freeze({"STAGE":"local"});\n');
    const value = 'a "quoted" \\ </script> ünïcode\tand\nlines';
    const id = example.ok('docker', 'run', '--detach', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--env', `STAGE=${value}`, '--publish', '127.0.0.1:24201:8080', image);
    try {
      const told = await answered(24201, '/env.js');
      expect(told).not.toContain('</script');
      expect(new Function('window', `${told}; return window.__ENV__`)({})).toEqual({ STAGE: value });
    } finally {
      example.ok('docker', 'rm', '--force', id);
    }
    const { status, stderr } = example.run('docker', 'run', '--rm', '--read-only', '--tmpfs', '/tmp', image);
    expect([status, stderr.trim()]).toEqual([1, 'STAGE is not set; the site needs it']);
  });

  test('requests are logged as JSON, those for the health check are not', async () => {
    await ask(HOST, '/a?b="c"', { 'user-agent': 'te"st\\' });
    const lines = example.ok('docker', 'compose', 'logs', '--no-log-prefix', 'web').split('\n').map(line => JSON.parse(line));
    expect(lines.at(-1)).toMatchObject({ message: 'request', method: 'GET', path: '/a?b="c"', status: 200, userAgent: 'te"st\\' });
    expect(lines.filter(({ path }) => path === '/healthz')).toEqual([]);
  });

  test('it is unprivileged, cannot change its files, and ends well', async () => {
    const container = 'example-24200-web-1';
    const inside = (...command: string[]) => run('docker', ['exec', container, ...command], '.');
    expect(inside('id', '-u').stdout.trim()).toBe('101');
    expect(execFileSync('docker', ['inspect', '--format', '{{.State.Health.Status}} {{.HostConfig.ReadonlyRootfs}}', container], { encoding: 'utf8' }).trim()).toBe('healthy true');
    // Nor could it in a container whose file system can be written to.
    const loose = run('docker', ['run', '--rm', '--entrypoint', 'sh', image, '-c', 'for f in /srv/www/x /srv/www/index.html /etc/nginx/nginx.conf /etc/nginx/x /usr/local/bin/start-site; do (: >> $f) 2>/dev/null && echo "$f"; done; true'], '.');
    expect(loose).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run('docker', ['top', container, '-o', 'pid,args'], '.').stdout).toMatch(/nginx: master process/);
    const started = Date.now();
    example.ok('docker', 'compose', 'stop', 'web');
    expect(Date.now() - started).toBeLessThan(3000);
    expect(execFileSync('docker', ['inspect', '--format', '{{.State.ExitCode}}', container], { encoding: 'utf8' }).trim()).toBe('0');
    example.ok('docker', 'compose', 'up', '--no-build', '--wait', 'web');
    run('docker', ['kill', '--signal', 'TERM', container], '.');
    expect(execFileSync('docker', ['wait', container], { encoding: 'utf8' }).trim()).toBe('0');
  });

  test('it holds the site and the server: nothing that built it', () => {
    const files = [...filesOf(image).keys()];
    expect(files.filter(path => /(^|\/)(node|npm|yarn|pnpm|apk|node_modules|package\.json|vite\.config\.ts|tsconfig\.json|main\.ts)$/.test(path))).toEqual([]);
    expect(files.filter(path => path.startsWith('srv/www/')).filter(path => /\.(html|svg|js)$/.test(path)).length).toBeGreaterThanOrEqual(3);
    expect(reportSizes(image, 100).unpacked).toBeLessThan(100);
  });

  test('the builder has nothing to remark', () => {
    expect(run('docker', ['buildx', 'build', '--call', 'check', '.'], `${example.root}/web`).stdout).toMatch(/no warnings found/);
  });

  test('an edit of a source installs nothing anew', () => {
    execFileSync('sh', ['-c', 'echo "export {};" >> src/env.ts'], { cwd: `${example.root}/web` });
    const log = example.bake('web');
    expect(log).toMatch(/CACHED[\s\S]*npm ci|npm ci[\s\S]*?CACHED/);
    expect(log).not.toMatch(/added \d+ packages/);
  });
});

describe('a site without a build', () => {
  test('is served as it is: pages by their names, a page for what is missing, and none of what is not the site', async () => {
    const repository = repositoryOf('static-plain');
    const hostPort = port++;
    repository.synth(containers => new StaticSite(containers, 'web', { hostPort, port: 8081, immutable: ['fonts'], serverDirectives: ['location = /old { return 301 /about; }'] }));
    repository.bake();
    repository.up();
    const texts = await Promise.all(['/', '/about', '/about.html', '/docs/', '/gone', '/docs/gone', '/404.html'].map(async path => {
      const { status, body } = await ask(hostPort, path);
      return [path, status, /<h1>(.*)<\/h1>/.exec(body.toString())?.[1]];
    }));
    expect(texts).toEqual([['/', 200, 'Home'], ['/about', 200, 'About'], ['/about.html', 200, 'About'], ['/docs/', 200, 'Documents'], ['/gone', 404, 'Not here'], ['/docs/gone', 404, 'Not here'], ['/404.html', 404, 'Not here']]);
    // Folders have a slash at their end, and nobody sees the port of the container or a list of files.
    expect([(await ask(hostPort, '/docs')).status, (await ask(hostPort, '/docs')).headers.location]).toEqual([301, '/docs/']);
    expect([(await ask(hostPort, '/fonts/')).status, (await ask(hostPort, '/old')).headers.location]).toEqual([404, '/about']);
    expect((await ask(hostPort, '/fonts/a.woff2')).headers).toMatchObject({ 'content-type': 'font/woff2', 'cache-control': 'public, max-age=31536000, immutable' });
    expect((await ask(hostPort, '/fonts/gone.woff2')).headers).toMatchObject({ ...SECURITY, 'cache-control': 'no-cache' });
    expect((await ask(hostPort, '/.well-known/security.txt')).status).toBe(200);
    for (const path of ['/nginx.conf', '/Dockerfile', '/.dockerignore', '/compose.yaml', '/.env', '/.projen/files.json', '/README.md']) {
      expect([path, (await ask(hostPort, path)).status]).toEqual([path, 404]);
    }
    const files = [...filesOf(`${repository.name}-web:latest`).keys()].filter(path => /^srv\/www\/.*[^/]$/.test(path)).sort();
    expect(files.filter(path => !path.endsWith('.gz'))).toEqual(['srv/www/.well-known', ...['.well-known/security.txt', '404.html', 'about.html', 'docs', 'docs/index.html', 'fonts', 'fonts/a.woff2', 'index.html'].map(path => `srv/www/${path}`)]);
    expect(files.filter(path => path.endsWith('.gz'))).toEqual(['srv/www/about.html.gz']);
  });

  test('an edit shows at once while it is worked on', async () => {
    const repository = repositoryOf('static-plain');
    const hostPort = port++;
    // As a folder that somebody clones into, which the server's user may look into.
    chmodSync(repository.root, 0o755);
    repository.synth(containers => new StaticSite(containers, 'web', { hostPort }));
    expect(repository.compose('-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'up', '--build', '--wait').status).toBe(0);
    repository.write('about.html', '<h1>Edited</h1>');
    expect((await ask(hostPort, '/about', { 'accept-encoding': 'gzip' })).body.toString()).toBe('<h1>Edited</h1>');
  });
});

test('a site of a workspace is built with its local package, and its development server reloads it', async () => {
  const repository = repositoryOf('static-vite-workspace');
  const [hostPort, developmentPort] = [port++, 24290];
  repository.synth(containers => new StaticSite(containers, 'web', { directory: 'apps/web', hostPort, development: { port: developmentPort } }));
  repository.bake();
  repository.up();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec((await ask(hostPort, '/')).body.toString())![1];
  expect((await ask(hostPort, script)).body.toString()).toContain('Hello from a local package');
  const { status, stderr } = repository.compose('-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'up', '--build', '--wait');
  expect({ status, log: status === 0 ? '' : stderr }).toEqual({ status: 0, log: '' });
  expect(await answered(developmentPort, '/src/main.js')).toContain('greet');
  repository.write('apps/web/src/main.js', `${repository.read('apps/web/src/main.js')}\nconsole.log("edited");\n`);
  const edited = async (): Promise<boolean> => {
    for (let attempt = 0; attempt < 50; attempt++) {
      if ((await answered(developmentPort, '/src/main.js')).includes('edited')) return true;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    return false;
  };
  expect(await edited()).toBe(true);
});

/** The body of an answer, as soon as there is one. */
async function answered(host: number, path: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const found = await ask(host, path).catch(() => undefined);
    if (found?.status === 200) return found.body.toString();
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`no answer for ${path}`);
}
