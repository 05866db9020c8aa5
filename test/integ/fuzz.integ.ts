import { spawn, spawnSync } from 'child_process';
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, posix } from 'path';
import fc from 'fast-check';
import { requireEngine, run } from './support';
import { pick, withoutEscapes } from '../fuzz/artefacts';
import { ALL, assetFolder, codeFolder, type Definition, definitions, isGenerated, type ServiceDefinition } from '../fuzz/definition';
import { labelsOf, ofContainer } from '../fuzz/expected';
import { contextOf, inContainer, isNode, secretFile } from '../fuzz/layout';
import { jobOf, synthesize } from '../fuzz/project';
import { runnable } from '../fuzz/runnable';
import { runs } from '../fuzz/seed';

beforeAll(requireEngine);

/** Does something with the repository of a definition, which is gone afterwards. */
async function inRepository(definition: Definition, use: (root: string) => Promise<void> | void): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'fuzz-'));
  try {
    synthesize(definition, root);
    await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What a program writes, and what it remarks. */
function output(root: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', args, { cwd: root });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', chunk => texts[name] += chunk);
    child.on('error', reject).on('close', code => (code === 0 ? resolve(texts) : reject(new Error(`docker ${args.join(' ')}: ${texts.stderr}`))));
  });
}

const composeFile = ({ composeFolder = '.' }: Definition) => posix.join(composeFolder, 'compose.yaml');

describe('Compose and Bake themselves', () => {
  // Without a search for a smaller definition, which would take long: the parsers' test does that.
  test('resolve every value to what was said', () => fc.assert(fc.asyncProperty(definitions(ALL), definition => inRepository(definition, async root => {
    const [compose, bake] = await Promise.all([
      output(root, 'compose', '--file', composeFile(definition), '--profile', '*', 'config', '--format', 'json'),
      output(root, 'buildx', 'bake', '--file', 'docker-bake.json', '--print'),
    ]);
    expect(compose.stderr).toBe('');
    // What it prints can be read by it again, so that dollar signs are doubled.
    const read = JSON.parse(compose.stdout, (_, value) => (typeof value === 'string' ? value.replace(/\$\$/g, '$') : value));
    const { target } = JSON.parse(bake.stdout);
    definition.services.forEach((service, index) => {
      expect(ofCompose(read.services[service.name], service)).toEqual(ofContainer(service, index));
      if (service.secret) expect(read.secrets[service.secret.name].file).toBe(join(root, secretFile(service, index)));
      if (service.kind === 'backing') return;
      const { build } = read.services[service.name];
      expect([build.context, build.args ?? {}]).toEqual([join(root, contextOf(service, index)), service.args]);
      expect([target[service.name].context, withoutEscapes(target[service.name].args ?? {})]).toEqual([contextOf(service, index), service.args]);
      if (!isGenerated(service.kind)) {
        expect([build.labels, withoutEscapes(target[service.name].labels)]).toEqual([labelsOf(service), labelsOf(service)]);
      }
      if (service.job) expect(read.services[jobOf(index)].command).toEqual(service.job.command);
    });
  })), { ...runs<[Definition]>(300), endOnFailure: true }), 30 * 60_000);
});

/** What Compose says of a container, in the words of a definition. */
function ofCompose(read: any, { environment, health }: ServiceDefinition): object {
  const [port] = read.ports ?? [];
  const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address);
  return {
    environment: pick(read.environment, Object.keys(environment)),
    command: read.command ?? undefined,
    health: health.kind === 'command' ? read.healthcheck.test.slice(1) : undefined,
    volumes: (read.volumes ?? []).map(({ target }: { target: string }) => target),
    temporary: (read.tmpfs ?? []).map((entry: string) => entry.split(':')[0]),
    secrets: (read.secrets ?? []).map(({ source }: { source: string }) => source),
    restart: read.restart,
    pids: read.deploy.resources.limits.pids,
    memory: Number(read.deploy.resources.limits.memory),
    profiles: read.profiles ?? [],
    user: read.user,
    port: port && `${bracketed(port.host_ip)}:${port.published}:${port.target}`,
  };
}

describe('on the engine', () => {
  const parameters = runs<Definition>(12);
  const all: Definition[] = fc.sample(definitions({ kinds: ['node', 'member', 'based', 'site', 'dockerfile', 'backing', 'dockerfile', 'node'], services: 3 }), parameters);

  test.each(all.map((definition, index) => [index, definition] as const))(`definition %i of seed ${parameters.seed}`, async (index, given) => {
    const name = `fuzz-${process.pid}-${index}`;
    const definition = runnable(given, name);
    await inRepository(definition, root => {
      const docker = (...args: string[]) => run('docker', args, root);
      const compose = (...args: string[]) => docker('compose', '--progress=plain', '--file', composeFile(definition), ...args);
      try {
        // Compose builds with Bake, but takes `%{` for the beginning of a template.
        const byCompose = index % 3 === 2 && !JSON.stringify(definition).includes('%{');
        const built = byCompose ? compose('build') : docker('buildx', 'bake', '--load', '--progress=plain', '--provenance=false', '--file', 'docker-bake.json');
        expect([built.status, built.status === 0 ? '' : built.stderr.slice(-3000)]).toEqual([0, '']);
        const up = compose('up', '--no-build', '--wait');
        expect([up.status, up.status === 0 ? '' : up.stderr.slice(-2000) + compose('logs').stdout.slice(-2000)]).toEqual([0, '']);
        definition.services.forEach((service, at) => checkRunning(service, at, of => compose('ps', '--all', '--quiet', of).stdout.trim()));
      } catch (error) {
        throw new Error(`${JSON.stringify(definition)}\n${(error as Error).message}`, { cause: error });
      } finally {
        compose('down', '--volumes', '--timeout', '1');
        const images = docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}').stdout.split('\n').filter(image => image.includes(`${name}-`));
        if (images.length > 0) docker('image', 'rm', '--force', ...images);
      }
    });
  });
});

/** A program of a container, and exactly what it says. */
function inside(id: string, ...command: string[]): Buffer {
  const { status, stdout, stderr } = spawnSync('docker', ['exec', id, ...command], { maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr.toString()}`);
  return stdout;
}

const withNuls = (words: readonly string[]) => Buffer.from(words.map(word => `${word}\0`).join(''));
const assignments = (environment: Record<string, string>) => Object.entries(environment).map(([name, value]) => `${name}=${value}`);

/** Reads everything back from what runs. */
function checkRunning(service: ServiceDefinition, index: number, idOf: (service: string) => string): void {
  const { kind, name, environment, command, health, args, writable, secret, additions, job } = service;
  const id = idOf(name);
  const { Config, HostConfig, Mounts } = JSON.parse(run('docker', ['inspect', id], '.').stdout)[0];
  const isOurs = isGenerated(kind);
  expect(Config.Env).toEqual(expect.arrayContaining(assignments(isOurs ? { ...additions.environment, ...environment } : environment)));
  if (kind !== 'backing') expect(Config.Labels).toMatchObject(labelsOf(service));
  expect([HostConfig.Memory, HostConfig.PidsLimit]).toEqual([service.memory * 1024 * 1024, service.pids]);
  expect(Mounts.filter(({ Type }: { Type: string }) => Type === 'volume').map(({ Destination }: { Destination: string }) => Destination).sort()).toEqual([...writable].sort());
  // nginx writes over its own environment.
  if (kind !== 'site') expect(inside(id, 'cat', '/proc/1/environ').toString().split('\0')).toEqual(expect.arrayContaining(assignments(environment)));
  if (!isOurs) expect(inside(id, 'cat', '/proc/1/cmdline')).toEqual(withNuls(command));
  if (health.kind === 'command') expect(inside(id, 'cat', '/tmp/health')).toEqual(withNuls(health.words.slice(4)));
  else expect(inside(id, 'cat', '/tmp/asked').toString()).toBe(health.path);
  if (secret) expect(inside(id, 'cat', `/run/secrets/${secret.name}`).toString()).toBe('of the secret');
  if (kind === 'dockerfile') for (const [arg, value] of Object.entries(args)) expect([arg, inside(id, 'cat', `/args/${arg}`).toString()]).toEqual([arg, value]);
  if (isOurs) expect(inside(id, 'cat', `${additions.copyTo}/passwd`).toString()).toContain('root');
  if (isNode(service)) {
    const code = `${inContainer(service, index)}/${codeFolder(service)}`;
    expect(Config.WorkingDir).toBe(inContainer(service, index));
    expect(inside(id, 'cat', `${inContainer(service, index)}/${assetFolder(service)}/data`).toString()).toBe('data');
    expect(inside(id, 'ls', code).toString().split('\n').filter(Boolean).sort()).toEqual(['main.js', ...Object.keys(args)].sort());
    for (const [arg, value] of Object.entries(args)) expect([arg, inside(id, 'cat', `${code}/${arg}`).toString()]).toEqual([arg, value]);
    for (const folder of writable) inside(id, 'touch', `${folder}/written`);
  }
  if (kind === 'site') {
    expect(inside(id, 'ls', '-A', '/srv/www').toString().split('\n').filter(Boolean).sort()).toEqual([assetFolder(service), codeFolder(service), 'index.html'].sort());
    expect(inside(id, 'ls', '-A', `/srv/www/${codeFolder(service)}`).toString()).toBe('main.js\n');
  }
  if (job && kind !== 'backing') {
    const made = idOf(jobOf(index));
    expect(spawnSync('docker', ['logs', made]).stdout).toEqual(withNuls(job.command.slice(4)));
    expect(JSON.parse(run('docker', ['inspect', '--format', '{{json .Config.Env}}', made], '.').stdout)).toEqual(expect.arrayContaining(assignments({ ...environment, ...job.environment })));
  }
}
