import { BuildCache, DockerProject, DockerProjectOptions, NodeService, Postgres, RegistryLogin, ReleaseTrigger, VulnerabilityException, WorkflowsOptions } from '../../src';
import { PLAIN, plainIn, refusal, repository } from '../support';

// What cannot be is said in one sentence each, before anything is written.

type Bad = [what: string, workflows: WorkflowsOptions, problems: (string | RegExp)[], options?: Partial<DockerProjectOptions>];

/** What a compiler would not let through. */
const any = (value: unknown): any => value;
const CVE = VulnerabilityException.of('CVE-2026-12345', { reason: 'only its command line is affected', expires: '2027-03-01' });
const CVE_THERE = VulnerabilityException.of('CVE-2026-12345', { reason: 'not run', expires: '2027-03-01', paths: ['app/x'] });

const api = (project: DockerProject) => new NodeService(project, 'api', { port: 3000 });
const problemsOf = (workflows: WorkflowsOptions, options: Partial<DockerProjectOptions> = {}, define: (project: DockerProject) => void = api) =>
  refusal(repository({ ...PLAIN, ...plainIn('apps/web') }), define, { registry: 'ghcr.io/acme', platforms: ['linux/amd64'], ...options, workflows });

const VALUES: Bad[] = [
  ['a branch filter that matches nothing', { branches: ['main', '!main'] }, [/^workflows\.branches names "main", but "!main" behind it takes it away again; leave out one of them$/]],
  ['a pattern that matches nothing', { branches: ['main', 'release//x'] }, [/^workflows\.branches has a pattern that nothing matches, "release\/\/x": no name has \/\/ in it$/]],
  ['a reference for a branch', { branches: ['refs/heads/main'] }, [/so write "main"$/]],
  ['no branches', { branches: [] }, [/^workflows\.branches must name at least one pattern, such as "main" or "release\/\*\*", got \[\]/]],
  ['an empty branch', { branches: [''] }, [/^workflows\.branches/]],
  ['a branch twice', { branches: ['main', 'main'] }, ['workflows.branches names "main" twice; name it once']],
  ['branches with one tag', { branches: ['main', 'a/b', 'a-b'] },
    ['the images of branches "a/b" and "a-b" would have the same tag, "a-b"; rename one, or leave it out of workflows.branches']],
  ['branches of pull requests that match nothing', { pullRequestBranches: ['!main'] }, [/^workflows\.pullRequestBranches only takes away/]],
  ['a default branch that the filter does not match', { branches: ['main'], defaultBranch: 'trunk' },
    ['workflows.defaultBranch is "trunk", which workflows.branches do not match ("main"); add it there, or there will never be a "latest"']],
  ['patterns only', { branches: ['release/**', 'v[0-9]'] },
    ['workflows.branches are patterns only, "release/**", "v[0-9]"; name the default branch with workflows.defaultBranch']],
  ['an unknown runner for a platform', { runners: { 'linux/amd64': ['ubuntu-24.4'] } }, [/^runner of platform "linux\/amd64" must be one that GitHub has, .*, got "ubuntu-24\.4"/]],
  ['a runner for a platform that is not built', { runners: { 'linux/arm64': ['ubuntu-24.04-arm'] } }, [/^workflows\.runners names platform "linux\/arm64", which is not built; add it to platforms/]],
  ['a runner without a label', { runner: [] }, ['workflows.runner must have at least one label, such as "ubuntu-24.04", got []; leave it out for the default']],
  ['a runner with an empty label', { runner: [''] }, [/^workflows\.runner must have labels without spaces, commas, quotes or brackets, got ""/]],
  ['a runner from a variable', { runner: ['${{ vars.RUNNER }}'] }, [/^workflows\.runner must be known when the workflow is written, got the expression "\$\{\{ vars\.RUNNER \}\}"/]],
  ['a runner of another system', { runner: ['macos-latest'] }, [/^workflows\.runner must run Linux, but "macos-latest" runs macOS/]],
  ['a runner without an engine', { runner: ['ubuntu-slim'] }, [/^workflows\.runner must have a Docker engine, which "ubuntu-slim" has not; take ubuntu-latest, /]],
  ['a runner that nobody has', { runner: ['ubuntu-24.4'] }, [/^workflows\.runner must be one that GitHub has, .*, got "ubuntu-24\.4"/]],
  ['an old Node.js', { nodeVersion: '18' }, ['workflows.nodeVersion must be a version of Node.js from 20 on, such as "24", got "18"']],
  ['no version of Node.js', { nodeVersion: 'lts/*' }, [/^workflows\.nodeVersion must be a version of Node\.js from 20 on/]],
  ['a name with a slash', { name: 'ci/images' }, ['workflows.name must be letters and digits with - _ . between them, because files are called so, got "ci/images"']],
  ['a name that leads away', { name: '../images' }, [/^workflows\.name must be letters and digits/]],
  ['no name', { name: '' }, ['workflows.name must be letters and digits with - _ . between them, because files are called so, got ""']],
  ...['refresh', 'rescan', 'cleanup', 'upgrade'].flatMap((part): Bad[] => [
    [`a schedule of ${part} that does not parse`, { [part]: { schedule: '61 4 * * 1' } }, [new RegExp(`^minute of workflows\\.${part}\\.schedule has a value that is none, got "61"`)]],
    [`no schedule of ${part}`, { [part]: { schedule: '' } }, [new RegExp(`^workflows\\.${part}\\.schedule must be five cron fields .*, got ""$`)]],
  ]),
  ['a registry without a login', {}, ['workflows cannot log in to Docker Hub; say how with workflows.logins: { "docker.io": RegistryLogin.password({ username, passwordSecret }) }, '
    + 'or leave out publishing with workflows.publish: { enabled: false }'], { registry: 'acme' }],
  ['a login for another registry', { logins: { 'docker.io': RegistryLogin.githubToken() } },
    ['the login of Docker Hub is one for another registry (github); use RegistryLogin.password({ username, passwordSecret })'], { registry: 'acme' }],
  ['a login where there are no images', { logins: { 'docker.io': RegistryLogin.password({ username: 'acme', passwordSecret: 'TOKEN' }) } },
    ['workflows.logins names "docker.io", where no image is published; images are in "ghcr.io"']],
  ['publishing without a registry', { publish: { enabled: true } }, [/^workflows\.publish is enabled, but "acme-api" has no registry; say where with "registry"$/], { registry: undefined }],
  ['releases without publishing', { publish: { enabled: false }, release: { enabled: true } }, ['workflows.release is enabled, but images are not published; enable workflows.publish, or leave it out']],
  ['releases without a registry', { release: { enabled: true } }, ['workflows.release is enabled, but images are not published; give them a registry, or leave it out'], { registry: undefined }],
  ['a rescan without a scan', { scan: { enabled: false }, rescan: { enabled: true } }, ['workflows.rescan is enabled, but images are not scanned; enable workflows.scan, or leave it out']],
  ['a rescan without releases', { release: { enabled: false }, rescan: { enabled: true } }, ['workflows.rescan is enabled, but nothing is released; enable workflows.release, or leave it out']],
  ['a rescan without publishing', { rescan: { enabled: true } }, ['workflows.rescan is enabled, but images are not published; give them a registry, or leave it out'], { registry: undefined }],
  ['a clean-up without publishing', { publish: { enabled: false }, cleanup: { enabled: true } }, ['workflows.cleanup is enabled, but images are not published; enable workflows.publish, or leave it out']],
  ['signatures and attestations of nothing', { publish: { sign: true, attest: true } }, [
    'workflows.publish.sign is true, but images are not published; give them a registry, or leave it out',
    'workflows.publish.attest is true, but images are not published; give them a registry, or leave it out',
  ], { registry: undefined }],
  ['findings of no scan', { scan: { enabled: false, codeScanning: true } }, ['workflows.scan.codeScanning is true, but images are not scanned; enable workflows.scan, or leave it out']],
  ['a refresh of no cache', { cache: BuildCache.none(), refresh: { enabled: true } }, ['workflows.refresh is enabled, but nothing is cached; choose another workflows.cache, or leave it out']],
  // What hinders publishing is said once.
  ['what rests on publishing, which is wrong', { rescan: { enabled: true }, release: { enabled: true }, cleanup: { enabled: true } }, [/^workflows cannot log in to Docker Hub; /], { registry: 'acme' }],
  ['the registry\'s cache without publishing', { cache: BuildCache.registry(), publish: { enabled: false } },
    ['workflows.cache is the registry, but images are not published; give them a registry, or use BuildCache.github()']],
  ['unknown severities', { scan: { severities: ['HIGH', 'severe'] } },
    ['workflows.scan.severities must be some of CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN, got ["HIGH","severe"]; workflows.scan: { enabled: false } leaves out the scan']],
  ['no severities', { scan: { severities: [] } }, [/^workflows\.scan\.severities must be some of .*, got \[\];/]],
  ['an empty severity', { scan: { severities: [''] } }, [/^workflows\.scan\.severities must be some of .*, got \[""\];/]],
  ['an exception twice', { scan: { exceptions: [CVE, CVE] } },
    ['workflows.scan.exceptions names "CVE-2026-12345" twice; say it once, or where each holds, with paths or purls']],
  ['an exception everywhere, and somewhere', { scan: { exceptions: [CVE_THERE, CVE] } }, [/^workflows\.scan\.exceptions names "CVE-2026-12345" twice/]],
  ['nothing to keep', { cleanup: { keep: 0 } }, ['workflows.cleanup.keep must be a whole number from 1, got 0']],
  ['a part of an image to keep', { cleanup: { keep: 1.5 } }, ['workflows.cleanup.keep must be a whole number from 1, got 1.5']],
  ['days that are to come', { cleanup: { olderThanDays: -1 } }, ['workflows.cleanup.olderThanDays must be a whole number of days from 1, because what is just being published has no tag yet, got -1']],
  ['no day at all', { cleanup: { olderThanDays: 0 } }, [/^workflows\.cleanup\.olderThanDays must be a whole number of days from 1, .*, got 0$/]],
  ['a wait that is none', { release: { waitMinutes: 0 } }, ['workflows.release.waitMinutes must be a whole number of minutes from 1 to 300, got 0']],
  ['a wait that no job outlives', { release: { waitMinutes: 361 } }, [/^workflows\.release\.waitMinutes must be .* to 300, got 361$/]],
  ['a wait that is no number', { release: { waitMinutes: any('30') } }, ['workflows.release.waitMinutes must be a number, got "30"']],
  ['what is no tag', { cleanup: { protect: ['ok', 'a b', ''] } }, ['workflows.cleanup.protect must be tags, with * for any characters, got "a b", ""']],
  ['tags of releases that match nothing', { release: { tags: ['!v*'] } }, [/^workflows\.release\.tags only takes away/]],
  ['tags of releases that are no versions', { release: { tags: ['v*', 'release-*'] } },
    ['workflows.release.tags must let versions in, and "release-*" does not; write "release-v*" or "release-[0-9]*" for versions behind "release-"']],
  ['a tag that moves for releases', { release: { tags: ['nightly'] } },
    ['workflows.release.tags must let versions in, and "nightly" does not; write "v*" or "[0-9]*", or "portal-v*" for versions behind "portal-"']],
  ['releases of several projects', { release: { tags: ['v*', 'portal-v*'] } },
    ['workflows.release.tags must have the same before the version in all patterns, got "v*" and "portal-v*"; leave out those of other projects']],
  ...[['v1.*', 'v2.*'], ['v*', '!v*-rc*'], ['v[0-9]+.[0-9]+.[0-9]+']].map((tags): Bad => [`the tags ${tags.join(', ')} of releases on GitHub`, { release: { trigger: ReleaseTrigger.RELEASE, tags } },
    [`workflows.release.tags must be one pattern such as "portal-v*" for ReleaseTrigger.RELEASE, whose tags GitHub does not filter, got ${JSON.stringify(tags)}; use that, or ReleaseTrigger.TAG`]]),
  ['releases of GitHub that are built anew', { release: { trigger: ReleaseTrigger.RELEASE, rebuild: true } },
    ['workflows.release.rebuild builds for tags that are pushed; leave out workflows.release.trigger']],
];

const TYPES: Bad[] = [
  ['a branch that is no list', { branches: any('main') }, ['workflows.branches must be a list of texts, got "main"']],
  ['a hole in a list', { branches: any([, 'main']) }, ['workflows.branches must be a list of texts, got [null,"main"]']],
  ['undefined in lists', { branches: any(['main', undefined]), runner: any([undefined]), release: { tags: any([undefined]) } }, [
    'workflows.branches must be a list of texts, got ["main",null]', 'workflows.runner must be a list of texts, got [null]', 'workflows.release.tags must be a list of texts, got [null]',
  ]],
  ['branches of pull requests that are no list', { pullRequestBranches: any('main') }, ['workflows.pullRequestBranches must be a list of texts, got "main"']],
  ['a runner that is no list', { runner: any('ubuntu-24.04') }, ['workflows.runner must be a list of texts, got "ubuntu-24.04"']],
  ['runners that are a list', { runners: any(['ubuntu-24.04']) }, [/^workflows\.runners must be lists of labels by platform/]],
  ['a platform\'s runner that is no list', { runners: { 'linux/amd64': any('ubuntu-24.04') } }, [/^runner of platform "linux\/amd64" must have at least one label, .*, got "ubuntu-24\.04"/]],
  ['a version that is a number', { nodeVersion: any(24) }, ['workflows.nodeVersion must be text such as "24", got 24']],
  ['a name that is none', { name: any(5) }, ['workflows.name must be text, got 5']],
  ['severities that are no list', { scan: { severities: any('HIGH') } }, ['workflows.scan.severities must be a list of texts, got "HIGH"']],
  ['an exception that is a text', { scan: { exceptions: any(['CVE-2026-12345']) } }, [/^workflows\.scan\.exceptions must be a list such as \[VulnerabilityException\.of\(/]],
  ['a tag that is no list', { cleanup: { protect: any('demo-*') } }, ['workflows.cleanup.protect must be a list of texts, got "demo-*"']],
  ['a number that is a text', { cleanup: { keep: any('3') } }, ['workflows.cleanup.keep must be a number, got "3"']],
  ['a login that is a text', { logins: { 'ghcr.io': any('token') } }, [/^workflows\.logins must be logins by host/]],
  ['a cache that is a text', { cache: any('registry') }, ['workflows.cache must be BuildCache.github(), .registry() or .none(), got "registry"']],
  ['an unknown trigger', { release: { trigger: any('tags') } }, ['workflows.release.trigger must be ReleaseTrigger.TAG or ReleaseTrigger.RELEASE, got "tags"']],
  ['a default branch that is empty', { defaultBranch: '' }, ['workflows.defaultBranch must be a name, got ""']],
  ['environments without a name', { publish: { environment: '' }, release: { environment: ' ' } }, [
    'workflows.publish.environment must be a name, got ""', 'workflows.release.environment must be a name, got " "',
  ]],
  ['a switch that is a text', { size: any('150MB'), affectedOnly: any('no') }, ['workflows.affectedOnly must be true or false, got "no"', 'workflows.size must be true or false, got "150MB"']],
  ...['scan', 'publish', 'release', 'rescan', 'cleanup', 'upgrade', 'refresh'].map((part): Bad =>
    [`false for ${part}`, { [part]: false }, [`workflows.${part} must be options such as { enabled: false }, got false`]]),
];

test.each([...VALUES, ...TYPES].map(([what, workflows, problems, options = {}]) => [what, workflows, problems, options] as const))('%s', (_, workflows, problems, options) => {
  const found = problemsOf(workflows, options);
  expect(found).toEqual(problems.map(problem => (typeof problem === 'string' ? problem : expect.stringMatching(problem))));
  expect(found.filter(problem => /\n|undefined|\[object/.test(problem))).toEqual([]);
});

test('all that is wrong is said at once', () => {
  const found = problemsOf({ name: 'a/b', branches: ['release/**'], nodeVersion: '18', scan: { severities: ['severe'] }, cleanup: { keep: 0 }, runner: [''] });
  expect(found.map(problem => /^workflows\.(\w+)/.exec(problem)?.[1]).sort()).toEqual(['branches', 'cleanup', 'name', 'nodeVersion', 'runner', 'scan']);
});

test('two images with one name in the registry', () => {
  const define = (project: DockerProject) => {
    new NodeService(project, 'api', { port: 3000, image: 'ghcr.io/acme/app' });
    new NodeService(project, 'web', { port: 3001, directory: 'apps/web', image: 'ghcr.io/acme/app' });
  };
  const found = problemsOf({}, {}, define);
  expect(found).toEqual(['services "api" and "web" both build image "ghcr.io/acme/app"; give each an "image" of its own']);
});

test('nothing is built that could be published', () => {
  const define = (project: DockerProject) => new Postgres(project, 'db');
  expect(problemsOf({ publish: { enabled: true }, release: { enabled: true } }, {}, define)).toEqual([
    'workflows.publish is enabled, but no image is built; define a service that has one, or leave it out',
    'workflows.release is enabled, but no image is built; define a service that has one, or leave it out',
  ]);
});

test.each([false, true, 'no', ['main'], 0])('%j is nothing that workflows could be made of', value => {
  expect(() => problemsOf(any(value))).toThrow(`workflows must be options, got ${JSON.stringify(value)}; workflows: { enabled: false } leaves them out`);
});

test('workflows without GitHub', () => {
  const sentence = 'workflows are enabled, but project "acme" has no workflows on GitHub; give it "github: true"';
  expect(() => problemsOf({ enabled: true }, { github: false })).toThrow(sentence);
});
