import { spawnSync } from 'child_process';
import { Project } from 'projen';
import { fencesOf, inputOf, readPages, tablesOf } from './guide-support';
import { service, system } from './model';
import { word } from '../../src/model/docker-commands';
import type { ServiceModel, SystemModel } from '../../src/model/service-model';
import { renderBake } from '../../src/render/bake';
import { renderGuide } from '../../src/render/guide/guide';
import type { GuideFiles } from '../../src/render/guide/input';
import { addTasks } from '../../src/tasks';
import { temporary } from '../support';

const FILES = { compose: 'compose.yaml', composeDevelopment: 'compose.dev.yaml', bake: 'docker-bake.json' };
const DEVELOPED = service({ image: 'ghcr.io/acme/api', development: { target: 'development', mounts: [], watch: ['package.json'] } });

/** What a page tells people to type: in the cells of its tables, by task, and in its blocks. */
interface Commands { readonly alone: Record<string, string>; readonly blocks: string[] }

function pageOf(services: readonly ServiceModel[], given: Partial<SystemModel> = {}, files: Partial<GuideFiles> = {}): string {
  const input = inputOf(system(services, given));
  return renderGuide({ ...input, files: { ...input.files, ...files } }, []);
}

function commandsOf(pages: readonly string[]): Commands[] {
  return readPages(pages).map((page, i) => {
    const rows = tablesOf(page).flat().filter(row => row.Command);
    return { alone: Object.fromEntries(rows.map(row => [row.Command.replace('npx projen ', ''), row['With Docker alone']])), blocks: fencesOf(pages[i], 'sh') };
  });
}

/** The words that a shell makes of commands: the programs only say what they get. */
function wordsOf(script: string): string[][] {
  const says = (name: string) => `${name}() { for word in ${name} "$@"; do printf '%s\\0' "$word"; done; printf '\\n'; }`;
  const { status, stdout, stderr } = spawnSync('sh', ['-euc', `${['docker', 'trivy'].map(says).join('\n')}\ngit() { echo abc; }\ndate() { echo now; }\n${script}`], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter(Boolean).map(line => line.split('\0').slice(0, -1));
}

test('every task of ours is named, and no other', () => {
  const project = new Project({ name: 'acme', outdir: temporary() });
  addTasks(project, FILES);
  const page = pageOf([{ ...DEVELOPED, writable: [{ path: '/data', volume: 'v' }] }, { ...service({ name: 'db', image: 'redis:8' }), build: undefined }]);
  const named = new Set([...page.matchAll(/npx projen ([\w:]+)/g)].map(([, name]) => name));
  expect([...named].sort()).toEqual(project.tasks.all.map(({ name }) => name).filter(name => name.startsWith('docker:')).sort());
});

test('with Docker alone, everything is what the tasks run', () => {
  const project = new Project({ name: 'acme', outdir: temporary() });
  addTasks(project, FILES);
  const [{ alone }] = commandsOf([pageOf([DEVELOPED])]);
  const tasks = project.tasks.all.filter(({ name }) => name.startsWith('docker:') && name in alone && alone[name]);
  expect(tasks.map(({ name }) => name).sort()).toEqual(['docker:build', 'docker:dev', 'docker:down', 'docker:logs', 'docker:up']);
  for (const { name, steps } of tasks) expect([name, alone[name]]).toEqual([name, steps[steps.length - 1].exec]);
});

describe('names of files', () => {
  const NAMES = [
    'deploy/compose.yaml', 'my compose.yaml', 'it\'s.yaml', 'a"b.yaml', 'a$HOME.yaml', '`id`.yaml', 'a|b.yaml', 'a!b.yaml', 'a;b&c.yaml', '(a)*?.yaml', 'größe.yaml', 'a\'b"c $d.yaml', '~.yaml', '#.yaml', '```.yaml',
  ];
  const IMPORT = { ...service({ name: 'import', isJob: true, imageOf: 'api', profiles: ['jobs'] }), build: undefined };
  let all: Commands[];
  beforeAll(() => {
    all = commandsOf(NAMES.map(name => pageOf([DEVELOPED, IMPORT], {}, { compose: name, composeDevelopment: `dev ${name}`, bake: `bake ${name}` })));
  });

  test.each(NAMES.map((name, i) => [name, i] as const))('%s is one word of each command', (name, i) => {
    const { alone, blocks } = all[i];
    const said = Object.entries(alone).filter(([, command]) => command);
    expect(Object.fromEntries(said.map(([task, command]) => [task, wordsOf(command)[0].slice(1)]))).toEqual({
      'docker:build': ['buildx', 'bake', '--file', `bake ${name}`, '--load', '--set', '*.platform=local'],
      'docker:up': ['compose', '--file', name, 'up', '--build', '--wait'],
      'docker:logs': ['compose', '--file', name, 'logs', '--follow'],
      'docker:down': ['compose', '--file', name, 'down', '--remove-orphans'],
      'docker:dev': ['compose', '--file', name, '--file', `dev ${name}`, 'up', '--build', '--watch'],
    });
    expect(blocks.flatMap(wordsOf)).toEqual([
      ['docker', 'compose', '--file', name, 'run', '--build', '--rm', 'import'],
      ['docker', 'scout', 'cves', 'ghcr.io/acme/api:latest'],
      ['trivy', 'image', '--severity', 'HIGH,CRITICAL', '--ignore-unfixed', 'ghcr.io/acme/api:latest'],
      ['docker', 'login', 'ghcr.io'],
      ['docker', 'buildx', 'bake', '--file', `bake ${name}`, '--push'],
    ]);
  });
});

test.each([['a/b-c_1.yaml', 'a/b-c_1.yaml'], ['a b', '"a b"'], ['a\'b', '"a\'b"'], ['a$b', '\'a$b\''], ['', '""']])('%j is quoted as %j, which shells of all systems read alike', (text, quoted) => {
  expect(word(text)).toBe(quoted);
});

describe('a release', () => {
  const release = (services: readonly ServiceModel[], given: Partial<SystemModel> = {}) => fencesOf(pageOf(services, given), 'sh').slice(1).join('\n');

  test('sets variables that the Bake file has, and the page names them all', () => {
    const { variable } = renderBake(system([DEVELOPED])) as { variable: object };
    const set = [...release([DEVELOPED]).matchAll(/\b([A-Z_]+)=/g)].map(([, name]) => name);
    expect(set).toEqual(['TAG', 'REVISION', 'CREATED', 'ATTEST']);
    expect(tablesOf(readPages([pageOf([DEVELOPED])])[0]).flat().flatMap(row => row.Variable ?? []).sort()).toEqual(Object.keys(variable).sort());
    expect(Object.keys(variable)).toEqual(expect.arrayContaining(set));
  });

  test.each([
    [['ghcr.io/acme/api', 'ghcr.io/acme/web'], ['docker login ghcr.io'], '--push'],
    [['acme/api', 'localhost:5000/web', 'localhost/db'], ['docker login', 'docker login localhost:5000', 'docker login localhost'], '--push'],
    [['acme/api', 'web', 'acme/db'], ['docker login'], '--push s0 s2'],
  ])('of %j logs in and pushes what can be pushed', (images, logins, end) => {
    const lines = release(images.map((image, i) => service({ name: `s${i}`, image }))).split('\n');
    expect([lines.slice(0, logins.length), lines[lines.length - 1]]).toEqual([logins, `  docker buildx bake --file docker-bake.json ${end}`]);
  });

  test('pushes no base', () => {
    const base = { name: 'base', of: 'base', image: 'local-base', build: service().build };
    expect(release([DEVELOPED], { bases: [base] })).toMatch(/--push$/);
  });

  test('of images without a registry is none', () => {
    const text = pageOf([service()]);
    expect(text).toContain('The images have no registry, and stay on the machine that builds them. `registry` in `.projenrc.ts` gives them one.');
    expect(text).not.toContain('--push');
  });

  test('of nothing that is built is none', () => {
    expect(pageOf([{ ...service(), build: undefined }])).not.toContain('Release');
  });

  test('says what several platforms need where there are several', () => {
    expect(pageOf([DEVELOPED], { platforms: ['linux/amd64', 'linux/arm64'] })).toContain('Several platforms at once, and attestations, take a builder');
    expect(pageOf([DEVELOPED], { platforms: ['linux/arm64'] })).toContain('\nAttestations take a builder');
  });
});

test('a scan without anything built takes what is pulled', () => {
  expect(fencesOf(pageOf([{ ...service({ image: 'postgres:18.6-alpine3.24' }), build: undefined }]), 'sh')).toEqual(['docker scout cves postgres:18.6-alpine3.24\ntrivy image --severity HIGH,CRITICAL --ignore-unfixed postgres:18.6-alpine3.24']);
});

test('services and jobs that wait for somebody to ask', () => {
  const job = { ...service({ name: 'import', isJob: true, imageOf: 'api', profiles: ['jobs'] }), build: undefined };
  const services = [service(), job, service({ name: 'debugger', profiles: ['debug', 'all'] }), service({ name: 'other', profiles: ['debug'] })];
  expect(fencesOf(pageOf(services), 'sh')[0].split('\n')).toEqual([
    'docker compose run --build --rm import', 'docker compose --profile debug up --build --wait', 'docker compose --profile all up --build --wait',
  ]);
  expect(pageOf(services)).toContain('`import`, `debugger` and `other` start only when asked for:');
});
