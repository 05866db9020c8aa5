import { execFileSync } from 'child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'fs';
import { dirname, join } from 'path';

export const ROOT = join(__dirname, '..', '..');
/** What is written by tools, or is large: a copy to compile does without. */
const NOT_COPIED = ['.git', '.jsii', 'coverage', 'dist', 'lib', 'node_modules', 'test-reports', join('test', 'integ')];
/** Found in the tarball, so really there in a copy. */
const BUNDLED = withDependencies(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).bundledDependencies);

/** Packs the package into `folder`, compiled from the sources as they are; the path of the tarball. */
export function pack(folder: string): string {
  const destination = join(folder, 'packed');
  mkdirSync(destination);
  run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', destination], isCompiled() ? ROOT : compileCopy(folder));
  return join(destination, readdirSync(destination)[0]);
}

/** What npm does with a tarball, without the network: its files in `node_modules`, the peers beside it. */
export function install(tarball: string, project: string, name: string): string {
  const target = join(project, 'node_modules', ...name.split('/'));
  mkdirSync(target, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], project);
  for (const peer of ['projen', 'constructs']) link(dirname(require.resolve(`${peer}/package.json`)), join(project, 'node_modules', peer));
  return target;
}

/** All files below a folder, relative to it, with `/` between the parts. */
export function filesBelow(folder: string, path = ''): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap(entry => {
    const child = path ? `${path}/${entry.name}` : entry.name;
    return entry.isDirectory() ? filesBelow(folder, child) : [child];
  });
}

export function run(command: string, args: string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Whether `lib` is what the sources compile to: no source is newer, none was added and none removed. */
function isCompiled(): boolean {
  const manifest = join(ROOT, '.jsii');
  if (!existsSync(manifest) || !existsSync(join(ROOT, 'lib'))) return false;
  const sources = filesBelow(join(ROOT, 'src')).filter(file => file.endsWith('.ts'));
  const compiled = filesBelow(join(ROOT, 'lib')).filter(file => file.endsWith('.js'));
  const newest = Math.max(...[...sources.map(file => join('src', file)), 'package.json', 'tsconfig.json'].map(file => statSync(join(ROOT, file)).mtimeMs));
  return newest <= statSync(manifest).mtimeMs && sameNames(sources, compiled);
}

function sameNames(sources: string[], compiled: string[]): boolean {
  return sources.map(file => file.replace(/\.ts$/, '.js')).sort().join() === compiled.sort().join();
}

/** The repository without what tools wrote, compiled. */
function compileCopy(folder: string): string {
  const copy = join(folder, 'copy');
  cpSync(ROOT, copy, { recursive: true, filter: source => !NOT_COPIED.some(path => source === join(ROOT, path)) });
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter(entry => !entry.startsWith('.'))) {
    const source = join(ROOT, 'node_modules', name);
    const target = join(copy, 'node_modules', name);
    if (BUNDLED.has(name)) cpSync(source, target, { recursive: true });
    else link(source, target);
  }
  run(process.execPath, [join('node_modules', 'jsii', 'bin', 'jsii'), '--silence-warnings=reserved-word'], copy);
  return copy;
}

/** Packages and all that they need. */
function withDependencies(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names.filter(one => !found.has(one))) {
    found.add(name);
    withDependencies(Object.keys(JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).dependencies ?? {}), found);
  }
  return found;
}

function link(source: string, target: string): void {
  symlinkSync(source, target, 'junction');
}
