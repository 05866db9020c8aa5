import { createServer, IncomingMessage, Server } from 'http';
import type { AddressInfo } from 'net';
import { digestOf } from '../../src/registry/manifest';

/** What the server does with a request: an answer, no answer, the start of one, or a connection that ends. */
export type Reply = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown } | 'silence' | 'stall' | 'reset';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly accept?: string;
  readonly userAgent?: string;
  readonly body: string;
}

/** An HTTP server on loopback that does what a test says, and remembers what it was asked. */
export class ScriptedServer {
  public static async start(script: (request: Request, count: number) => Reply): Promise<ScriptedServer> {
    const started = new ScriptedServer(script);
    await new Promise<void>(resolve => started.server.listen(0, '127.0.0.1', resolve));
    started.host = `127.0.0.1:${(started.server.address() as AddressInfo).port}`;
    return started;
  }

  public readonly requests: Request[] = [];
  /** Host and port, as they stand in an image's name. */
  public host!: string;
  private readonly server: Server;

  private constructor(private readonly script: (request: Request, count: number) => Reply) {
    this.server = createServer((request, response) => {
      void bodyOf(request).then(body => {
        const { method = '', url = '', headers } = request;
        const asked = { method, path: url, authorization: headers.authorization, accept: headers.accept, userAgent: headers['user-agent'], body };
        this.requests.push(asked);
        const reply = this.script(asked, this.requests.filter(one => one.method === method && one.path === url).length);
        if (reply === 'silence') return;
        if (reply === 'reset') {
          request.socket.destroy();
        } else if (reply === 'stall') {
          response.writeHead(200, { 'content-length': '100' }).write('{');
        } else {
          response.writeHead(reply.status ?? 200, reply.headers).end(method === 'HEAD' ? undefined : textOf(reply.body));
        }
      });
    });
  }

  /** What it was asked, each request on a line. */
  public get log(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

export function textOf(body: unknown): string {
  return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
}

/** A manifest as a registry sends it. */
export function manifestReply(body: unknown, headers: Record<string, string> = {}): Reply {
  return { body, headers: { 'content-type': 'application/vnd.oci.image.index.v1+json', 'docker-content-digest': digest(body), ...headers } };
}

export function digest(body: unknown): string {
  return digestOf(Buffer.from(textOf(body)));
}

/** An index of images for platforms such as `linux/arm/v7`. */
export function index(...platforms: string[]): object {
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: platforms.map((platform, at) => {
      const [os, architecture, variant] = platform.split('/');
      return { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digest(String(at)), size: 1, platform: { os, architecture, ...(variant && { variant }) } };
    }),
  };
}

/** Starts scripted servers, which end with the test that asked for them; called once for a file of tests. */
export function scriptedServers(): (script: (request: Request, count: number) => Reply) => Promise<ScriptedServer> {
  const servers: ScriptedServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(server => server.stop()));
  });
  return async script => {
    const server = await ScriptedServer.start(script);
    servers.push(server);
    return server;
  };
}
