import { ChildProcess, spawn } from 'child_process';
import { createHash } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';

/** Who may use a registry with logins. */
export const LOGIN = { username: 'anna', password: 'correct horse' };
/** As `htpasswd -nbB` makes it of that login. */
const HTPASSWD = 'anna:$2y$05$zWC1ZZMmrei3N1iW40zele6YSxTnUF7U23dHsJBmoS8lSxus2qOWu\n';
const BASIC = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`;

export interface RegistryOptions {
  /** Whether it deletes nothing, as registries do until they are told otherwise. */
  readonly keeps?: boolean;
  /** Whether it wants a login: `LOGIN`. */
  readonly login?: boolean;
  /** Another way to get in: the registry's own setting `auth`, and the header with which this class stores things. */
  readonly auth?: { readonly setting: object; readonly authorization: string };
}

/**
 * A registry on loopback, the distribution project's own as Debian packages it. The engine and the builder talk to it without
 * encryption, because it is on this machine.
 */
export class Registry {
  public static async start(options: RegistryOptions = {}): Promise<Registry> {
    const root = mkdtempSync(join(tmpdir(), 'registry-'));
    const port = await freePort();
    writeFileSync(join(root, 'htpasswd'), HTPASSWD);
    writeFileSync(join(root, 'config.json'), JSON.stringify({
      version: '0.1',
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(root, 'data') }, delete: { enabled: !options.keeps } },
      http: { addr: `127.0.0.1:${port}` },
      ...(options.login && { auth: { htpasswd: { realm: 'test', path: join(root, 'htpasswd') } } }),
      ...(options.auth && { auth: options.auth.setting }),
    }));
    const child = spawn('docker-registry', ['serve', join(root, 'config.json')], { stdio: ['ignore', 'pipe', 'pipe'] });
    const registry = new Registry(port, root, options, child);
    let failure: Error | undefined;
    child.on('error', error => failure = new Error(`This test needs a registry, and "docker-registry" does not start (${error.message}): install it, on Debian and Ubuntu with "apt-get install docker-registry"`));
    child.on('exit', code => failure ??= new Error(`the registry ended with ${code}: ${registry.output.slice(-1000)}`));
    for (let tries = 0; tries < 200 && !failure; tries++) {
      if (await fetch(`${registry.url}/`).then(({ status }) => status === 200 || status === 401, () => false)) return registry;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    rmSync(root, { recursive: true, force: true });
    throw failure ?? new Error(`the registry does not answer: ${registry.output.slice(-1000)}`);
  }

  /** Host and port, as they stand in an image's name: `127.0.0.1:43121`. */
  public readonly host: string;
  private output = '';

  private constructor(port: number, private readonly root: string, private readonly options: RegistryOptions, private readonly child: ChildProcess) {
    this.host = `127.0.0.1:${port}`;
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', text => this.output += text);
  }

  /** Where its API is. */
  public get url(): string {
    return `http://${this.host}/v2`;
  }

  /** What it was asked for so far: `GET /v2/a/manifests/1 200`. */
  public get requests(): string[] {
    return [...this.output.matchAll(/"([A-Z]+) (\S+) HTTP\/[\d.]+" (\d+)/g)].map(([, method, path, status]) => `${method} ${path} ${status}`);
  }

  /** Stores a manifest under a tag or its digest; its digest. */
  public async putManifest(repository: string, tag: string | undefined, manifest: { readonly mediaType: string }): Promise<string> {
    const body = JSON.stringify(manifest);
    const digest = digestOf(body);
    await this.ask('PUT', `${this.url}/${repository}/manifests/${tag ?? digest}`, body, manifest.mediaType);
    return digest;
  }

  /** Stores a blob; its digest. */
  public async putBlob(repository: string, content: string): Promise<string> {
    const digest = digestOf(content);
    const { headers } = await this.ask('POST', `${this.url}/${repository}/blobs/uploads/`);
    const location = new URL(headers.get('location')!, this.url);
    location.searchParams.set('digest', digest);
    await this.ask('PUT', location.href, content, 'application/octet-stream');
    return digest;
  }

  /** Stores an image for one platform that holds nothing; the descriptor of its manifest. */
  public async putImage(repository: string, tag: string | undefined, platform: string, labels: Record<string, string> = {}): Promise<object> {
    const [os, architecture, variant] = platform.split('/');
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const config = JSON.stringify({ os, architecture, ...(variant && { variant }), config: { Labels: labels }, rootfs: { type: 'layers', diff_ids: [] } });
    const manifest = {
      schemaVersion: 2,
      mediaType,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: await this.putBlob(repository, config), size: Buffer.byteLength(config) },
      layers: [],
    };
    const digest = await this.putManifest(repository, tag, manifest);
    return { mediaType, digest, size: Buffer.byteLength(JSON.stringify(manifest)), platform: { os, architecture, ...(variant && { variant }) } };
  }

  /** Stores an index; its digest. */
  public putIndex(repository: string, tag: string, manifests: readonly object[]): Promise<string> {
    return this.putManifest(repository, tag, { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests } as { mediaType: string });
  }

  /** The digest of a tag, as the registry says it. */
  public async digest(repository: string, tag: string): Promise<string> {
    const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json';
    const response = await fetch(`${this.url}/${repository}/manifests/${tag}`, { method: 'HEAD', headers: { accept, ...this.authorization } });
    return response.headers.get('docker-content-digest')!;
  }

  public async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise(resolve => this.child.once('exit', resolve));
      this.child.kill();
      await ended;
    }
    rmSync(this.root, { recursive: true, force: true });
  }

  private get authorization(): Record<string, string> {
    const authorization = this.options.auth?.authorization ?? (this.options.login ? BASIC : undefined);
    return authorization ? { authorization } : {};
  }

  private async ask(method: string, url: string, body?: string, type?: string): Promise<Response> {
    const response = await fetch(url, { method, body, headers: { ...(type && { 'content-type': type }), ...this.authorization } });
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
    return response;
  }
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
