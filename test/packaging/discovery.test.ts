import { spawnSync } from 'child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'fs';
import { join } from 'path';
import { discover, InventoryProjectOption, InventoryProjectType } from 'projen/lib/inventory';
import { filesBelow, install, pack, ROOT } from './pack';
import { temporary } from '../support';

const NAME = '@jts/projen-docker';
/** The flags of `projen new` itself, and of every projen command. */
const TAKEN = ['watch', 'debug', 'rc', 'synth', 'post', 'comments', 'from', 'git', 'help', 'version'];

let folder: string;
let project: string;
let installed: string;

beforeAll(() => {
  folder = realpathSync(temporary());
  project = join(folder, 'project');
  mkdirSync(project);
  installed = install(pack(folder), project, NAME);
}, 120_000);

describe('the tarball', () => {
  let files: string[];
  beforeAll(() => files = filesBelow(installed));

  test.each([
    '.jsii', 'LICENSE', 'README.md', 'bin/projen-docker', 'lib/index.js', 'lib/index.d.ts', 'package.json',
    'node_modules/yaml/package.json', 'node_modules/jsonc-parser/package.json',
  ])('has %s', file => expect(files).toContain(file));

  test('has the whole sample application', () => {
    const below = (root: string) => filesBelow(root).filter(file => !file.includes('node_modules/')).sort();
    expect(below(join(installed, 'sample'))).toEqual(below(join(ROOT, 'sample')));
  });

  test('has the compiled form of every source and of nothing else', () => {
    const sources = filesBelow(join(ROOT, 'src')).map(file => file.replace(/\.ts$/, ''));
    expect(files.filter(file => file.startsWith('lib/')).sort()).toEqual(sources.flatMap(file => [`lib/${file}.d.ts`, `lib/${file}.js`]).sort());
  });

  test('has nothing that a consumer does not need', () => {
    const top = new Set(files.map(file => file.split('/')[0]));
    expect([...top].sort()).toEqual(['.jsii', 'LICENSE', 'README.md', 'bin', 'lib', 'node_modules', 'package.json', 'sample']);
    const packages = new Set(files.filter(file => file.startsWith('node_modules/')).map(file => file.split('/')[1]));
    expect([...packages].sort()).toEqual([
      'b4a', 'bare-events', 'dockerfile-ast', 'events-universal', 'fast-fifo', 'jsonc-parser', 'smol-toml', 'streamx', 'tar-stream', 'text-decoder',
      'vscode-languageserver-textdocument', 'vscode-languageserver-types', 'yaml',
    ]);
  });
});

describe("projen's own discovery", () => {
  let types: InventoryProjectType[];
  beforeAll(() => types = discover(installed).filter(type => type.moduleName === NAME));

  const option = (name: string): InventoryProjectOption => {
    const found = types[0].options.find(candidate => candidate.name === name);
    if (!found) throw new Error(`there is no option ${name}`);
    return found;
  };

  test('finds one type, so that `projen new --from` needs no name', () => {
    expect(types.map(({ fqn, pjid }) => ({ fqn, pjid }))).toEqual([{ fqn: `${NAME}.DockerProject`, pjid: 'docker' }]);
  });

  test.each([
    ['name', '--name', 'string'],
    ['registry', '--registry', 'string'],
    ['imagePrefix', '--image-prefix', 'string'],
    ['composeFile', '--compose-file', 'string'],
    ['composeDevelopmentFile', '--compose-development-file', 'string'],
    ['bakeFile', '--bake-file', 'string'],
    ['platforms', '--platforms', 'array of string'],
  ])('offers %s as %s', (name, flag, type) => {
    expect(`--${option(name).switch}`).toBe(flag);
    expect(flagType(option(name))).toBe(type);
  });

  test('asks for the name alone', () => {
    expect(types[0].options.filter(candidate => !candidate.optional).map(({ name }) => name)).toEqual(['name']);
  });

  test('shows a newcomer the name, the registry and the platforms', () => {
    expect(types[0].options.filter(({ featured }) => featured).map(({ name }) => name)).toEqual(['name', 'platforms', 'registry']);
  });

  test.each(TAKEN)('has no option that is called like --%s', flag => {
    expect(types[0].options.map(candidate => candidate.switch)).not.toContain(flag);
  });
});

test('the flags of `projen new` reach the project', () => {
  const outdir = join(folder, 'created');
  mkdirSync(outdir);
  const options = { name: 'shop', registry: 'ghcr.io/acme', platforms: ['linux/amd64', 'linux/arm64'] };
  const create = `require('projen').Projects.createProject(${JSON.stringify({ dir: outdir, projectFqn: `${NAME}.DockerProject`, projectOptions: options, post: false })})`;
  const result = spawnSync(process.execPath, ['-e', create], { cwd: project, encoding: 'utf8', env: { ...process.env, NODE_ENV: '' } });
  expect({ status: result.status, stderr: result.stderr }).toMatchObject({ status: 0 });
  const projenrc = readFileSync(join(outdir, '.projenrc.ts'), 'utf8');
  expect(projenrc).toMatch(/registry: (["'])ghcr\.io\/acme\1/);
  expect(projenrc).toMatch(/platforms: \[\s*(["'])linux\/amd64\1,\s*\1linux\/arm64\1,?\s*\]/);
});

describe('the command', () => {
  const command = (...args: string[]) => spawnSync(process.execPath, [join(installed, 'bin', 'projen-docker'), ...args], { cwd: project, encoding: 'utf8' });

  test('says its version', () => {
    const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(command('--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([[['--help']], [['help']], [[]]])('shows how it is used for %j', (args: string[]) => {
    const { status, stdout, stderr } = command(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: projen-docker <command>/);
  });

  test('refuses a command that does not exist, on stderr', () => {
    const { status, stdout, stderr } = command('unknown');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/there is no command "unknown"\n\nUsage:/);
  });

  test('is what the package installs', () => {
    const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(bin).toEqual({ 'projen-docker': 'bin/projen-docker' });
    expect(existsSync(join(installed, bin['projen-docker']))).toBe(true);
  });
});

/** What `projen new` makes of an option: see `argTypeSupported` in projen's `cli/cmds/new`. */
function flagType({ simpleType, kind, jsonLike, type }: InventoryProjectOption): string | undefined {
  if (kind === 'enum') return 'string';
  if (['string', 'number', 'boolean'].includes(simpleType)) return simpleType;
  const element = type.collection?.elementtype.primitive;
  return jsonLike && type.collection?.kind === 'array' && element && ['string', 'number'].includes(element) ? `array of ${element}` : undefined;
}
