import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import { delimiter, dirname, join } from 'path';
import { manifest } from './manifest';
import { run } from './run';
import { container, observation, probe, promised, running } from './smoke-support';
import { exitCodeOf, interruptible } from '../../src/cli/interrupt';
import { findArchives, loadArchives } from '../../src/cli/smoke/archives';
import { judge } from '../../src/cli/smoke/judge';
import { planServices } from '../../src/cli/smoke/plan';
import { prepareSecrets } from '../../src/cli/smoke/prepare';
import { isKept, renderJson, renderText } from '../../src/cli/smoke/report';
import { readSkips, withSkips } from '../../src/cli/smoke/skips';
import { readiness, Standing, standingOf } from '../../src/cli/smoke/standing';
import { throwawaySecrets } from '../../src/cli/smoke/throwaway-secrets';
import type { ComposeConfig, ComposeDependency } from '../../src/engine/compose-config';
import { LeftoverError } from '../../src/engine/compose-down';
import { readLayout } from '../../src/engine/load-archive';
import type { ManifestService } from '../../src/model/manifest';
import { program } from '../child';
import { archive, tar } from '../engine/archives';
import { temporary } from '../support';

const SERVICE: ManifestService = { name: 'api', target: 'api', stopGracePeriod: 10_000, memory: 512 << 20 };
const HEALTH = { interval: 30_000, timeout: 10_000, startPeriod: 5_000, retries: 3 };
const MANIFEST = manifest({
  targets: [{ name: 'base', image: 'acme-base', isBase: true }, { name: 'api', image: 'acme-api', maxImageSize: 1000, maxDownloadSize: 500 }],
  services: [
    { ...SERVICE, name: 'db', target: undefined, health: HEALTH },
    { ...SERVICE, dependsOn: ['db'], health: HEALTH },
    { ...SERVICE, name: 'import', isJob: true, profiles: ['jobs'] },
    { ...SERVICE, name: 'extra', profiles: ['extra'] },
  ],
});
const CONFIG: ComposeConfig = {
  name: 'acme',
  services: {
    base: { deploy: { replicas: 0 } },
    db: { image: 'postgres:18' },
    schema: { image: 'acme-schema:1' },
    api: { image: 'acme-api:1', depends_on: { db: { condition: 'service_healthy' }, schema: { condition: 'service_completed_successfully' } } },
    import: { image: 'acme-api:1', profiles: ['jobs'] },
    extra: { image: 'acme-api:1', profiles: ['extra'], depends_on: { api: { condition: 'service_started' } } },
  },
};

describe('arguments', () => {
  const project = () => {
    const root = temporary();
    mkdirSync(join(root, '.projen'));
    writeFileSync(join(root, '.projen/docker.json'), JSON.stringify(MANIFEST));
    return root;
  };

  test.each<[string[], string]>([
    [['nope'], 'there is no service "nope"; there are db, api, import, extra'],
    [['base'], 'there is no service "base"; there are db, api, import, extra'],
    [['--timeout', '0'], '--timeout must be a number of seconds above 0, such as 120, got "0"'],
    [['--timeout', '5m'], '--timeout must be a number of seconds above 0, such as 120, got "5m"'],
    [['--skip', 'uid'], '--skip must be a promise, or a service and a promise such as "api:stop", got "uid"; there are start, answer, user, read-only, privileges, capabilities, stop, memory, image, download'],
    [['--skip', 'a:b:stop'], '--skip must be a promise, or a service and a promise such as "api:stop", got "a:b:stop"; there are start, answer, user, read-only, privileges, capabilities, stop, memory, image, download'],
    [['--skip', 'nope:stop'], 'there is no service "nope"; there are db, api, import, extra'],
    [['--keep'], 'Unknown option \'--keep\''],
  ])('%j are refused, with the usage', async (args, message) => {
    expect(await run(project(), 'smoke', ...args)).toEqual({ code: 2, out: '', error: expect.stringMatching(/^projen-docker: (.*)\n\nUsage: projen-docker smoke \[SERVICE\.\.\.\]/) });
    expect((await run(project(), 'smoke', ...args)).error.split('\n')[0]).toBe(`projen-docker: ${message}`);
  });

  test('it wants to be where the project is', async () => {
    expect(await run(temporary(), 'smoke')).toEqual({ code: 1, out: '', error: expect.stringMatching(/^projen-docker: \.projen\/docker\.json is not in this folder; run this command where/) });
  });
});

describe('the plan', () => {
  const names = (...chosen: string[]) => planServices(MANIFEST, CONFIG, chosen).map(({ name }) => name);

  test('is everything that starts by itself, with what it needs, in order', () => expect(names()).toEqual(['db', 'schema', 'api']));

  test('is what was named, with what it needs', () => {
    expect(names('db')).toEqual(['db']);
    expect(names('extra', 'import')).toEqual(['db', 'schema', 'api', 'extra', 'import']);
  });

  test('leaves out what was switched off', () => {
    const off = { ...CONFIG, services: { ...CONFIG.services, api: { ...CONFIG.services.api, scale: 0 } } };
    expect(planServices(MANIFEST, off, []).map(({ name }) => name)).toEqual(['db']);
    expect(planServices(MANIFEST, off, ['api']).map(({ name }) => name)).toEqual(['db', 'schema', 'api']);
  });

  test('says what is promised, and how long to wait for it', () => {
    const [db, schema, api] = planServices(MANIFEST, CONFIG, []);
    expect(db).toEqual({ ...MANIFEST.services[0], isJob: false, maxImageSize: undefined, maxDownloadSize: undefined, patience: 105_000 });
    expect(api).toEqual({ ...MANIFEST.services[1], isJob: false, maxImageSize: 1000, maxDownloadSize: 500, patience: 105_000 });
    // Not of the definition, and somebody waits for its end.
    expect(schema).toEqual({ name: 'schema', isForeign: true, isJob: true, patience: 300_000 });
    expect(planServices(MANIFEST, CONFIG, ['import', 'api'], 7000).map(({ isJob, patience }) => [isJob, patience])).toEqual([[true, 7000], [false, 7000], [true, 7000], [false, 7000]]);
    expect(planServices(MANIFEST, CONFIG, ['extra']).at(-1)!.patience).toBe(60_000);
  });

  test('is refused where nothing starts by itself: Compose would take everything', () => {
    const services = MANIFEST.services.slice(2);
    expect(() => planServices({ ...MANIFEST, services }, CONFIG, [])).toThrow('nothing starts by itself; name services: import, extra');
    expect(() => planServices({ ...MANIFEST, services: [] }, CONFIG, [])).toThrow('nothing starts by itself; name services: there are none');
  });

  test('is refused where a service lacks that has the name of what every object has', () => {
    const services = [{ ...SERVICE, name: 'constructor' }];
    expect(() => planServices({ ...MANIFEST, services }, CONFIG, [])).toThrow('compose.yaml has no service constructor, which the definition has');
  });

  test('is refused where the Compose file is another project\'s', () => {
    expect(() => planServices(MANIFEST, { name: 'acme', services: { db: {} } }, [])).toThrow('compose.yaml has no service api, import, extra, which the definition has; run "npx projen"');
  });
});

describe('secrets', () => {
  const config = (root: string): ComposeConfig => ({
    name: 'acme',
    services: { api: { secrets: [{ source: 'password' }, { source: 'variable' }], build: { secrets: [{ source: 'npmrc' }] } }, other: { secrets: [{ source: 'token' }] } },
    secrets: { password: { file: join(root, '.secrets', 'password') }, variable: { environment: 'X' }, npmrc: { file: join(root, '.npmrc') }, token: { file: join(root, 'token') } },
  });
  const api = [promised()];

  const other = promised({ name: 'other' });
  const generated = (root: string): ComposeConfig => ({ ...config(root), services: { api: { secrets: [{ source: 'password' }, { source: 'variable' }] } } });

  test('that are generated are created once', () => {
    const root = temporary();
    expect(prepareSecrets(generated(root), api)).toEqual([expect.stringMatching(/\.secrets.password$/)]);
    const value = readFileSync(join(root, '.secrets/password'), 'utf8');
    expect(value).toMatch(/^[\w-]{43}$/);
    expect(prepareSecrets(generated(root), api)).toEqual([]);
    expect(readFileSync(join(root, '.secrets/password'), 'utf8')).toBe(value);
  });

  test('in a folder with a dollar sign, which Compose doubles', () => {
    const root = temporary();
    mkdirSync(join(root, 'a$b'));
    expect(prepareSecrets(generated(`${root}/a$$b`), api)).toEqual([expect.stringMatching(/a\$b.\.secrets.password$/)]);
    expect(existsSync(join(root, 'a$b/.secrets/password'))).toBe(true);
  });

  test('of others are not made up where images are built, and nothing is created then', () => {
    const root = temporary();
    expect(() => prepareSecrets(config(root), api)).toThrow(/^the file of a secret is not there: "npmrc" \(.*npmrc\); write it first$/);
    expect(() => prepareSecrets(config(root), [...api, other])).toThrow(/^the files of some secrets are not there: "npmrc" .*"token"/);
    expect(existsSync(join(root, '.secrets'))).toBe(false);
  });

  test('have random values for the time of a trial of images that are there, outside of the checkout', () => {
    const root = temporary();
    writeFileSync(join(root, 'token'), 'mine');
    const before = config(root);
    const secrets = throwawaySecrets(before, [...api, other]);
    expect(secrets.replaced).toEqual([expect.objectContaining({ name: 'password', path: expect.stringMatching(/\.secrets.password$/) })]);
    const { file } = secrets.config.secrets!.password;
    expect(readFileSync(file!, 'utf8')).toMatch(/^[\w-]{43}$/);
    // Everyone's to read: the container's user is none of this machine's.
    expect(statSync(file!).mode & 0o777).toBe(0o644);
    expect(file!.startsWith(root)).toBe(false);
    expect(secrets.config).toEqual({ ...before, secrets: { ...before.secrets, password: { file } } });
    secrets.remove();
    expect([existsSync(file!), existsSync(dirname(file!)), existsSync(join(root, '.secrets'))]).toEqual([false, false, false]);
  });

  test('that are all there stay as they are', () => {
    const root = temporary();
    prepareSecrets(generated(root), api);
    const secrets = throwawaySecrets(generated(root), api);
    expect(secrets).toMatchObject({ config: generated(root), replaced: [] });
    secrets.remove();
    expect(existsSync(join(root, '.secrets/password'))).toBe(true);
  });
});

describe('archives of images', () => {
  const services = [promised({ name: 'db', target: undefined }), promised(), promised({ name: 'job' }), promised({ name: 'web', target: 'web' })];
  const folder = (...names: string[]) => {
    const root = temporary();
    names.forEach(name => writeFileSync(join(root, name), ''));
    return root;
  };

  test('are those of the targets that services run, each once', () => {
    const [one, two] = [folder('api.tar', 'web.tar', 'base.tar', 'api-extra.tar'), folder('api.tar')];
    expect([...findArchives([one, join(two, 'api.tar'), one], services)]).toEqual([['api', [join(one, 'api.tar'), join(two, 'api.tar')]], ['web', [join(one, 'web.tar')]]]);
  });

  test('have to be there for what is built here and started, and for nothing else', () => {
    const root = folder('web.tar');
    expect(() => findArchives([root], services)).toThrow(`there is no api.tar in ${root}, which "api", "job" run; write it with OUTPUT and Bake, or name other services`);
    expect([...findArchives([root], [services[0]])]).toEqual([]);
    expect(() => findArchives(['nope'], services)).toThrow('there is no archive "nope"');
  });
});

describe('archives that are loaded', () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env.PATH = PATH;
  });

  test('have the names that Compose runs, with a tag from its file .env too, else that of TAG', async () => {
    const images = temporary();
    const spec = { platforms: [{ platform: 'linux/amd64', layers: [{ tar: await tar({ file: 'x' }) }] }] };
    for (const name of ['api', 'web']) writeFileSync(join(images, `${name}.tar`), await archive(spec));
    const [{ root }] = await readLayout(join(images, 'api.tar'));
    // An engine that has every image as soon as it was given one.
    const engine = program('docker', `
const { existsSync, writeFileSync } = require('fs');
const given = __dirname + '/given';
if (process.argv[2] === 'version') console.log('linux/amd64');
else if (process.argv[3] === 'load') process.stdin.on('end', () => writeFileSync(given, '')).resume();
else if (existsSync(given)) console.log(${JSON.stringify(root.digest)});
else process.exitCode = 1;`);
    process.env.PATH = `${engine}${delimiter}${PATH}`;
    const said: string[] = [];
    const given = manifest({ targets: [{ name: 'api', image: 'acme-api' }, { name: 'web', image: 'acme-web' }], services: [SERVICE, { ...SERVICE, name: 'web', target: 'web' }] });
    const config = { name: 'acme', services: { api: { image: 'acme-api:2.0' }, web: { image: 'elsewhere:1' } } };
    const services = [promised(), promised({ name: 'web', target: 'web' })];
    await loadArchives(findArchives([images], services), given, config, line => said.push(line), new AbortController().signal);
    expect(said).toEqual([
      `loaded acme-api:2.0 from ${join(images, 'api.tar')} (linux/amd64)`, `loaded acme-web:latest from ${join(images, 'web.tar')} (linux/amd64)`,
    ]);
  });
});

describe('where a service stands', () => {
  test.each<[string, Standing, ReturnType<typeof standing>]>([
    ['not there yet', 'starting', standing({ startedAt: undefined, status: 'created' }, [], 100)],
    ['not there in time', 'lost', standing({ startedAt: undefined, status: 'created' }, [], 60_001)],
    ['not asked yet', 'starting', standing({}, [], 100)],
    ['failing', 'starting', standing({}, [probe(1, 1, 1)], 59_000)],
    ['failing for too long', 'lost', standing({}, [probe(1, 1, 1)], 60_001)],
    ['healthy', 'up', standing({}, [probe(1, 1, 1), probe(2, 1)], 60_001)],
    ['not to be asked', 'up', standing({ health: undefined }, [], 100)],
    ['crashed', 'lost', standing({ status: 'exited', exitCode: 1 }, [probe(2, 1)], 100)],
    ['ended', 'lost', standing({ status: 'exited', exitCode: 0 }, [], 100)],
    ['a job at work', 'starting', standing({ health: undefined }, [], 59_000, true)],
    ['a job at work for too long', 'lost', standing({ health: undefined }, [], 60_001, true)],
    ['a job that is done', 'done', standing({ status: 'exited', exitCode: 0 }, [], 70_000, true)],
    ['a job that failed', 'lost', standing({ status: 'exited', exitCode: 3 }, [], 100, true)],
  ])('%s: %s', (_, wanted, seen) => expect(seen).toBe(wanted));

  function standing(given: Parameters<typeof container>[0], probes: Parameters<typeof standingOf>[2], age: number, isJob = false) {
    return standingOf(promised({ isJob }), container(given), probes, age);
  }

  const CONDITIONS: ComposeDependency['condition'][] = ['service_started', 'service_healthy', 'service_completed_successfully'];
  test.each<[Standing, (boolean | string)[]]>([
    ['waiting', [false, false, false]],
    ['kept', ['"db" was not started', '"db" was not started', '"db" was not started']],
    ['starting', [true, false, false]],
    ['up', [true, true, false]],
    ['done', [true, true, true]],
    ['lost', [true, '"db" is not healthy', '"db" has not succeeded']],
  ])('what waits for one that is %s', (state, wanted) => {
    expect(CONDITIONS.map(condition => readiness('db', { condition }, state, true))).toEqual(wanted);
  });

  test('what waits for the health of one that nobody asks waits in vain', () => {
    expect(readiness('db', { condition: 'service_healthy' }, 'up', false)).toBe('"db" has no health check');
  });
});

describe('the report', () => {
  const good = { service: promised(), seen: observation(), verdicts: judge(promised(), observation()) };
  const late = observation({ probes: [probe(1000, 20, 1, 'refused')], stop: undefined, processes: [running('node server.js', '0', '0')], log: ['connecting'] });
  const bad = { service: promised({ name: 'worker' }), seen: late, verdicts: judge(promised({ name: 'worker' }), late) };

  test('for people', () => {
    expect(renderText([good, bad])).toBe(`Service  Promise       Promised            Seen                     Result
api      start         healthy within 5 s  healthy after 2 s        pass
         answer        under 1 s           50 ms                    pass
         user          1000:1000           1000:1000                pass
         read-only     root file system    read-only                pass
         privileges    no new ones         no new ones              pass
         capabilities  none                none                     pass
         stop          within 10 s         300 ms, exit code 0      pass
         memory        under 512 MiB       100 MiB                  pass
         image         up to 150.0 MB      120.0 MB                 pass
         download      up to 50.0 MB       40.0 MB                  pass
worker   start         healthy within 5 s  not healthy after 60 s   FAIL
         answer        under 1 s           it never answered        skip
         user          1000:1000           0:0                      FAIL
         read-only     root file system    read-only                pass
         privileges    no new ones         no new ones              pass
         capabilities  none                none                     pass
         stop          within 10 s         it did not run any more  skip
         memory        under 512 MiB       100 MiB                  pass
         image         up to 150.0 MB      120.0 MB                 pass
         download      up to 50.0 MB       40.0 MB                  pass

worker, start:
  health check, exit code 1:
  refused
  connecting

16 of 20 promises kept, 2 skipped, 2 broken: worker`);
    expect(renderText([good]).split('\n').at(-1)).toBe('10 of 10 promises kept');
    expect([isKept([good]), isKept([good, bad])]).toEqual([true, false]);
  });

  test('for programs', () => {
    expect(JSON.parse(renderJson('acme', [good, bad]))).toEqual({
      project: 'acme',
      passed: false,
      services: [{
        name: 'api',
        passed: true,
        measured: {
          image: 'sha256:abc',
          healthyAfter: 2040,
          answers: [40, 60, 50],
          users: ['1000:1000'],
          command: 'node server.js',
          memory: 100 << 20,
          memoryLimit: 512 << 20,
          stopDuration: 300,
          exitCode: 0,
          imageSize: 120_000_000,
          downloadSize: 40_000_000,
        },
        promises: good.verdicts,
      }, expect.objectContaining({ name: 'worker', passed: false })],
    });
  });

  test('what is skipped is shown, and breaks nothing', () => {
    const skips = readSkips(['worker:start', 'user'], [{ name: 'worker' }]);
    expect(skips).toEqual([{ service: 'worker', promise: 'start' }, { service: undefined, promise: 'user' }]);
    const verdicts = withSkips('worker', bad.verdicts, skips);
    expect(verdicts.slice(0, 3)).toMatchObject([{ result: 'skip', seen: 'not healthy after 60 s', detail: undefined }, { result: 'skip' }, { result: 'skip', seen: '0:0' }]);
    expect(isKept([{ ...bad, verdicts }])).toBe(true);
    expect(withSkips('api', bad.verdicts, skips)[0].result).toBe('fail');
  });
});

describe('an interruption', () => {
  const listeners = () => process.listenerCount('SIGTERM');

  test('reaches what is going on, which ends as it likes', async () => {
    const before = listeners();
    for (const error of [new Error('the program was ended'), new DOMException('', 'AbortError')]) {
      const end = interruptible(signal => new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(error));
        process.emit('SIGTERM', 'SIGTERM');
      }));
      expect(await end).toBe('SIGTERM');
      expect(listeners()).toBe(before);
    }
  });

  test('counts also when everything ends well', async () => {
    expect(await interruptible(async () => process.emit('SIGHUP', 'SIGHUP'))).toBe('SIGHUP');
  });

  test('that leaves something behind is an error', async () => {
    await expect(interruptible(async () => {
      process.emit('SIGINT', 'SIGINT');
      throw new LeftoverError('it is still there');
    })).rejects.toThrow('it is still there');
  });

  test('is none: what comes of it, and what it throws, stay', async () => {
    expect(await interruptible(async () => 5)).toBe(5);
    await expect(interruptible(async () => {
      throw new Error('no');
    })).rejects.toThrow('no');
  });

  test.each<[NodeJS.Signals, number]>([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]])('%s ends with %i', (signal, code) => expect(exitCodeOf(signal)).toBe(code));
});
