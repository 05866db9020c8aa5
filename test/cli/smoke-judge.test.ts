import { container, observation, probe, promised, running, START } from './smoke-support';
import { judge } from '../../src/cli/smoke/judge';
import type { Observation } from '../../src/cli/smoke/observation';
import type { PromiseName, Promised } from '../../src/cli/smoke/verdict';
import type { Container } from '../../src/engine/containers';

const verdict = (promise: PromiseName, service: Partial<Promised>, seen: Partial<Observation> = {}) => {
  const found = judge(promised(service), observation(seen)).filter(one => one.promise === promise);
  expect(found.length).toBeLessThan(2);
  return found[0] && [found[0].result, found[0].seen];
};
const ofContainer = (promise: PromiseName, given: Partial<Container>, service: Partial<Promised> = {}) =>
  verdict(promise, service, { container: container(given) });

test('everything that is promised is judged, in this order', () => {
  expect(judge(promised(), observation()).map(({ promise, promised: what, seen, result }) => [promise, what, seen, result])).toEqual([
    ['start', 'healthy within 5 s', 'healthy after 2 s', 'pass'],
    ['answer', 'under 1 s', '50 ms', 'pass'],
    ['user', '1000:1000', '1000:1000', 'pass'],
    ['read-only', 'root file system', 'read-only', 'pass'],
    ['privileges', 'no new ones', 'no new ones', 'pass'],
    ['capabilities', 'none', 'none', 'pass'],
    ['stop', 'within 10 s', '300 ms, exit code 0', 'pass'],
    ['memory', 'under 512 MiB', '100 MiB', 'pass'],
    ['image', 'up to 150.0 MB', '120.0 MB', 'pass'],
    ['download', 'up to 50.0 MB', '40.0 MB', 'pass'],
  ]);
});

test('what is not promised is not judged', () => {
  const little = { name: 'redis', patience: 1000 };
  expect(judge(little, observation()).map(({ promise }) => promise)).toEqual(['start', 'privileges']);
  const foreign = container({ securityOptions: [], memoryLimit: 0 });
  expect(judge({ ...little, isForeign: true }, observation({ container: foreign })).map(({ promise, result }) => [promise, result])).toEqual([['start', 'pass']]);
});

test('of what never ran only that is said, and the size of its image', () => {
  const seen = { notStarted: '"db" is not healthy', container: container({ status: 'created', startedAt: undefined }), log: [], probes: [] };
  expect(judge(promised(), observation(seen)).map(({ promise, result, seen: text }) => [promise, result, text])).toEqual([
    ['start', 'fail', 'not started: "db" is not healthy'], ['image', 'pass', '120.0 MB'], ['download', 'pass', '40.0 MB'],
  ]);
  expect(judge(promised({ maxImageSize: undefined, maxDownloadSize: undefined }), observation({ container: undefined }))).toMatchObject([{ result: 'fail', seen: 'not started' }]);
});

describe('start', () => {
  test.each<[string, Observation['probes'], string, string]>([
    ['in time', [probe(1000, 20)], 'pass', 'healthy after 1 s'],
    ['in the second between two questions', [probe(4500, 20, 1), probe(5500, 20)], 'pass', 'healthy after 5.5 s'],
    ['after a question that was out of time', [probe(4500, 20, 1), probe(5100, 20, 1), probe(7100, 20)], 'fail', 'healthy after 7.1 s'],
    ['after a question that hung until it was out of time', [probe(4500, 5000, 1), probe(10_000, 20)], 'fail', 'healthy after 10 s'],
    ['never', [probe(1000, 20, 1)], 'fail', 'not healthy after 60 s'],
    ['never, and never asked', [], 'fail', 'not healthy after 60 s'],
    ['only for a while', [probe(1000, 20), probe(3000, 20, 1)], 'fail', 'healthy after 1 s, and not any more'],
    ['again', [probe(1000, 20), probe(3000, 20, 1), probe(5000, 20)], 'pass', 'healthy after 1 s'],
  ])('healthy %s', (_, probes, result, seen) => expect(verdict('start', {}, { probes })).toEqual([result, seen]));

  test('with a health check of the image\'s own there is no time that was promised', () => {
    const probes = [probe(40_000, 20, 1), probe(41_000, 20)];
    const [{ promised: what, seen, result }] = judge(promised({ health: undefined }), observation({ probes }));
    expect([what, seen, result]).toEqual(['healthy', 'healthy after 41 s', 'pass']);
  });

  const silent: Partial<Container> = { health: undefined };
  test.each<[string, Partial<Container>, number, string, string]>([
    ['runs', silent, 5100, 'pass', 'runs for 5.1 s'],
    ['was not watched for long enough', silent, 3000, 'fail', 'runs for 3 s'],
    ['ended well', { ...silent, status: 'exited', finishedAt: START + 2500 }, 6000, 'fail', 'ended after 2.5 s with exit code 0'],
    ['crashed', { ...silent, status: 'exited', exitCode: 3, finishedAt: START + 200 }, 6000, 'fail', 'ended after 200 ms with exit code 3'],
  ])('without a health check: %s', (_, given, watched, result, seen) => {
    expect(verdict('start', { health: undefined }, { container: container(given), watched, probes: [] })).toEqual([result, seen]);
  });

  test('a health check that somebody has turned off proves nothing', () => {
    expect(ofContainer('start', { health: undefined })).toEqual(['fail', 'nobody asks how it is']);
  });

  test('one that was healthy and crashed has crashed', () => {
    expect(ofContainer('start', { status: 'exited', exitCode: 1, finishedAt: START + 9000 })).toEqual(['fail', 'ended after 9 s with exit code 1']);
  });

  test.each<[Partial<Container>, string, string]>([
    [{ status: 'exited', exitCode: 0, finishedAt: START + 12_300 }, 'pass', 'exit code 0 after 12 s'],
    [{ status: 'exited', exitCode: 3, finishedAt: START + 100 }, 'fail', 'exit code 3 after 100 ms'],
    [{ status: 'running' }, 'fail', 'it still runs after 60 s'],
  ])('a job: %j', (given, result, seen) => expect(ofContainer('start', { health: undefined, ...given }, { isJob: true, health: undefined })).toEqual([result, seen]));

  test('a failure comes with what the health check and the service say, as plain text', () => {
    const [{ detail }] = judge(promised(), observation({ probes: [probe(1, 1, 1, '\x1b[31mwget: server returned error\r\n\r\n\x07503\n')], log: ['a', 'b'] }));
    expect(detail).toEqual(['health check, exit code 1:', 'wget: server returned error', '503', 'a', 'b']);
    expect(judge(promised(), observation({ probes: [probe(1, 1, 2)], log: [] }))[0].detail).toEqual(['health check, exit code 2 without a word']);
    expect(judge(promised(), observation({ container: container({ status: 'exited', finishedAt: START }), probes: [probe(1, 1)], log: ['why'] }))[0].detail).toEqual(['why']);
    expect(judge(promised(), observation())[0]).not.toHaveProperty('detail');
  });
});

describe('answer', () => {
  test.each<[number[], string, string]>([
    [[999], 'pass', '999 ms'],
    [[1000], 'fail', '1 s'],
    [[3000, 10, 20, 30], 'pass', '20 ms'],
    [[10, 1200, 1300, 900], 'fail', '1.2 s'],
  ])('of %j ms, the median of the last three counts', (times, result, seen) => {
    expect(verdict('answer', {}, { probes: times.map((took, index) => probe(1000 * index, took)) })).toEqual([result, seen]);
  });

  test('failures are no answers', () => {
    expect(verdict('answer', {}, { probes: [probe(0, 5000, 1), probe(6000, 20), probe(7000, 5000, 1)] })).toEqual(['pass', '20 ms']);
    expect(verdict('answer', {}, { probes: [probe(0, 5000, 1)] })).toEqual(['skip', 'it never answered']);
  });

  test.each<[string, Partial<Promised>]>([
    ['comes from elsewhere', { target: undefined }], ['listens nowhere', { port: undefined }], ['has no health check', { health: undefined }],
  ])('nobody waits for one of a service that %s', (_, given) => expect(verdict('answer', given)).toBeUndefined());
});

describe('user', () => {
  const accounts = 'root:x:0:0:root:/root:/bin/sh\npostgres:x:70:70::/var/lib/postgresql:/bin/sh\n';
  test.each<[string, string, [string, string][], string, string]>([
    ['the same', '1000:1000', [['1000', '1000'], ['1000', '1000']], 'pass', '1000:1000'],
    ['another', '1000:1000', [['0', '0']], 'fail', '0:0'],
    ['one of them another', '1000:1000', [['1000', '1000'], ['0', '1000']], 'fail', '0:1000, 1000:1000'],
    ['another group', '1000:1000', [['1000', '0']], 'fail', '1000:0'],
    ['no group was promised', '1000', [['1000', '0']], 'pass', '1000:0'],
    ['the group of a name', '1000:staff', [['1000', '50']], 'pass', '1000:50'],
    ['a name', 'postgres', [['70', '70']], 'pass', '70:70'],
    ['a name, and another user', 'postgres', [['999', '70']], 'fail', '999:70'],
    ['a name that the image does not say', 'nobody', [['65534', '65534']], 'pass', '65534:65534'],
    ['a name that the image does not say, and root', 'nobody', [['0', '0']], 'fail', '0:0'],
    ['root, as BusyBox says it', '1000:1000', [['root', 'root']], 'fail', '0:0'],
    ['a number and a group\'s name, as BusyBox says them', '1000:1000', [['1000', 'users']], 'pass', '1000:users'],
    ['a name of the host\'s, as BusyBox says it', '1000:1000', [['ubuntu', 'ubuntu']], 'skip', 'ubuntu:ubuntu: names of the engine\'s host'],
  ])('%s', (_, user, seen, result, text) => {
    expect(verdict('user', { user }, { accounts, processes: seen.map(([one, group]) => running('node', one, group)) })).toEqual([result, text]);
  });

  test('where the host moves numbers, they are moved back', () => {
    expect(verdict('user', {}, { userOffset: 100_000, processes: [running('node', '101000', '101000')] })).toEqual(['pass', '1000:1000']);
    expect(verdict('user', {}, { userOffset: 100_000, processes: [running('node', '100000', '100000')] })).toEqual(['fail', '0:0']);
  });

  test('of what has ended, what is set', () => {
    expect(verdict('user', {}, { processes: undefined })).toEqual(['pass', '1000:1000, as set']);
    expect(verdict('user', {}, { processes: [], container: container({ user: '' }) })).toEqual(['fail', '0, as set']);
    expect(verdict('user', { user: 'postgres' }, { processes: undefined, accounts, container: container({ user: 'postgres' }) })).toEqual(['pass', '70, as set']);
  });

  test('of an image that is built here and does not say it, anyone but root', () => {
    expect(verdict('user', { user: undefined }, { processes: [running('node', '65532', '65532')] })).toEqual(['pass', '65532:65532']);
    expect(verdict('user', { user: undefined }, { processes: [running('node', '0', '0')] })).toEqual(['fail', '0:0']);
  });

  test('one that was not promised, or may be root for a reason, is not judged', () => {
    expect(verdict('user', { user: undefined, target: undefined })).toBeUndefined();
    expect(verdict('user', { user: undefined, mayBeRoot: true }, { processes: [running('node', '0', '0')] })).toBeUndefined();
  });
});

test('read-only', () => {
  expect(ofContainer('read-only', { isReadOnly: false })).toEqual(['fail', 'writable']);
  expect(ofContainer('read-only', { isReadOnly: false }, { readOnly: false })).toBeUndefined();
});

test.each<[string[], string, string]>([
  [['no-new-privileges'], 'pass', 'no new ones'],
  [['no-new-privileges=true'], 'pass', 'no new ones'],
  [['seccomp=unconfined', 'no-new-privileges:true'], 'pass', 'no new ones'],
  [['no-new-privileges:false'], 'fail', 'it can gain some'],
  [['no-new-privileges:true', 'no-new-privileges:false'], 'fail', 'it can gain some'],
  [[], 'fail', 'it can gain some'],
])('privileges with %j', (securityOptions, result, seen) => expect(ofContainer('privileges', { securityOptions })).toEqual([result, seen]));

test('a privileged container has all of them', () => {
  expect(ofContainer('privileges', { isPrivileged: true })).toEqual(['fail', 'privileged']);
  expect(ofContainer('capabilities', { isPrivileged: true })).toEqual(['fail', 'all: it is privileged']);
});

test.each<[string[], string[], string, string]>([
  [['ALL'], [], 'pass', 'none'],
  [['all'], [], 'pass', 'none'],
  [['ALL'], ['CAP_NET_ADMIN', 'CHOWN'], 'fail', 'NET_ADMIN, CHOWN'],
  [['NET_RAW'], [], 'fail', 'those of the engine'],
  [[], [], 'fail', 'those of the engine'],
])('capabilities without %j, with %j', (droppedCapabilities, addedCapabilities, result, seen) => {
  expect(ofContainer('capabilities', { droppedCapabilities, addedCapabilities })).toEqual([result, seen]);
});

describe('stop', () => {
  test.each<[string, Partial<Observation>, string, string]>([
    ['with a code of its own', { stop: { duration: 1500, exitCode: 143 } }, 'pass', '1.5 s, exit code 143'],
    ['by force', { stop: { duration: 10_100, exitCode: 137 } }, 'fail', 'killed after 10 s, exit code 137'],
    ['by force, earlier than promised', { stop: { duration: 1100, exitCode: 137 }, container: container({ stopTimeout: 1000 }) }, 'fail', 'killed after 1.1 s, exit code 137'],
    ['late, because the engine waits longer', { stop: { duration: 12_000, exitCode: 0 }, container: container({ stopTimeout: 30_000 }) }, 'fail', '12 s, exit code 0'],
    ['in time, though the engine would wait longer', { stop: { duration: 2000, exitCode: 0 }, container: container({ stopTimeout: 30_000 }) }, 'pass', '2 s, exit code 0'],
    ['at the last moment', { stop: { duration: 10_050, exitCode: 0 } }, 'pass', '10 s, exit code 0'],
    ['by itself, before', { stop: undefined }, 'skip', 'it did not run any more'],
  ])('%s', (_, seen, result, text) => expect(verdict('stop', {}, seen)).toEqual([result, text]));

  test.each([
    ['npm start', true], ['npm run serve', true], ['node /usr/local/bin/npm start', true], ['node /usr/local/lib/node_modules/npm/bin/npm-cli.js start', true],
    ['node /opt/yarn-v1.22.22/bin/yarn.js start', true], ['node /usr/local/bin/pnpm.cjs start', true], ['/usr/bin/python3 /usr/local/bin/poetry run api', true],
    ['node dist/npm-mirror.js', false], ['node server.js npm', false], ['gunicorn core.asgi:application', false], ['/usr/bin/python3 -m uvicorn', false], ['sh -c trap', false],
  ])('process 1 is %j', (command, isManager) => {
    const text = isManager ? `300 ms, exit code 0; but the signal goes to "${command}", not to the application` : '300 ms, exit code 0';
    const child = running('node server.js', '1000', '1000', 101, 100);
    expect(verdict('stop', {}, { processes: [child, running(command)] })).toEqual([isManager ? 'fail' : 'pass', text]);
    expect(verdict('stop', { target: undefined }, { processes: [running(command)] })).toEqual(['pass', '300 ms, exit code 0']);
  });

  test('an init hands on what it is sent, so its child counts', () => {
    expect(verdict('stop', {}, { processes: [running('/sbin/docker-init -- npm start'), running('npm start', '1000', '1000', 101, 100)] })![0]).toBe('fail');
    expect(verdict('stop', {}, { processes: [running('/sbin/docker-init -- node x.js'), running('node x.js', '1000', '1000', 101, 100)] })![0]).toBe('pass');
  });

  test('where the engine\'s numbers are others, process 1 is the one without a parent', () => {
    expect(verdict('stop', {}, { processes: [running('node x.js', '1000', '1000', 8, 7), running('npm start', '1000', '1000', 7, 3)] })![0]).toBe('fail');
  });

  test('nobody stops a job', () => expect(verdict('stop', { isJob: true, health: undefined })).toBeUndefined());
});

test.each<[Partial<Container>, number | undefined, string, string]>([
  [{}, (512 << 20) - 1, 'pass', '512 MiB'],
  [{}, 512 << 20, 'fail', '512 MiB'],
  [{ isOutOfMemory: true }, 1 << 20, 'fail', 'out of memory: the engine killed a process'],
  [{ memoryLimit: 0 }, 1 << 20, 'fail', 'without a limit'],
  [{ memoryLimit: 2 ** 30 }, 1 << 20, 'fail', 'the limit is 1 GiB'],
  [{ memoryLimit: 256 << 20 }, 1 << 20, 'pass', '1 MiB'],
  [{ status: 'exited', finishedAt: START }, undefined, 'skip', 'it did not run any more'],
])('memory: %j with %p', (given, memory, result, seen) => expect(verdict('memory', {}, { container: container(given), memory })).toEqual([result, seen]));

test('a job that has ended had enough memory', () => {
  const job = { isJob: true, health: undefined };
  expect(verdict('memory', job, { memory: undefined })).toEqual(['pass', 'enough']);
  expect(verdict('memory', job, { memory: undefined, container: container({ isOutOfMemory: true }) })![0]).toBe('fail');
});

test.each<[PromiseName, Observation['image'], string, string]>([
  ['image', { unpacked: 150_000_000 }, 'pass', '150.0 MB'],
  ['image', { unpacked: 150_100_000 }, 'fail', '150.1 MB'],
  ['image', { unpacked: 150_040_000 }, 'fail', '150.04 MB'],
  ['image', undefined, 'skip', 'not measured'],
  ['download', { unpacked: 1, download: 50_100_000 }, 'fail', '50.1 MB'],
  ['download', { unpacked: 1 }, 'skip', 'not measured'],
])('%s: %j', (promise, image, result, seen) => expect(verdict(promise, {}, { image })).toEqual([result, seen]));
