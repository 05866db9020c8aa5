import { readFileSync } from 'fs';
import { join } from 'path';
import { refusedWith } from './support';
import { DockerProject, NodeService, PolicySeverity } from '../../../src';
import { ACTIONS } from '../../../src/catalog/actions';
import { unpinnedAction } from '../../../src/policy/rules/unpinned-action';
import { PLAIN, plainIn, quiet, repository, synthDocker, synthesize } from '../../support';
import { system } from '../scenario';

const COMMIT = '8f2c6e0b5d1a4973c0e8b7a6f5d4c3b2a1908f7e';
const { commit, version } = ACTIONS['actions/checkout'];
const REGISTRY = { registry: 'ghcr.io/acme' };

const messagesIn = (jobs: object) => unpinnedAction.check(system([], {}, {}, [], [{ path: 'w.yml', content: { jobs } }])).map(({ message }) => message);
const messageOf = (uses: string) => messagesIn({ build: { steps: [{ uses }] } })[0];

describe('what it says', () => {
  const moved = 'whoever moves the tag or branch runs code with the token of that job';

  test.each([
    ['actions/checkout@v7', `write "actions/checkout@${commit} # ${version}"`],
    ['Actions/Checkout@v7', `write "Actions/Checkout@${commit} # ${version}"`],
    ['acme/tell@v2.1.0', 'write "acme/tell@<40 hexadecimal digits> # v2.1.0"'],
    ['acme/tell@main', 'write "acme/tell@<40 hexadecimal digits> # v1.2.3"'],
    ['acme/tell@1234567', 'write "acme/tell@<40 hexadecimal digits> # v1.2.3"'],
    ['acme/tell', 'write "acme/tell@<40 hexadecimal digits> # v1.2.3"'],
    ['acme/tell@v2 # the second', 'write "acme/tell@<40 hexadecimal digits> # v2"'],
    ['constructor@v2', 'write "constructor@<40 hexadecimal digits> # v2"'],
  ])('%s', (uses, advice) => {
    expect(messageOf(uses)).toBe(`job "build" uses ${JSON.stringify(uses)}, which names no commit in full: ${moved}; ${advice}`);
  });

  test('an image', () => {
    expect(messageOf('docker://alpine:3.24.2')).toBe('job "build" uses "docker://alpine:3.24.2", which names no digest: '
      + 'whoever moves the tag runs code with the token of that job; write "docker://alpine:3.24.2@sha256:<64 hexadecimal digits>"');
  });

  test('a comment that an override of the file puts into the name', () => {
    expect(messageOf(`acme/tell@${COMMIT} # v2.1.0`)).toBe(`job "build" uses "acme/tell@${COMMIT} # v2.1.0", where the comment is a part of the name; `
      + `override "uses" with "acme/tell@${COMMIT}", and "# uses" beside it with "v2.1.0"`);
  });

  test('is said once for all jobs of a workflow', () => {
    const steps = [{ uses: 'acme/tell@v2' }, { uses: 'acme/tell@v2' }, { uses: 'acme/tell@v3' }];
    expect(messagesIn({ build: { steps }, test: { steps: steps.slice(0, 1) }, call: { uses: 'acme/tell@v2' } })).toEqual([
      expect.stringMatching(/^jobs "build", "test", "call" use "acme\/tell@v2", .* with the tokens of those jobs; /),
      expect.stringMatching(/^job "build" uses "acme\/tell@v3", /),
    ]);
  });
});

describe('stops synthesis', () => {
  test('where an action is overridden', () => {
    const problems = refusedWith(project => project.github!.actions.set('actions/checkout', 'actions/checkout@v7'), REGISTRY);
    expect(problems.map(problem => problem.split(': ')[0])).toEqual(
      ['images', 'images-release', 'images-rescan', 'images-cleanup', 'images-upgrade'].map(name => `.github/workflows/${name}.yml`));
    expect(problems[0]).toMatch(/^\S+: jobs "check", "build", .* use "actions\/checkout@v7", which names no commit .* \(unpinned-action\)$/);
  });

  const tell = { name: 'Tell', uses: 'acme/tell@v2' };
  test.each<[string, (project: DockerProject) => void]>([
    ['a step is added', ({ containers }) => containers.workflows!.images.addSteps('build', [tell])],
    ['a job is added', ({ containers }) => containers.workflows!.images.addJob('tell', { runsOn: ['ubuntu-24.04'], permissions: {}, steps: [tell] })],
    ['a step is overridden', ({ containers }) => containers.workflows!.images.file.addOverride('jobs.build.steps.0.uses', 'acme/tell@v2')],
    ['a job calls a workflow', ({ containers }) => containers.workflows!.images.file.addOverride('jobs.tell', { uses: 'acme/tell@v2', permissions: {} })],
  ])('where %s', (_, change) => {
    expect(refusedWith(change, REGISTRY)).toEqual([expect.stringMatching(/^\.github\/workflows\/images\.yml: job "(?:build|tell)" uses "acme\/tell@v2", .* # v2" \(unpinned-action\)$/)]);
  });

  test('of the project whose workflow it is', () => {
    const project = new DockerProject({ name: 'outer', outdir: repository({ ...PLAIN, ...plainIn('inner') }), ...REGISTRY, ...quiet });
    new NodeService(project, 'api');
    const inner = new DockerProject({ name: 'inner', parent: project, outdir: 'inner', ...REGISTRY, ...quiet });
    new NodeService(inner, 'web');
    inner.containers.workflows!.images.addSteps('build', [tell]);
    expect(() => project.synth()).toThrow(/^\.github\/workflows\/images-inner\.yml: job "build" uses "acme\/tell@v2"/);
  });
});

test('nothing is found in what is generated, nor where overrides are at commits', () => {
  const { files, warnings } = synthDocker(repository(PLAIN), project => {
    new NodeService(project, 'api', { port: 3000 });
    project.github!.actions.set('actions/checkout', `actions/checkout@${COMMIT} # v7.9.9`);
    project.containers.workflows!.images.addSteps('build', [{ name: 'Tell', uses: `acme/tell@${COMMIT} # v2.1.0` }, { name: 'Again', uses: 'actions/setup-node' }]);
  }, REGISTRY);
  expect(warnings).toEqual([]);
  expect(files['.github/workflows/images.yml']).toContain(`uses: actions/checkout@${COMMIT} # v7.9.9\n`);
  expect(files['.github/workflows/images.yml']).toContain(`uses: acme/tell@${COMMIT} # v2.1.0\n`);
});

test.each([[PolicySeverity.WARNING, 5], [PolicySeverity.OFF, 0]])('the project may make it %s', (severity, warned) => {
  const project = new DockerProject({ name: 'acme', outdir: repository(PLAIN), ...REGISTRY, ...quiet, policy: { severities: { 'unpinned-action': severity } } });
  const { files, warnings } = synthesize(project, () => {
    new NodeService(project, 'api', { port: 3000 });
    project.github!.actions.set('actions/checkout', 'actions/checkout@v7');
  });
  expect(files['.github/workflows/images.yml']).toContain('uses: actions/checkout@v7\n');
  expect(warnings.filter(warning => /^\.github\/workflows\/\S+: jobs? .*\(unpinned-action\)$/.test(warning))).toHaveLength(warned);
  expect(warnings).toHaveLength(warned);
});

test.each(['policy.md', 'rules/unpinned-action.md'])('actions of the catalogue stand in docs/%s at its commits', page => {
  const text = readFileSync(join(__dirname, '..', '..', '..', 'docs', page), 'utf8');
  const pins = [...text.matchAll(/([\w-]+(?:\/[\w-]+)+)@([0-9a-f]{40}) # (v[\d.]+)/g)].filter(([, name]) => name in ACTIONS);
  expect(pins.length).toBeGreaterThan(0);
  for (const [, name, hex, tag] of pins) expect(ACTIONS[name as keyof typeof ACTIONS]).toMatchObject({ commit: hex, version: tag });
});
