import { execFileSync } from 'child_process';
import { filesOf, reportSizes, Repository, run } from './support';

/** What every image of one binary promises, asked of a service `api` that runs. */
export function expectContracts(repository: Repository, { dockerfile, budget }: { readonly dockerfile: string; readonly budget: number }): void {
  const image = `${repository.name}-api:latest`;
  const container = `${repository.name}-api-1`;
  const inspect = (format: string) => execFileSync('docker', ['inspect', '--format', format, container], { encoding: 'utf8' }).trim();

  test('the builder and Compose have nothing to say about their files', () => {
    const context = repository.read('docker-bake.json');
    const { status, stdout } = repository.docker('buildx', 'build', '--call', 'check', '--file', dockerfile, JSON.parse(context).target.api.context);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('no warnings found') });
    expect(repository.docker('compose', '-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'config', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('it is healthy', () => {
    expect(inspect('{{.State.Health.Status}}')).toBe('healthy');
  });

  test('an init process runs the binary, as a numeric user that is not root', () => {
    const processes = execFileSync('docker', ['top', container, '-eo', 'pid,uid,args'], { encoding: 'utf8' }).trim().split('\n').slice(1).map(line => line.trim().replace(/^\d+ +/, ''));
    expect(processes[0]).toMatch(/^[1-9]\d* +tini -s -- \/app\/api/);
    expect(processes[1]).toMatch(/^[1-9]\d* +\/app\/api/);
    expect(inspect('{{.Config.User}}')).toMatch(/^[1-9]\d*:\d+$/);
  });

  test('it can write nothing', () => {
    expect(inspect('{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}')).toBe('true [ALL] [no-new-privileges:true]');
    const files = filesOf(image);
    const application = [...files].filter(([path]) => /^(app\/.|usr\/local\/bin\/)/.test(path));
    expect(application.map(([path]) => path)).toEqual(expect.arrayContaining(['app/api', 'usr/local/bin/probe', 'usr/local/bin/tini']));
    expect(application.filter(([path, { mode, owner }]) => !path.startsWith('app/data') && (owner !== '0/0' || /^.....w|^........w/.test(mode)))).toEqual([]);
  });

  test('there are no build tools, package managers or sources', () => {
    const found = [...filesOf(image).keys()].filter(path => /(^|\/)s?bin\/(go|cargo|rustc|gcc|cc|ld|apk|apt|apt-get|dpkg|git)$|\.(go|rs)$|(^|\/)(go\.mod|Cargo\.toml|\.env|\.git|Dockerfile)$/.test(path));
    expect(found).toEqual([]);
  });

  test('it is small', () => {
    expect(reportSizes(image, budget).unpacked).toBeLessThan(budget);
  });
}

/** SIGTERM ends a service without handlers at once: run it last. */
export function expectToStop(repository: Repository): void {
  test('SIGTERM ends it at once', () => {
    const container = `${repository.name}-api-1`;
    const started = Date.now();
    execFileSync('docker', ['stop', container]);
    expect(Date.now() - started).toBeLessThan(3000);
    expect([0, 143]).toContain(Number(execFileSync('docker', ['inspect', '--format', '{{.State.ExitCode}}', container], { encoding: 'utf8' })));
  });
}

/** The steps of a build by their instructions, and whether they were taken from the cache. */
export function stepsOf(log: string): { readonly instruction: string; readonly cached: boolean }[] {
  const steps = new Map<string, { instruction: string; cached: boolean }>();
  for (const line of log.split('\n')) {
    const [, id, rest] = /^#(\d+) (.*)$/.exec(line) ?? [];
    if (/^\[.*\d+\/\d+\] (?!FROM )/.test(rest ?? '')) steps.set(id, { instruction: rest, cached: false });
    else if (rest === 'CACHED' && steps.has(id)) steps.get(id)!.cached = true;
  }
  return [...steps.values()];
}

/** Starts a service for development, as `docker:dev` does. */
export function develop(repository: Repository): void {
  const { status, stderr } = run('docker', ['compose', '-f', 'compose.yaml', '-f', 'compose.dev.yaml', 'up', '--build', '--wait'], repository.root);
  expect({ status, log: status === 0 ? '' : stderr }).toEqual({ status: 0, log: '' });
}
