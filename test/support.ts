import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { LogLevel, Project } from 'projen';
import { Containers, ContainersOptions, DockerProject, DockerProjectOptions, NodeService, NodeServiceOptions } from '../src';
import { DefinitionError } from '../src/model/problem';

// projen would install packages and the like after synthesis.
process.env.PROJEN_DISABLE_POST = 'true';

/** Files by path: texts as they are, everything else as JSON. */
export type Files = Record<string, unknown>;

const folders: string[] = [];
afterAll(() => folders.splice(0).forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** A fresh, empty folder that is gone after the tests of this file. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'projen-docker-'));
  folders.push(folder);
  return folder;
}

/** A repository in a fresh folder. */
export function repository(files: Files, root: string = temporary()): string {
  for (const [path, content] of Object.entries(files)) write(root, path, content);
  return root;
}

export function write(root: string, path: string, content: unknown): void {
  const absolute = join(root, path);
  mkdirSync(dirname(absolute), { recursive: true });
  if (existsSync(absolute)) chmodSync(absolute, 0o644);
  writeFileSync(absolute, typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`);
}

/** A copy of one of the applications that the integration tests build. */
export function fixture(name: string): string {
  const root = temporary();
  cpSync(join(__dirname, 'integ', 'fixtures', name), root, { recursive: true });
  return root;
}

/** All files of a folder, without `.git`: paths and texts. */
export function readTree(root: string): Record<string, string> {
  return Object.fromEntries(walk(root).filter(path => lstatSync(join(root, path)).isFile()).map(path => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Everything that a folder holds, with modes: what must be equal when nothing may have changed. */
export function stateOf(root: string): Record<string, string> {
  return Object.fromEntries(walk(root).map(path => {
    const absolute = join(root, path);
    const stat = lstatSync(absolute);
    if (stat.isDirectory()) return [`${path}/`, ''];
    if (stat.isSymbolicLink()) return [path, `-> ${readlinkSync(absolute)}`];
    return [path, `${(stat.mode & 0o777).toString(8)} ${readFileSync(absolute, 'latin1')}`];
  }));
}

function walk(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder)).filter(name => name !== '.git').sort().flatMap(name => {
    const path = folder ? `${folder}/${name}` : name;
    return lstatSync(join(root, path)).isDirectory() ? [path, ...walk(root, path)] : [path];
  });
}

/** What came of a synthesis. */
export interface Synthesis {
  readonly root: string;
  readonly files: Record<string, string>;
  readonly warnings: readonly string[];
}

export const PACKAGE_LOCK = { name: 'app', lockfileVersion: 3, requires: true, packages: {} };

/** The smallest Node application: plain JavaScript without dependencies. */
export const PLAIN: Files = {
  'package.json': { name: 'app', version: '1.0.0', private: true, scripts: { start: 'node src/server.js' } },
  'package-lock.json': PACKAGE_LOCK,
  'src/server.js': 'require("http").createServer((_, r) => r.end()).listen(process.env.PORT);\n',
};

/** The same in a folder. */
export function plainIn(directory: string, files: Files = PLAIN): Files {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${directory}/${path}`, content]));
}

/** Synthesizes a DockerProject in a repository: always in a folder that is named, because without one projen takes the checkout. */
export function synthDocker(root: string, define: (project: DockerProject) => void, options: Partial<DockerProjectOptions> = {}): Synthesis {
  return synthesize(new DockerProject({ name: 'acme', outdir: root, ...quiet, ...options }), define);
}

/** Synthesizes the containers of a plain projen project. */
export function synthContainers(root: string, define: (containers: Containers) => void, options: ContainersOptions = {}): Synthesis {
  const project = new Project({ name: 'acme', outdir: root, ...quiet });
  return synthesize(project, () => define(new Containers(project, options)));
}

/** One service `api` in a repository of these files. */
export function synthService(files: Files, options: NodeServiceOptions = {}, project: Partial<DockerProjectOptions> = {}): Synthesis {
  return synthDocker(repository(files), p => new NodeService(p, 'api', options), project);
}

export const quiet = { logging: { level: LogLevel.OFF } };

export function synthesize<P extends Project>(project: P, define: (project: P) => void): Synthesis {
  const warn = jest.spyOn(project.logger, 'warn');
  define(project);
  project.synth();
  return { root: project.outdir, files: readTree(project.outdir), warnings: warn.mock.calls.map(([message]) => String(message)) };
}

/** The problems that stop `run`; fails when nothing stops it. */
export function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems;
    throw error;
  }
  throw new Error('there were no problems');
}

/** The problems of a synthesis that must leave every byte as it was. */
export function refusal(root: string, define: (project: DockerProject) => void, options: Partial<DockerProjectOptions> = {}): readonly string[] {
  const before = stateOf(root);
  const problems = problemsOf(() => synthDocker(root, define, options));
  expect(stateOf(root)).toEqual(before);
  return problems;
}
