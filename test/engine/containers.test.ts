import { parseAmount, parseContainer, parseProcesses, parseUserOffset, printable } from '../../src/engine/containers';

/** As `docker inspect` of version 28 writes it, without what is not read. */
const INSPECTED = {
  Id: 'c0ffee',
  Image: 'sha256:abc',
  State: {
    Status: 'exited',
    OOMKilled: true,
    Pid: 0,
    ExitCode: 137,
    Error: '',
    StartedAt: '2026-11-21T15:00:54.046859369Z',
    FinishedAt: '2026-11-21T16:00:55.5+01:00',
    Health: { Status: 'unhealthy', FailingStreak: 1, Log: [{ Start: '2026-11-21T16:00:54.5+01:00', End: '2026-11-21T15:00:54.75Z', ExitCode: 1, Output: 'no' }] },
  },
  Config: { User: '1000:1000', StopTimeout: 60, Labels: { 'com.docker.compose.service': 'api' } },
  HostConfig: { ReadonlyRootfs: true, Privileged: false, SecurityOpt: ['no-new-privileges:true'], CapAdd: ['CAP_CHOWN'], CapDrop: ['ALL'], Memory: 64 << 20 },
};

test('a container', () => {
  expect(parseContainer(INSPECTED)).toEqual({
    id: 'c0ffee',
    imageId: 'sha256:abc',
    service: 'api',
    status: 'exited',
    pid: 0,
    exitCode: 137,
    isOutOfMemory: true,
    startedAt: Date.UTC(2026, 10, 21, 15, 0, 54, 46),
    finishedAt: Date.UTC(2026, 10, 21, 15, 0, 55, 500),
    error: '',
    health: { status: 'unhealthy', probes: [{ start: Date.UTC(2026, 10, 21, 15, 0, 54, 500), end: Date.UTC(2026, 10, 21, 15, 0, 54, 750), exitCode: 1, output: 'no' }] },
    user: '1000:1000',
    isReadOnly: true,
    isPrivileged: false,
    securityOptions: ['no-new-privileges:true'],
    addedCapabilities: ['CAP_CHOWN'],
    droppedCapabilities: ['ALL'],
    memoryLimit: 64 << 20,
    stopTimeout: 60_000,
  });
});

test('a container that says as little as can be, and was never started', () => {
  const never = '0001-01-01T00:00:00Z';
  expect(parseContainer({
    Id: 'a', Image: 'b', State: { Status: 'created', Pid: 0, ExitCode: 0, StartedAt: never, FinishedAt: never }, Config: {}, HostConfig: { SecurityOpt: null, CapAdd: null, CapDrop: null },
  })).toMatchObject({
    service: '',
    startedAt: undefined,
    finishedAt: undefined,
    health: undefined,
    user: '',
    isReadOnly: false,
    isPrivileged: false,
    isOutOfMemory: false,
    securityOptions: [],
    addedCapabilities: [],
    droppedCapabilities: [],
    memoryLimit: 0,
    stopTimeout: 10_000,
  });
});

test('processes, with spaces in what they run', () => {
  expect(parseProcesses('PID                 PPID                UID                 GID                 COMMAND\n2233                2212                1000                1001                node  a b.js -c "x y"  \n7 2233 root users [sh]\n')).toEqual([
    { pid: 2233, parent: 2212, user: '1000', group: '1001', command: 'node  a b.js -c "x y"' }, { pid: 7, parent: 2233, user: 'root', group: 'users', command: '[sh]' },
  ]);
});

test.each([['468KiB', 479_232], ['17.1MiB', 17_930_650], ['1.5GiB', 1_610_612_736], ['0B', 0], ['12kB', 12_000], ['--', undefined], ['1constructor', undefined]])('%s', (text, wanted) => expect(parseAmount(text)).toBe(wanted));

test.each([
  ['["name=seccomp,profile=builtin"]', '/var/lib/docker', 0],
  ['["name=seccomp,profile=builtin","name=userns"]', '/var/lib/docker/100000.100000', 100_000],
  ['["name=rootless"]', '/home/dev/.local/share/docker', 0],
  ['["name=seccomp"]', '/srv/100000.100000', 0],
])('users are moved by %s in %s', (security, root, wanted) => expect(parseUserOffset(security, root)).toBe(wanted));

test('what a program says controls no terminal', () => {
  expect(printable('\x1b[1;32mgreen\x1b[0m \x1b]0;title\x07größe 日本\ttab\r\nnext\rover\x00\x08\u202e\x9b2J')).toBe('green größe 日本\ttab\nnext\nover2J');
});
