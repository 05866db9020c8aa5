import { spawnSync } from 'child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { basename, dirname, join, relative } from 'path';
import type { Programs } from './workflow-programs';

/** A job's place, and what an action may know of it. */
export interface Scene {
  readonly workspace: string;
  /** The bare repository that everything comes from. */
  readonly origin: string;
  /** Where artifacts of this run are kept, each in a folder. */
  readonly artifacts: string;
  readonly programs: Programs;
  readonly ref: string;
  readonly sha: string;
  /** The rights of the job's token. */
  readonly permissions: Readonly<Record<string, string>>;
  /** What steps get, to which an action may add something for those after it. */
  readonly env: Record<string, string>;
  /** What was handed to code scanning so far in this run. */
  readonly scans: Scanned[];
  /** Runs a program in a folder; its output goes to the log, and failure to whoever asks. */
  execute(program: string, args: readonly string[], cwd: string, env?: Record<string, string>): Promise<void>;
}

/** A SARIF file that was handed to code scanning. */
export interface Scanned { readonly category: string; readonly results: number }

/** What a step gives to its action. */
export interface Inputs { readonly [name: string]: string }
type Action = (inputs: Inputs, scene: Scene, env: Record<string, string>) => Promise<void> | void;

/** What actions do, as their own repositories describe it, as far as generated workflows use it; everything else is an error. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  'actions/checkout': async ({ 'fetch-depth': depth = '1', 'persist-credentials': persist }, { workspace, origin, ref, sha, execute }) => {
    if (persist !== 'false') throw new Error('the token would be left in the checkout');
    const git = (...args: string[]) => execute('git', args, workspace);
    await git('init', '--quiet', '--initial-branch=main');
    await git('remote', 'add', 'origin', `file://${origin}`);
    const tracking = ref.replace(/^refs\/heads\//, 'refs/remotes/origin/').replace(/^refs\/pull\//, 'refs/remotes/pull/');
    await git('fetch', '--quiet', '--no-tags', ...depth === '0' ? [] : ['--depth', depth], 'origin', `+${sha}:${tracking}`);
    if (ref.startsWith('refs/heads/')) await git('checkout', '--quiet', '-B', ref.slice('refs/heads/'.length), tracking);
    else await git('checkout', '--quiet', '--detach', tracking);
  },

  'actions/setup-node': ({ 'node-version': version }) => {
    if (!/^\d+$/.test(version)) throw new Error(`a version of Node.js that is none: ${version}`);
  },

  'docker/setup-buildx-action': ({ 'driver-opts': options, version }) => {
    if (!/^image=moby\/buildkit:v[\d.]+@sha256:[0-9a-f]{64}$/.test(options) || !/^v\d/.test(version)) throw new Error(`a builder that is not pinned: ${options}, ${version}`);
  },

  'sigstore/cosign-installer': (_, { env, programs }) => {
    env.PATH = programs.path(true);
  },

  'docker/login-action': ({ registry, username, password }, { env }) => {
    if (!registry || !username || !password) throw new Error('Username and password required');
    const path = join(env.DOCKER_CONFIG, 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...config, auths: { ...config.auths, [registry]: { auth: Buffer.from(`${username}:${password}`).toString('base64') } } }));
  },

  'docker/bake-action': async ({ source, files, targets, set = '' }, { workspace, execute }, env) => {
    if (env.BUILDX_NO_DEFAULT_ATTESTATIONS !== '1') throw new Error('buildx would attest on its own');
    const list = (text: string) => text.split(/[\n,]/).map(word => word.trim()).filter(Boolean);
    const overrides = set.split('\n').map(line => line.trim()).filter(Boolean);
    await execute('docker', [
      'buildx', 'bake', '--progress=plain',
      ...list(files).flatMap(file => ['--file', file]),
      // GitHub's cache is on GitHub, and what lists the contents of images in a registry that may not be reached.
      ...[...overrides, '*.attest=type=sbom,disabled=true'].flatMap(override => ['--set', override]),
      ...list(targets),
    ], join(workspace, source), { ...env, ...env.CACHE === 'gha' && { CACHE: '' } });
  },

  'actions/upload-artifact': ({ name, path, 'if-no-files-found': absent = 'warn', overwrite = 'false' }, { workspace, artifacts }) => {
    const { root, files } = found(path.startsWith('/') ? path : join(workspace, path));
    if (files.length === 0) {
      if (absent === 'error') throw new Error(`No files were found with the provided path: ${path}. No artifacts will be uploaded.`);
      return;
    }
    const target = join(artifacts, name);
    if (existsSync(target) && overwrite !== 'true') throw new Error(`Conflict: an artifact with this name already exists: ${name}`);
    rmSync(target, { recursive: true, force: true });
    for (const file of files) copy(file, join(target, relative(root, file)));
  },

  'actions/download-artifact': ({ name, pattern, path, 'merge-multiple': merge = 'false' }, { workspace, artifacts }) => {
    const target = path.startsWith('/') ? path : join(workspace, path);
    const all = existsSync(artifacts) ? readdirSync(artifacts) : [];
    if (name !== undefined) {
      if (!all.includes(name)) throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`);
      copy(join(artifacts, name), target);
      return;
    }
    const matching = all.filter(artifact => expression(pattern ?? '*').test(artifact));
    // One alone gets no folder of its own.
    for (const one of matching) copy(join(artifacts, one), merge === 'true' || matching.length === 1 ? target : join(target, one));
  },

  'actions/attest': ({ 'subject-checksums': path, ...rest }, { workspace, programs, permissions, env }) => {
    if (path === undefined || Object.keys(rest).length > 0) throw new Error(`this is not played: attest with ${Object.keys(rest).join(', ')}`);
    for (const scope of ['id-token', 'attestations']) if (permissions[scope] !== 'write') throw new Error(`attesting needs ${scope}: write`);
    const subject = readFileSync(join(workspace, path), 'utf8').split('\n').filter(Boolean).map(line => {
      const [, sha256, name] = /^([0-9a-f]{64}) [ *](\S+)$/.exec(line) ?? [];
      if (sha256 === undefined) throw new Error(`Invalid checksum line: ${line}`);
      return { name, digest: { sha256 } };
    });
    if (subject.length === 0) throw new Error('One of subject-path, subject-digest, or subject-checksums must be provided');
    const file = join(programs.state, 'attestations');
    const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
    writeFileSync(file, JSON.stringify([...before, { subject, repository: env.GITHUB_REPOSITORY, identity: `${env.GITHUB_SERVER_URL}/${env.GITHUB_WORKFLOW_REF}` }]));
  },

  'github/codeql-action/upload-sarif': ({ sarif_file: path }, { workspace, permissions, scans }) => {
    if (permissions['security-events'] !== 'write') throw new Error('Resource not accessible by integration');
    const folder = join(workspace, path);
    const files = readdirSync(folder).filter(name => name.endsWith('.sarif'));
    if (files.length === 0 || files.length > 20) throw new Error(`one upload has 1 to 20 runs, and this one ${files.length}`);
    for (const name of files) {
      const { version, runs } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      if (version !== '2.1.0' || runs.length !== 1) throw new Error(`${name} is not SARIF of one run`);
      const [{ automationDetails: { id: category }, results }] = runs;
      if (scans.some(scan => scan.category === category)) throw new Error(`two runs of one category: ${category}`);
      for (const { locations: [{ physicalLocation: { artifactLocation: { uri } } }] } of results) {
        if (!existsSync(join(workspace, uri))) throw new Error(`a finding in a file that is not in the repository: ${uri}`);
      }
      scans.push({ category, results: results.length });
    }
  },
};

/** What a path of an artifact means: its files, and the folder that they are relative to. */
function found(path: string): { readonly root: string; readonly files: readonly string[] } {
  if (!basename(path).includes('*')) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return { root: path, files: [] };
    return stat.isDirectory() ? { root: path, files: filesIn(path) } : { root: dirname(path), files: [path] };
  }
  const root = dirname(path);
  const names = existsSync(root) ? readdirSync(root).filter(name => expression(basename(path)).test(name)) : [];
  return { root, files: names.map(name => join(root, name)) };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

function expression(pattern: string): RegExp {
  return new RegExp(`^${pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('[^/]*')}$`);
}

/** As links where that can be: images are large. */
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (spawnSync('cp', ['-al', `${from}${statSync(from).isDirectory() ? '/.' : ''}`, statSync(from).isDirectory() ? ensured(to) : to]).status === 0) return;
  cpSync(from, to, { recursive: true });
}

function ensured(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}
