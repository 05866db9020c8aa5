import { PLATFORMS } from '../../src/model/platform';
import { checkRunner, checkRunners, runnerFor } from '../../src/model/runner';
import { lintWorkflow } from '../workflow-validators';

const AMD64 = 'ubuntu-latest, ubuntu-26.04, ubuntu-24.04, ubuntu-22.04';
const ARM64 = 'ubuntu-26.04-arm, ubuntu-24.04-arm, ubuntu-22.04-arm';

test('each platform has a runner, and only what GitHub has no processor for is emulated', () => {
  expect(PLATFORMS.map(platform => [platform, runnerFor(platform)])).toEqual([
    ['linux/amd64', { labels: ['ubuntu-24.04'], emulated: false }],
    ['linux/arm64', { labels: ['ubuntu-24.04-arm'], emulated: false }],
    ['linux/arm/v7', { labels: ['ubuntu-24.04'], emulated: true }],
    ['linux/arm/v6', { labels: ['ubuntu-24.04'], emulated: true }],
    ['linux/386', { labels: ['ubuntu-24.04'], emulated: false }],
    ['linux/ppc64le', { labels: ['ubuntu-24.04'], emulated: true }],
    ['linux/s390x', { labels: ['ubuntu-24.04'], emulated: true }],
    ['linux/riscv64', { labels: ['ubuntu-24.04'], emulated: true }],
  ]);
});

test.each<[string, string[], boolean]>([
  ['linux/amd64', ['ubuntu-22.04'], false],
  ['linux/arm64', ['ubuntu-22.04-arm'], false],
  ['linux/386', ['ubuntu-latest'], false],
  // GitHub's runners have no such processor, of whatever kind they are.
  ['linux/s390x', ['ubuntu-22.04'], true],
  ['linux/arm/v7', ['ubuntu-24.04-arm'], true],
  ['linux/arm/v7', ['Ubuntu-24.04-ARM'], true],
  // One's own are what one says.
  ['linux/s390x', ['self-hosted', 'linux', 's390x'], false],
  ['linux/s390x', ['self-hosted', 'ubuntu-24.04'], false],
  ['linux/arm/v7', ['raspberry'], false],
  ['linux/arm64', ['ubuntu-24.04-16core'], false],
  ['linux/arm/v7', ['self-hosted', 'ARM64'], false],
  ['linux/amd64', ['self-hosted', 'Linux', 'X64'], false],
])('%s on %j: emulated %p', (platform, labels, emulated) => {
  expect(checkRunners({ [platform]: labels }, [platform])).toEqual({ [platform]: labels });
  expect(runnerFor(platform, labels)).toEqual({ labels, emulated });
});

test('what is given is copied', () => {
  const labels = ['self-hosted'];
  expect(checkRunners({ 'linux/amd64': labels }, ['linux/amd64'])['linux/amd64']).not.toBe(labels);
  expect(runnerFor('linux/amd64', labels).labels).not.toBe(labels);
  expect(checkRunners({}, ['linux/amd64'])).toEqual({});
  expect(runnerFor('linux/arm64', [])).toEqual(runnerFor('linux/arm64'));
});

test.each<[string, string[] | undefined, string]>([
  ['linux/arm64', ['ubuntu-24.04-arm'], 'workflows.runners names platform "linux/arm64", which is not built; add it to platforms (linux/amd64, linux/riscv64), or leave out its runner'],
  ['windows/amd64', ['windows-2022'], `workflows.runners names platform "windows/amd64", which must be one of ${PLATFORMS.join(', ')}`],
  ['amd64', ['ubuntu-24.04'], 'workflows.runners names platform "amd64", which must be one of linux/amd64'],
  ['linux/amd64', [], 'runner of platform "linux/amd64" must have at least one label, such as "ubuntu-24.04", got []; leave it out for the default'],
  ['linux/amd64', undefined, 'runner of platform "linux/amd64" must have at least one label, such as "ubuntu-24.04", got undefined'],
  ['linux/amd64', 'ubuntu-24.04' as unknown as string[], 'must have at least one label, such as "ubuntu-24.04", got "ubuntu-24.04"'],
  ['linux/amd64', ['${{ vars.RUNNER }}'], 'must be known when the workflow is written, got the expression "${{ vars.RUNNER }}"; write the label itself'],
  ['linux/amd64', [''], 'must have labels without spaces, commas, quotes or brackets, got ""'],
  ['linux/amd64', ['self-hosted, linux'], 'must have labels without spaces, commas, quotes or brackets, got "self-hosted, linux"; name each label by itself, such as ["self-hosted", "linux"]'],
  ['linux/amd64', ['[self-hosted]'], 'must have labels without spaces, commas, quotes or brackets'],
  ['linux/amd64', ['big\n'], 'must have labels without spaces, commas, quotes or brackets'],
  ['linux/amd64', [5 as unknown as string], 'must have labels without spaces, commas, quotes or brackets, got 5'],
  ['linux/amd64', ['self-hosted', 'Self-Hosted'], 'names label "Self-Hosted" twice; name it once'],
  ['linux/amd64', ['ubuntu-24.04', 'big'], 'has labels that no runner has together, "ubuntu-24.04", "big"; GitHub\'s "ubuntu-24.04" has that label alone'],
  ['linux/amd64', ['windows-2025'], `must run Linux, but "windows-2025" runs Windows, which can't build Linux images; take ${AMD64}`],
  ['linux/amd64', ['macos-15-intel'], 'must run Linux, but "macos-15-intel" runs macOS'],
  ['linux/amd64', ['xcode-27'], 'must run Linux, but "xcode-27" runs macOS'],
  ['linux/amd64', ['ubuntu-slim'], `must have a Docker engine, which "ubuntu-slim" has not; take ${AMD64}`],
  ['linux/amd64', ['ubuntu-24.04-arm'], `must have a processor of amd64, but "ubuntu-24.04-arm" has one of arm64, where a build stops with "exec format error"; take ${AMD64}`],
  ['linux/amd64', ['Ubuntu-24.04-Arm'], 'must have a processor of amd64'],
  ['linux/amd64', ['self-hosted', 'ARM64'], 'must have a processor of amd64, but "ARM64" has one of arm64'],
  ['linux/amd64', ['self-hosted', 'Windows', 'X64'], 'must run Linux, but label "Windows" is that of Windows, which can\'t build Linux images'],
  ['linux/riscv64', ['self-hosted', 'macOS'], 'must run Linux, but label "macOS" is that of macOS'],
  ['linux/riscv64', ['ubuntu-20.04'], `must be one that GitHub has, ubuntu-latest, ubuntu-26.04, ubuntu-24.04, ubuntu-22.04, ${ARM64}, got "ubuntu-20.04"; `
    + 'a larger runner is told by its cores, as in "ubuntu-24.04-16core", one of your own by "self-hosted"'],
])('%s on %j is refused', (platform, labels, message) => {
  expect(() => checkRunners({ [platform]: labels! }, ['linux/amd64', 'linux/riscv64'])).toThrow(message);
});

test('a processor that is not the platform\'s is refused', () => {
  expect(() => checkRunners({ 'linux/arm64': ['ubuntu-24.04'] }, ['linux/arm64'])).toThrow(new Error(
    `runner of platform "linux/arm64" must have a processor of arm64, but "ubuntu-24.04" has one of amd64, where a build stops with "exec format error"; take ${ARM64}`));
  expect(() => checkRunners({ 'linux/386': ['ubuntu-24.04-arm'] }, ['linux/386'])).toThrow('must have a processor of amd64');
  expect(() => checkRunners({ 'linux/arm64': ['self-hosted', 'x64'] }, ['linux/arm64'])).toThrow('must have a processor of arm64');
});

test.each(['ubuntu', 'constructor', 'my-ubuntu-24.04', 'ubuntu-24.04-16core', 'ubuntu-latest-8-cores', 'ubuntu-24.04-arm-4-cores', 'linux-16-core'])('%s may be a runner of one\'s own', label => {
  expect(checkRunners({ 'linux/amd64': [label] }, ['linux/amd64'])).toEqual({ 'linux/amd64': [label] });
});

test.each(['ubuntu-24', 'ubuntu-24.4', 'ubuntu-2404', 'ubuntu-24.04-arm64', 'ubuntu-24.04-amd64', 'ubuntu-lates', 'ubuntu-18.04', 'windows-2019', 'macos-13', 'windows-2025-16core', 'ubuntu-constructor'])(
  '%s is none that GitHub has', label => {
    expect(() => checkRunners({ 'linux/amd64': [label] }, ['linux/amd64'])).toThrow(`runner of platform "linux/amd64" must be one that GitHub has, ${AMD64}, got "${label}"`);
  });

test('actionlint knows every default', async () => {
  for (const label of new Set(PLATFORMS.flatMap(platform => runnerFor(platform).labels))) {
    expect(await lintWorkflow('runner.yml', `on: push\njobs: { one: { runs-on: ${label}, steps: [{ run: exit 0 }] } }\n`)).toEqual([]);
  }
});

test.each([[['ubuntu-24.04']], [['ubuntu-24.04-arm']], [['self-hosted', 'linux', 'ARM64']], [['ubuntu-24.04-16core']], [['our-group']]])('%j can run what is for no platform', labels => {
  expect(checkRunner(labels)).toEqual(labels);
});
