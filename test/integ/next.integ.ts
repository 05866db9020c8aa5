import { execFileSync } from 'child_process';
import { Example, filesOf, layersOf, reportSizes, Repository, requireEngine, run } from './support';
import { HealthCheck, NextCache, NextService, NextServiceOptions, NodeRuntime } from '../../src';

beforeAll(requireEngine);

const repositories: Repository[] = [];
afterAll(() => repositories.forEach(repository => repository.remove()));
let port = 24100;

function repositoryOf(fixture: string, files: Record<string, string> = {}): Repository {
  const repository = new Repository(fixture, files);
  repositories.push(repository);
  return repository;
}

/** What somebody who only knows the address sees of a service. */
class Site {
  public constructor(private readonly hostPort: number) {}

  public fetch(path: string, init?: RequestInit): Promise<Response> {
    const ask = () => fetch(`http://127.0.0.1:${this.hostPort}${path}`, init);
    // A connection may still be open to a container that is gone.
    return ask().catch(ask);
  }

  public async text(path: string): Promise<string> {
    return (await this.fetch(path)).text();
  }

  /** The time at which a page was made. */
  public async madeAt(path: string): Promise<number> {
    return Number(/ of (\d{13})/.exec(await this.text(path))?.[1]);
  }

  /** Asks for a page until it was made anew. */
  public async anew(path: string, before: number): Promise<number> {
    for (let attempt = 0; attempt < 40; attempt++) {
      const at = await this.madeAt(path);
      if (at > before) return at;
      await new Promise(resolve => setTimeout(resolve, 250));
    }
    return before;
  }
}

describe('an application of a workspace: App Router, TypeScript, pnpm', () => {
  const hostPort = port++;
  const site = new Site(hostPort);
  let repository: Repository;
  let image: string;
  let container: string;

  const define = (options: NextServiceOptions = {}) => repository.synth(containers => new NextService(containers, 'web', {
    directory: 'apps/web',
    hostPort,
    health: HealthCheck.http('/api/health'),
    buildArgs: { NEXT_PUBLIC_REGION: 'north' },
    publicEnvironment: { API_URL: 'http://one.example.test/?a=<b>&c="d"' },
    ...options,
  }));

  beforeAll(() => {
    repository = repositoryOf('next-workspace');
    image = `${repository.name}-web:latest`;
    container = `${repository.name}-web-1`;
    define();
    repository.bake();
    repository.up();
  });

  const node = (script: string) => run('docker', ['exec', container, 'node', '-e', script], repository.root);

  test('serves pages, scripts, styles and files', async () => {
    const page = await site.text('/');
    expect(page).toContain('Hello, workspace');
    const script = /src="(\/_next\/static\/[^"]+\.js[^"]*)"/.exec(page)![1];
    const answer = await site.fetch(script);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/javascript; charset=UTF-8']);
    expect((await site.fetch('/picture.png')).status).toBe(200);
  });

  test('a value of the build is in the page', async () => {
    expect((await site.text('/')).replace(/<!-- -->/g, '')).toContain('built for north');
  });

  test('the root file system is read-only, the user is nobody in particular, and the code is not theirs', () => {
    expect(node('process.stdout.write(String(process.getuid()))').stdout).toBe('1000');
    const write = (path: string) => node(`try { fs.writeFileSync('${path}', ''); fs.rmSync('${path}'); } catch (error) { process.stdout.write(error.code); }`).stdout;
    expect(['/app/x', '/app/apps/web/x', '/app/apps/web/.next/x', '/app/apps/web/.next/server/x', '/app/apps/web/server.js'].map(write)).toEqual(Array(5).fill('EROFS'));
    expect(['/tmp/x', '/app/apps/web/.next/cache/x', '/app/apps/web/.next/server/route-cache/x'].map(write)).toEqual(['', '', '']);
    const foreign = [...filesOf(image)].filter(([path, { owner }]) => path.startsWith('app') && owner !== '0/0').map(([path]) => path);
    expect(foreign.sort()).toEqual(['app/apps/web/.next/cache', 'app/apps/web/.next/server/route-cache']);
  });

  test('images are optimised once, and kept', async () => {
    const ask = async () => {
      const answer = await site.fetch('/_next/image?url=%2Fpicture.png&w=64&q=75', { headers: { accept: 'image/webp' } });
      return [answer.status, answer.headers.get('content-type'), answer.headers.get('x-nextjs-cache'), (await answer.arrayBuffer()).byteLength < 1000];
    };
    expect(await ask()).toEqual([200, 'image/webp', 'MISS', true]);
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(await ask()).toEqual([200, 'image/webp', 'HIT', true]);
  });

  test.each(['/news', '/posts/1', '/posts/2', '/legacy'])('%s is made anew when its time is up, and kept', async path => {
    const first = await site.madeAt(path);
    expect(first).toBeGreaterThan(0);
    expect(await site.anew(path, first)).toBeGreaterThan(first);
  });

  test('a page is made anew when it is asked for', async () => {
    const before = await site.madeAt('/guide');
    expect(await site.madeAt('/guide')).toBe(before);
    expect((await site.fetch('/api/revalidate', { method: 'POST' })).status).toBe(200);
    expect(await site.anew('/guide', before)).toBeGreaterThan(before);
  });

  test('pages that were made anew lie where they may, and nothing was complained about', () => {
    const kept = node('process.stdout.write(JSON.stringify(fs.readdirSync("/app/apps/web/.next/server/route-cache").sort()))');
    expect(JSON.parse(kept.stdout)).toEqual(['APP_PAGE', 'PAGES']);
    expect(repository.compose('logs', '--no-log-prefix').stdout).not.toMatch(/error|EROFS|EACCES|ENOENT|Failed/i);
  });

  test('one image, two public values', async () => {
    expect(await valuesOf(site)).toEqual({ API_URL: 'http://one.example.test/?a=<b>&c="d"' });
    expect(await site.text('/env.js')).not.toMatch(/[<>]/);
    const page = await site.text('/');
    expect(page).toContain('/env.js');
    expect(page).not.toContain('one.example.test');
    const before = imageId(image);
    define({ publicEnvironment: { API_URL: 'https://two.example.test' } });
    repository.up();
    expect(imageId(image)).toBe(before);
    expect(await valuesOf(site)).toEqual({ API_URL: 'https://two.example.test' });
  });

  test('no package manager, no build tool, no sources, no cache of the build', () => {
    const files = [...filesOf(image).keys()];
    expect(files.filter(path => /(^|\/)bin\/(npm|npx|pnpm|yarn|corepack|gcc|make|python3|apk)$/.test(path))).toEqual([]);
    expect(files.filter(path => /^app\/.*\.(tsx?|tsbuildinfo)$/.test(path) && !path.includes('node_modules'))).toEqual([]);
    expect(files.filter(path => /^app\/(node_modules|.*\/node_modules)\/(typescript|@types)(\/|$)/.test(path))).toEqual([]);
    expect(files.filter(path => path.startsWith('app/apps/web/.next/cache/'))).toEqual([]);
    expect(files).not.toContain('app/apps/other/package.json');
  });

  test('is smaller than its budget', () => {
    const { unpacked } = reportSizes(image, 200);
    process.stdout.write(`${layersOf(image)}\n`);
    expect(unpacked).toBeLessThan(200);
  });

  test('stops at once', () => {
    const started = Date.now();
    execFileSync('docker', ['stop', container]);
    expect(Date.now() - started).toBeLessThan(3000);
    expect(['0', '143']).toContain(execFileSync('docker', ['inspect', '--format', '{{.State.ExitCode}}', container], { encoding: 'utf8' }).trim());
  });

  test('the builder has nothing to complain about', () => {
    const { status, stdout, stderr } = repository.docker('buildx', 'build', '--call', 'check', '--file', 'apps/web/Dockerfile', '.');
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  });

  test('an edit of a page installs nothing and builds no local package, and the dependencies stay the layer that they were', () => {
    // The builder remembers what earlier runs of this test edited.
    repository.write('apps/web/src/app/news/page.tsx', repository.read('apps/web/src/app/news/page.tsx').replace('news of', `news ${Date.now()} of`));
    const log = repository.bake();
    const cached = (instruction: RegExp) => {
      const step = new RegExp(`^(#\\d+) \\[.*\\] ${instruction.source}`, 'm').exec(log)![1];
      return log.includes(`\n${step} CACHED`);
    };
    expect([/RUN .*pnpm install/, /RUN .*packages\/ui run build/, /COPY --from=build \/standalone\/dependencies/].map(cached)).toEqual([true, true, true]);
    expect([/COPY \. \./, /COPY --from=build \/standalone\/application/].map(cached)).toEqual([false, false]);
  });
});

describe('a single package: Pages Router, JavaScript, npm, with a base path and an output folder of its own', () => {
  test.each([
    ['alpine, user 1001', NodeRuntime.alpine(), '1001:1001'],
    ['distroless', NodeRuntime.distroless(), undefined],
  ])('%s', async (_, runtime, user) => {
    const repository = repositoryOf('next-single');
    const hostPort = port++;
    const site = new Site(hostPort);
    repository.synth(containers => new NextService(containers, 'web', {
      runtime, user, hostPort, cache: NextCache.volume(), health: HealthCheck.http('/docs/api/health'), publicEnvironment: { API_URL: 'http://api.example.test' },
    }));
    repository.bake();
    repository.up();
    expect(await site.text('/docs')).toContain('single, with');
    // Deferred scripts run in the order in which they stand in the page.
    const scripts = [...(await site.text('/docs')).matchAll(/<script[^>]* src="([^"]+)"[^>]* defer=""/g)].map(([, src]) => src);
    expect(scripts[0]).toBe('/docs/api/env');
    expect(scripts.length).toBeGreaterThan(1);
    expect(await valuesOf(site, '/docs/api/env')).toEqual({ API_URL: 'http://api.example.test' });
    expect((await site.fetch('/docs/robots.txt')).status).toBe(200);
    const first = await site.madeAt('/docs/news');
    expect(await site.anew('/docs/news', first)).toBeGreaterThan(first);
    expect(repository.compose('logs', '--no-log-prefix').stdout).not.toMatch(/error|EROFS|EACCES|ENOENT|Failed/i);
    expect(run('docker', ['exec', `${repository.name}-web-1`, 'node', '-e', 'fs.writeFileSync("/app/dist/next/cache/x", "kept")'], repository.root)).toEqual({ status: 0, stdout: '', stderr: '' });
    repository.compose('up', '--no-build', '--force-recreate', '--wait');
    expect(run('docker', ['exec', `${repository.name}-web-1`, 'node', '-p', 'fs.readFileSync("/app/dist/next/cache/x", "utf8")'], repository.root).stdout.trim()).toBe('kept');
    reportSizes(`${repository.name}-web:latest`, 200);
  });
});

describe('examples/next-service', () => {
  const example = new Example('next-service', { web: [24150, 3000], api: [24151, 8000] });
  const other = 'example-24150-other';
  beforeAll(() => example.start());
  afterAll(() => {
    example.run('docker', 'rm', '--force', other);
    example.remove();
  });

  test('serves its pages, and an API that the browser may ask from another origin', async () => {
    expect(await (await example.fetch('web', '/')).text()).toMatch(/<title>Acme<\/title>.*Asking …/);
    expect(await (await example.fetch('web', '/time')).text()).toMatch(/It was \d{4}-/);
    const answer = await example.fetch('api', '/greeting', { headers: { origin: 'http://localhost:24150' } });
    expect([answer.headers.get('access-control-allow-origin'), await answer.json()]).toEqual(['*', { greeting: 'Hello from the API' }]);
  });

  test('one image, two public values', async () => {
    expect(await (await example.fetch('web', '/env.js')).text()).toBe('window.__ENV__ = Object.freeze({"API_URL":"http://localhost:8000"});');
    example.ok('docker', 'run', '--detach', '--name', other, '--read-only', '--tmpfs', '/tmp', '--publish', '127.0.0.1:24152:3000',
      '--env', 'PUBLIC_API_URL=https://api.example.com', `next-service-web:${example.tag}`);
    const ask = async (): Promise<string> => {
      for (let attempt = 0; attempt < 40; attempt++) {
        const text = await fetch('http://127.0.0.1:24152/env.js').then(async answer => answer.text()).catch(() => '');
        if (text) return text;
        await new Promise(resolve => setTimeout(resolve, 250));
      }
      return example.run('docker', 'logs', other).stderr;
    };
    expect(await ask()).toBe('window.__ENV__ = Object.freeze({"API_URL":"https://api.example.com"});');
  });
});

describe('development', () => {
  test('an edit shows without a build', async () => {
    const repository = repositoryOf('next-workspace');
    const hostPort = port++;
    const site = new Site(hostPort);
    repository.synth(containers => new NextService(containers, 'web', {
      directory: 'apps/web', hostPort, health: HealthCheck.http('/api/health'), publicEnvironment: { API_URL: 'http://dev.example.test' }, buildArgs: { NEXT_PUBLIC_REGION: 'desk' },
    }));
    const { status, stderr } = repository.compose('-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'up', '--build', '--wait');
    expect({ status, log: status === 0 ? '' : stderr.slice(-3000) + repository.compose('logs').stdout.slice(-3000) }).toEqual({ status: 0, log: '' });
    expect((await site.text('/')).replace(/<!-- -->/g, '')).toContain('built for desk');
    expect(await valuesOf(site)).toEqual({ API_URL: 'http://dev.example.test' });

    repository.write('apps/web/src/app/page.tsx', repository.read('apps/web/src/app/page.tsx').replace('built for', 'edited for'));
    const edited = async (): Promise<string> => {
      for (let attempt = 0; attempt < 60; attempt++) {
        const text = await site.text('/').catch(() => '');
        if (text.includes('edited for')) return 'edited';
        await new Promise(resolve => setTimeout(resolve, 250));
      }
      return `never changed: ${repository.compose('logs').stdout.slice(-2000)}`;
    };
    expect(await edited()).toBe('edited');
  });
});

/** What a browser finds in `window.__ENV__` after it has run the script. */
async function valuesOf(site: Site, path = '/env.js'): Promise<unknown> {
  const answer = await site.fetch(path);
  expect([answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual(['text/javascript; charset=utf-8', 'no-store']);
  const window: { __ENV__?: unknown } = {};
  new Function('window', await answer.text())(window);
  return window.__ENV__;
}

function imageId(image: string): string {
  return execFileSync('docker', ['image', 'inspect', '--format', '{{.Id}}', image], { encoding: 'utf8' }).trim();
}
