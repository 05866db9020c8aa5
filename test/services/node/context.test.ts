import dockerignore from '@balena/dockerignore';
import { NodeService, NodeServiceOptions, Secret } from '../../../src';
import { Files, fixture, PLAIN, plainIn, repository, synthDocker, write } from '../../support';

/** What of `paths` reaches the builder, by the service's ignore file. */
function reaching(root: string, options: NodeServiceOptions, paths: readonly string[]): string[] {
  const { files } = synthDocker(root, project => new NodeService(project, 'api', options));
  const directory = options.directory ?? '.';
  const text = files[`${directory}/Dockerfile.dockerignore`] ?? files['.dockerignore'];
  return dockerignore({ ignorecase: false }).add(text).filter([...paths]);
}

/** Reach no builder, wherever in a package they are. */
const NEVER = [
  '.env', '.env.local', '.env.production', 'server.pem', 'server.key', 'cert.p12', '.aws/credentials', '.ssh/id_ed25519',
  'node_modules/x/index.js', '.yarn/cache/x.zip', '.yarn/install-state.gz', '.pnpm-store/x',
  '.git/config', '.gitignore', '.gitattributes', '.idea/x.xml', '.vscode/settings.json', '.DS_Store', 'Thumbs.db', 'a.swp', 'a.js~',
  'Dockerfile', 'other.Dockerfile', 'Dockerfile.dockerignore', '.cache/x', '.eslintcache', 'tsconfig.tsbuildinfo', 'debug.log', 'x.tmp', '.nx/x', '.turbo/x',
  'src/a.test.js', 'src/a.spec.ts', 'src/__tests__/a.js',
  'test/a.js', 'tests/a.js', 'e2e/a.js', 'docs/a.md', 'README.md', 'coverage/lcov.info', 'logs/today.txt', 'tmp/x', 'dist/stale.js',
];
/** Reach it: sources, also where their folders have the names of what is left out at the top of a package. */
const ALWAYS = [
  'package.json', 'src/server.js', 'src/logs/index.ts', 'src/test/helper.ts', 'src/docs/page.ts', 'src/tmp/index.js', 'src/coverage/index.ts', 'src/dist.ts', 'src/README.md', 'src/environment.ts', 'src/keys.ts',
  '.env.example', 'public/robots.txt', 'tsconfig.json', 'index.test', 'src/spec.ts',
];

describe('a single package', () => {
  test.each(NEVER)('%s does not reach the builder', path => {
    expect(reaching(repository(PLAIN), {}, [path])).toEqual([]);
  });

  test.each(ALWAYS)('%s does', path => {
    expect(reaching(repository(PLAIN), {}, [path])).toEqual([path]);
  });

  test.each(['.github/workflows/build.yml', '.projen/tasks.json', '.projenrc.ts', 'compose.yaml', 'compose.dev.yaml', 'docker-compose.override.yml', 'docker-bake.json', 'nested/.env', 'nested/deep/node_modules/x'])('%s does not', path => {
    expect(reaching(repository(PLAIN), {}, [path])).toEqual([]);
  });

  test('what may be output does, where nothing builds', () => {
    expect(reaching(repository(PLAIN), {}, ['build/x.js', 'out/x.js'])).toEqual(['build/x.js', 'out/x.js']);
  });

  test('stale output does not, where something builds', () => {
    const built: Files = { ...PLAIN, 'package.json': { scripts: { build: 'make', start: 'node build/x.js' } } };
    expect(reaching(repository(built), {}, ['build/x.js', 'out/x.js', 'dist/x.js', 'src/build/x.js'])).toEqual(['src/build/x.js']);
  });

  test('the folder that the compiler writes to does not', () => {
    const built: Files = { ...PLAIN, 'package.json': { scripts: { build: 'tsc', start: 'node lib/server.js' } }, 'tsconfig.json': { compilerOptions: { outDir: './lib', rootDir: 'src' } } };
    expect(reaching(repository(built), {}, ['lib/server.js', 'src/server.js'])).toEqual(['src/server.js']);
  });

  test('a folder that the service needs does, whatever its name', () => {
    expect(reaching(repository({ ...PLAIN, 'docs/a.html': '' }), { assets: ['docs'] }, ['docs/a.html', 'test/a.js'])).toEqual(['docs/a.html']);
  });

  test('patterns of the service come last', () => {
    const options = { ignorePatterns: ['!certs/ca.pem', 'src/private'] };
    expect(reaching(repository(PLAIN), options, ['certs/ca.pem', 'certs/ca.key', 'src/private/x', 'src/x'])).toEqual(['certs/ca.pem', 'src/x']);
  });

  test('a file that is a secret does not', () => {
    const options = { buildSecrets: [Secret.fromFile('token', 'secrets/token.txt')], secrets: [Secret.fromFile('db', 'secrets/db.txt')] };
    expect(reaching(repository(PLAIN), options, ['secrets/token.txt', 'secrets/db.txt', 'src/x'])).toEqual(['src/x']);
  });
});

test('a file that is a secret of another service does not reach the builder either', () => {
  const root = repository({ ...plainIn('.'), ...plainIn('apps/job') });
  const { files } = synthDocker(root, project => {
    new NodeService(project, 'api');
    new NodeService(project, 'job', { directory: 'apps/job', secrets: [Secret.fromFile('db', 'secrets/db.txt'), Secret.fromFile('key', 'apps/job/src/key')] });
  });
  const builders = [['.dockerignore', 'secrets/db.txt'], ['.dockerignore', 'apps/job/src/key'], ['apps/job/.dockerignore', 'src/key'], ['apps/job/.dockerignore', 'src/server.js']];
  expect(builders.map(([file, path]) => dockerignore({ ignorecase: false }).add(files[file]).ignores(path))).toEqual([true, true, true, false]);
  expect(files['apps/job/.dockerignore']).not.toContain('db.txt');
});

const WORKSPACES = ['npm', 'pnpm', 'yarn-classic', 'yarn-berry', 'yarn-pnp', 'bun'].map(manager => [manager, `${manager}-workspace`] as const);
describe.each(WORKSPACES)('a workspace of %s', (_, name) => {
  let root: string;
  beforeAll(() => {
    root = fixture(name);
  });
  const options: NodeServiceOptions = { directory: 'apps/api', port: 3000 };

  test('only the application and the packages that it depends on reach the builder', () => {
    const paths = ['apps/api/src/server.ts', 'apps/api/package.json', 'apps/api/tsconfig.json', 'packages/greeting/src/index.ts', 'packages/greeting/package.json', 'package.json'];
    expect(reaching(root, options, paths)).toEqual(paths);
    expect(reaching(root, options, ['apps/other/src/server.js', 'packages/unused/src/index.js', 'tools/x.js', 'unknown.txt', '.git/config', '.env', 'docs/a.md'])).toEqual([]);
  });

  test('what never belongs in a context is left out of these, too', () => {
    const paths = ['.env', '.env.local', 'node_modules/x/index.js', 'dist/stale.js', 'src/a.test.ts', 'test/a.ts', 'README.md', '.DS_Store', 'debug.log', 'Dockerfile'];
    const inside = ['apps/api', 'packages/greeting'].flatMap(directory => paths.map(path => `${directory}/${path}`));
    expect(reaching(root, options, inside)).toEqual([]);
  });

  test('files that the build reads elsewhere are let in by name', () => {
    write(root, 'config/eslint.json', {});
    expect(reaching(root, { ...options, include: ['config'] }, ['config/eslint.json', 'config/.env', 'other/x'])).toEqual(['config/eslint.json']);
  });
});

test('a configuration that the packages extend reaches the builder', () => {
  const root = fixture('npm-workspace');
  write(root, 'tsconfig.base.json', { compilerOptions: { strict: true } });
  write(root, 'apps/api/tsconfig.json', { extends: '../../tsconfig.base.json', compilerOptions: { outDir: 'dist', rootDir: 'src' } });
  expect(reaching(root, { directory: 'apps/api' }, ['tsconfig.base.json', 'tsconfig.other.json'])).toEqual(['tsconfig.base.json']);
});

test('an application in a folder with a lockfile of its own has that folder for its context', () => {
  const { files } = synthDocker(repository(plainIn('apps/api')), project => new NodeService(project, 'api', { directory: 'apps/api' }));
  expect(Object.keys(files).filter(path => path.endsWith('ignore'))).toEqual(['.gitignore', 'apps/api/.dockerignore']);
  expect(JSON.parse(files['docker-bake.json']).target.api).toMatchObject({ context: 'apps/api', dockerfile: 'Dockerfile' });
});
