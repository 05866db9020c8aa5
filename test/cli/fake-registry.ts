import { delimiter } from 'path';
import { listen } from './run';
import type { Command } from '../../src/cli/command';
import { digestOf } from '../../src/registry/manifest';
import { program } from '../child';
import { digest, index, Reply, Request, ScriptedServer, textOf } from '../registry/server';
import { temporary } from '../support';

/** What a program that only looks like it was called with. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  /** The file with the login, if it was given one. */
  readonly auth?: unknown;
}

/** What the program does instead of its work: what it says, and how it ends. */
export interface Failure { readonly stderr: string; readonly code?: number }

/** A script that tells the registry what it is called with, and does what that answers. */
const REPORTER = `
const { readFileSync, statSync } = require('fs');
const { request } = require('http');
const args = process.argv.slice(2);
const at = args.indexOf('--dest-authfile');
const auth = at < 0 ? undefined : { mode: (statSync(args[at + 1]).mode & 0o777).toString(8), ...JSON.parse(readFileSync(args[at + 1], 'utf8')) };
request('http://' + process.env.FAKE_REGISTRY + '/fake', { method: 'POST', agent: false }, answer => {
  let text = '';
  answer.on('data', chunk => text += chunk).on('end', () => {
    const { stdout = '', stderr = '', code = 0 } = JSON.parse(text);
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = code;
  });
}).end(JSON.stringify({ program: NAME, args, auth }));`;

/** A registry that only the client talks to, and programs on the PATH that change it: all that they were called with is kept. */
export class FakeRegistry {
  public static async start(): Promise<FakeRegistry> {
    const fake = new FakeRegistry();
    fake.server = await ScriptedServer.start(request => fake.answer(request));
    process.env.FAKE_REGISTRY = fake.host;
    return fake;
  }

  /** Manifests by `repository:tag` and `repository@digest`. */
  public readonly manifests = new Map<string, unknown>();
  /** Blobs by `repository@digest`. */
  public readonly blobs = new Map<string, unknown>();
  public readonly calls: Call[] = [];
  public versionOfSkopeo = 'skopeo version 1.13.3';
  public helpOfImagetools = 'Usage: docker buildx imagetools create\n  --prefer-index';
  private server!: ScriptedServer;
  private readonly path = process.env.PATH;

  /** What a program does instead, by what it is called with. */
  public fail: (call: Call) => Failure | undefined = () => undefined;
  /** What the registry does instead of answering. */
  public disturb: (request: Request) => Reply | undefined = () => undefined;

  public get host(): string {
    return this.server.host;
  }

  /** Puts the programs before all others; only them, if there are to be no others. */
  public install(names: readonly string[], only = false): void {
    const folder = temporary();
    for (const name of names) program(name, REPORTER.replace('NAME', JSON.stringify(name)), folder);
    process.env.PATH = only ? folder : `${folder}${delimiter}${this.path}`;
  }

  /** An image in the registry, without a tag and with some. */
  public has(repository: string, manifest: unknown, ...tags: string[]): string {
    for (const tag of tags) this.manifests.set(`${repository}:${tag}`, manifest);
    this.manifests.set(`${repository}@${digest(manifest)}`, manifest);
    return digest(manifest);
  }

  /** An index in the registry, of an image for each of some configurations. */
  public holds(repository: string, ...configs: unknown[]): object {
    const manifests = configs.map(config => {
      this.blobs.set(`${repository}@${digest(config)}`, config);
      const manifest = { schemaVersion: 2, config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digest(config) }, layers: [] };
      return { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: this.has(repository, manifest) };
    });
    const all = { ...index(), manifests };
    this.has(repository, all);
    return all;
  }

  /** What a tag means. */
  public digest(repository: string, tag: string): string | undefined {
    const manifest = this.manifests.get(`${repository}:${tag}`);
    return manifest === undefined ? undefined : digestOf(Buffer.from(textOf(manifest)));
  }

  public tags(repository: string): string[] {
    return [...this.manifests.keys()].filter(key => key.startsWith(`${repository}:`)).map(key => key.slice(repository.length + 1));
  }

  /** Runs a command here; what it throws is said. The registry is "HOST" in what was said. */
  public async run(command: Command, args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
    const { value: code, out, error } = await listen(async () => {
      try {
        return await command.run(args);
      } catch (fault) {
        process.stderr.write(`${(fault as Error).message}\n`);
        return 1;
      }
    });
    return { code, out: out.replaceAll(this.host, 'HOST'), err: error.replaceAll(this.host, 'HOST') };
  }

  /** What was changed, a line each, with "HOST" in place of the registry. */
  public get work(): string[] {
    return this.calls.filter(({ args }) => !args.includes('--help') && !args.includes('--version'))
      .map(({ program: name, args }) => `${name} ${args.slice(name === 'docker' ? 5 : -2).join(' ')}`.replaceAll(this.host, 'HOST'));
  }

  public async stop(): Promise<void> {
    process.env.PATH = this.path;
    delete process.env.FAKE_REGISTRY;
    await this.server.stop();
  }

  private answer(request: Request): Reply {
    const disturbed = this.disturb(request);
    if (disturbed) return disturbed;
    if (request.path === '/fake') return { body: this.perform(JSON.parse(request.body) as Call) };
    const [, listed] = /^\/v2\/(.+)\/tags\/list/.exec(request.path) ?? [];
    if (listed !== undefined) return { body: { name: listed, tags: this.tags(listed) } };
    const [, holder, blob] = /^\/v2\/(.+)\/blobs\/(.+)$/.exec(request.path) ?? [];
    if (this.blobs.has(`${holder}@${blob}`)) return { body: this.blobs.get(`${holder}@${blob}`) };
    const [, repository, name] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(request.path) ?? [];
    const manifest = this.manifests.get(`${repository}${name?.includes(':') ? '@' : ':'}${name}`);
    if (manifest === undefined) return { status: 404, body: { errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] } };
    return { body: manifest, headers: { 'content-type': 'application/vnd.oci.image.index.v1+json', 'docker-content-digest': digest(manifest) } };
  }

  private perform(call: Call): object {
    this.calls.push(call);
    const failure = this.fail(call);
    if (failure) return { stderr: failure.stderr, code: failure.code ?? 1 };
    if (call.program === 'skopeo') return call.args[0] === '--version' ? { stdout: `${this.versionOfSkopeo}\n` } : {};
    if (call.args.includes('--help')) return { stdout: this.helpOfImagetools };
    const [reference, ...sources] = call.args.slice(call.args.indexOf('--tag') + 1).map(one => one.replace(`${this.host}/`, ''));
    // As buildx does: one is copied, of several an index is made.
    const manifests = sources.map(source => this.manifests.get(source) ?? { source });
    const all = sources.length === 1 ? manifests[0] : { ...index(), manifests: manifests.flatMap((one, at) => this.childrenOf(one, sources[at])) };
    this.has(reference.replace(/:[^:]*$/, ''), all, reference.replace(/^.*:/, ''));
    return {};
  }

  /** What buildx lists of a source: what that lists itself, or the one image, with the platform that its configuration says. */
  private childrenOf(manifest: unknown, source: string): unknown[] {
    const content = typeof manifest === 'string' ? JSON.parse(manifest) : manifest;
    if (content.manifests) return content.manifests;
    const config = this.blobs.get(`${source.replace(/@.*$/, '')}@${content.config?.digest}`) as Record<string, unknown> | undefined;
    const { os, architecture, variant } = config ?? {};
    return [{ digest: digest(manifest), ...config && { platform: { os, architecture, variant } } }];
  }
}
