import { AppChoices, planApp, planLocal } from '../../../src/services/node/plan';
import { PackageManifest, readManifest } from '../../../src/workspace/manifest';
import { Repository } from '../../../src/workspace/repository';
import { Files, repository } from '../../support';

function plan(files: Files, choices: AppChoices = {}, directory = '.') {
  const repo = new Repository(repository({ 'package.json': {}, ...files }));
  return planApp(repo, { directory, manifest: readManifest(repo, directory) }, choices);
}

function local(files: Files, directory = 'packages/a') {
  const manifest = files['package.json'] as PackageManifest ?? {};
  const repo = new Repository(repository(Object.fromEntries(Object.entries(files).map(([path, content]) => [`${directory}/${path}`, content]))));
  return planLocal(repo, { directory, name: 'a', manifest } as never);
}

const TSC = { scripts: { build: 'tsc' }, main: 'dist/server.js' };
const TSCONFIG = { compilerOptions: { outDir: 'dist', rootDir: 'src' } };

describe('what is started', () => {
  test.each<[string, Files, AppChoices, string]>([
    ['the start script', { 'package.json': { scripts: { start: 'node app.js' }, main: 'other.js' }, 'app.js': '' }, {}, 'app.js'],
    ['with variables and flags before it', { 'package.json': { scripts: { start: 'NODE_ENV=production A=1 node --enable-source-maps -r dotenv/config ./src/app.mjs --port 1' } }, 'src/app.mjs': '' }, { entry: 'src/app.mjs' }, 'src/app.mjs'],
    ['flags alone', { 'package.json': { scripts: { start: 'node --enable-source-maps --no-warnings ./app.js' } }, 'app.js': '' }, {}, 'app.js'],
    ['main, when start is not node', { 'package.json': { scripts: { start: 'nodemon x.js' }, main: './main.js' }, 'main.js': '' }, {}, 'main.js'],
    ['a file of a usual name', { 'src/index.js': '' }, {}, 'src/index.js'],
    ['server.js before index.js', { 'index.js': '', 'server.js': '' }, {}, 'server.js'],
    ['an option before all', { 'package.json': { scripts: { start: 'node app.js' } }, 'app.js': '', 'worker.js': '' }, { entry: './worker.js' }, 'worker.js'],
    ['an entry without suffix', { 'package.json': { main: 'app' }, 'app.js': '' }, {}, 'app'],
    ['an entry with Windows separators', { 'src/app.js': '' }, { entry: 'src\\app.js' }, 'src/app.js'],
    ['what the compiler makes', { 'package.json': TSC, 'tsconfig.json': TSCONFIG, 'src/server.ts': '' }, {}, 'dist/server.js'],
    ['what the compiler makes of a module', { 'package.json': { scripts: { build: 'tsc -p .', start: 'node dist/a/b.mjs' } }, 'tsconfig.json': TSCONFIG, 'src/a/b.mts': '' }, {}, 'dist/a/b.mjs'],
    ['what another bundler makes', { 'package.json': { scripts: { build: 'esbuild src/x.ts --outdir=dist' }, main: 'dist/anything.js' } }, {}, 'dist/anything.js'],
    ['what the compiler makes of a source of a usual name', { 'package.json': { scripts: { build: 'projen build', compile: 'projen compile' } }, 'tsconfig.json': { compilerOptions: { outDir: 'lib' } }, 'src/index.ts': '' }, {}, 'lib/index.js'],
    ['what an output folder of its own gets', { 'package.json': { scripts: { build: 'make' }, main: 'lib/x.js' } }, { output: ['lib'] }, 'lib/x.js'],
  ])('%s', (_, files, choices, entry) => {
    expect(plan(files, choices).entry).toBe(entry);
  });
});

describe('what is refused', () => {
  test.each<[string, Files, AppChoices, string]>([
    ['nothing to run', {}, {}, 'nothing says which file to run: set "entry", or "main" or a "start" script of package.json, such as "node dist/server.js"'],
    ['an entry that does not exist', {}, { entry: 'app.js' }, 'entry "app.js" does not exist in ".", and no build makes it; correct "entry"'],
    ['an entry in a folder that nothing builds', { 'package.json': { main: 'dist/server.js' } }, {},
      'no build makes entry "dist/server.js": package.json has no "build" script; add one, or set "buildScript" or "entry"'],
    ['the same with stale output on disk', { 'package.json': { main: 'dist/server.js' }, 'dist/server.js': '' }, {},
      'no build makes entry "dist/server.js": package.json has no "build" script; add one, or set "buildScript" or "entry"'],
    ['an entry that the compiler writes elsewhere', { 'package.json': TSC, 'tsconfig.json': { compilerOptions: { outDir: 'build' } } }, {},
      'no build makes entry "dist/server.js": the compiler writes to "build" ("outDir" of tsconfig.json); correct "entry"'],
    ['an entry without a source', { 'package.json': TSC, 'tsconfig.json': TSCONFIG, 'src/main.ts': '' }, {},
      'no build makes entry "dist/server.js": there is no src/server.ts to compile; correct "entry"'],
    ['TypeScript', { 'src/app.ts': '' }, { entry: 'src/app.ts' },
      'entry "src/app.ts" is TypeScript; name the JavaScript file that the build makes of it, such as "dist/server.js"'],
    ['an absolute entry', {}, { entry: '/app.js' }, 'entry must be a path inside ".", got "/app.js"'],
    ['an entry outside', {}, { entry: '../app.js' }, 'entry must be a path inside ".", got "../app.js"'],
    ['a script that does not exist', { 'package.json': { scripts: { build: 'x', start: 'y' } } }, { buildScript: 'compile' }, 'buildScript "compile" is not in package.json; its scripts are build, start'],
    ['a script where there is none', { 'package.json': {} }, { buildScript: 'compile' }, 'buildScript "compile" is not in package.json; its scripts are none'],
    ['an asset that does not exist', { 'app.js': '' }, { assets: ['views'] }, 'asset "views" does not exist in "."; correct "assets"'],
  ])('%s', (_, files, choices, message) => {
    expect(() => plan(files, choices)).toThrow(new Error(message));
  });

  test('messages name the file by its path in the repository', () => {
    expect(() => plan({ 'apps/api/package.json': { main: 'dist/x.js' } }, {}, 'apps/api'))
      .toThrow(new Error('no build makes entry "dist/x.js": apps/api/package.json has no "build" script; add one, or set "buildScript" or "entry"'));
  });
});

describe('what the image takes', () => {
  test.each<[string, Files, AppChoices, string[], string | undefined]>([
    ['all of it, for an entry at the top', { 'app.js': '' }, { entry: 'app.js' }, ['.'], undefined],
    ['the folder of the entry', { 'src/app.js': '' }, {}, ['src'], undefined],
    ['and the folders that are usual for assets', { 'src/app.js': '', 'public/x': '', 'views/y': '', 'other/z': '' }, {}, ['src', 'public', 'views'], undefined],
    ['and the assets that are named instead', { 'src/app.js': '', 'public/x': '', 'other/z': '' }, { assets: ['other'] }, ['src', 'other'], undefined],
    ['the output that is named', { 'package.json': { scripts: { build: 'make' }, main: 'lib/x.js' } }, { output: ['lib', 'generated'] }, ['lib', 'generated'], 'build'],
    ['what another script makes', { 'package.json': { scripts: { compile: 'make' }, main: 'dist/x.js' } }, { buildScript: 'compile' }, ['dist'], 'compile'],
  ])('%s', (_, files, choices, runtime, buildScript) => {
    expect(plan(files, choices)).toMatchObject({ runtime, buildScript });
  });
});

describe('a local package', () => {
  test.each<[string, Files, string[]]>([
    ['all of it', { 'package.json': { main: 'index.js' }, 'index.js': '' }, ['.']],
    ['its build output', { 'package.json': { main: './dist/index.js', scripts: { build: 'tsc' } } }, ['dist']],
    ['what it publishes', { 'package.json': { main: 'lib/index.js', files: ['lib/', './dist', 'gone'], scripts: { build: 'tsc' } }, 'lib/index.js': '' }, ['lib', 'dist']],
    ['all of it, where it publishes by patterns', { 'package.json': { main: 'x.js', files: ['lib/**/*.js'] } }, ['.']],
  ])('%s', (_, files, runtime) => {
    expect(local(files).runtime).toEqual(runtime);
  });

  test.each([[{ scripts: { build: 'tsc' } }, 'build'], [{}, undefined]])('%j is built by %p', (manifest, buildScript) => {
    expect(local({ 'package.json': manifest }).buildScript).toBe(buildScript);
  });
});

describe('what the image takes, and what the build makes', () => {
  test.each<[string, AppChoices, { runtime: string[]; produced: string[] }]>([
    ['everything', { output: ['.'] }, { runtime: ['.'], produced: ['dist', '.output', 'build', 'out', 'output'] }],
    ['sources beside the output', { output: ['dist', 'src'] }, { runtime: ['dist', 'src'], produced: ['dist', '.output', 'build', 'out', 'output'] }],
    ['an output folder of an unusual name', { entry: 'bundle/main.js', output: ['bundle'] }, { runtime: ['bundle'], produced: ['dist', '.output', 'build', 'out', 'output', 'bundle'] }],
  ])('%s', (_, choices, expected) => {
    expect(plan({ 'package.json': { scripts: { build: 'make' }, main: 'dist/server.js' } }, choices)).toMatchObject(expected);
  });

  test('a local package brings its entry point, though its list of files does not', () => {
    expect(local({ 'package.json': { main: 'index.js', files: ['data'] }, 'index.js': '', 'data/x.json': '{}' }).runtime).toEqual(['data', 'index.js']);
  });
});
