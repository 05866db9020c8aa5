const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

/** The tools of synthesis, so that no run has a reason to touch package.json. */
const TOOLS = { '@jts/projen-docker': '*', 'constructs': '^10.5.0', 'projen': '>=0.103.0 <1.0.0', 'tsx': '^4.20.0' };

/**
 * Writes an npm workspace of TypeScript services with one shared lockfile: every application depends on one or two local
 * packages and on one package of its own from the registry, beside what an ordinary server brings.
 *
 * @returns the directories of the applications
 */
function writeRepository(root, services) {
  const apps = range(services).map(i => `apps/app-${number(i)}`);
  const locals = range(Math.max(2, Math.ceil(services / 10))).map(i => `packages/local-${number(i)}`);
  const own = i => ({ [nameOf(locals[i % locals.length])]: '*', ...i % 2 && { [nameOf(locals[(i + 1) % locals.length])]: '*' } });
  const packages = new Map([
    ...locals.map(directory => [directory, { main: 'dist/index.js', files: ['dist'], dependencies: { 'common-00': '^1.0.0' } }]),
    ...apps.map((directory, i) => [directory, {
      description: `Service ${i + 1} of the benchmark`,
      scripts: { start: 'node dist/server.js' },
      dependencies: { 'server': '^4.0.0', [`of-app-${number(i)}`]: '^2.0.0', ...own(i) },
    }]),
  ]);
  const manifests = new Map([['', { name: 'bench', private: true, workspaces: ['apps/*', 'packages/*'], engines: { node: '>=22' }, devDependencies: TOOLS }]]);
  for (const [directory, { scripts, ...rest }] of packages) {
    manifests.set(directory, { name: nameOf(directory), version: '1.0.0', license: 'MIT', ...rest, scripts: { build: 'tsc', ...scripts }, devDependencies: { typescript: '^6.0.0' } });
  }

  const write = (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`);
  };
  manifests.forEach((manifest, directory) => write(join(directory, 'package.json'), manifest));
  for (const directory of packages.keys()) {
    write(`${directory}/tsconfig.json`, { extends: '../../tsconfig.base.json', compilerOptions: { rootDir: 'src', outDir: 'dist' } });
    write(`${directory}/src/${directory.startsWith('apps/') ? 'server' : 'index'}.ts`, 'export {};\n');
  }
  write('tsconfig.base.json', { compilerOptions: { strict: true, module: 'node20', target: 'es2023' } });
  write('.projenrc.ts', '// The benchmark calls the constructors itself.\n');
  write('package-lock.json', { name: 'bench', lockfileVersion: 3, requires: true, packages: lockedPackages(manifests, services) });
  return apps;
}

function lockedPackages(manifests, services) {
  const locked = {};
  manifests.forEach((manifest, directory) => { locked[directory] = manifest; });
  for (const directory of manifests.keys()) {
    if (directory) locked[`node_modules/${nameOf(directory)}`] = { resolved: directory, link: true };
  }
  const install = (name, dependencies) => {
    locked[`node_modules/${name}`] = {
      version: '1.0.0', resolved: `https://registry.npmjs.org/${name}/-/${name}-1.0.0.tgz`, integrity: `sha512-${'A'.repeat(86)}==`, license: 'MIT', dependencies,
    };
  };
  // An ordinary server framework brings about seventy packages.
  const common = range(70).map(i => `common-${String(i).padStart(2, '0')}`);
  common.forEach((name, i) => install(name, Object.fromEntries(common.slice(i + 1, i + 4).map(next => [next, '^1.0.0']))));
  install('server', Object.fromEntries(common.slice(0, 30).map(name => [name, '^1.0.0'])));
  install('typescript', {});
  range(services).forEach(i => install(`of-app-${number(i)}`, { 'common-10': '^1.0.0' }));
  return locked;
}

function nameOf(directory) {
  return `@bench/${directory.split('/').pop()}`;
}

function number(i) {
  return String(i + 1).padStart(3, '0');
}

function range(length) {
  return Array.from({ length }, (_, i) => i);
}

module.exports = { writeRepository };
