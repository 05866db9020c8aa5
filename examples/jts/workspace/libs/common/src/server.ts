import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { log } from './log.js';

/** What a route is asked. */
export interface Request {
  readonly url: URL;
  /** The body, which must be JSON. */
  json(): Promise<unknown>;
}

/** What a route answers: any value as JSON, with status 200 unless it says another. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

export type Route = (request: Request) => Answer | Promise<Answer>;

/** What is wrong with a request: the answer is a status of its own, and not 500. */
export class BadRequest extends Error {}

const MAX_BODY = 64 * 1024;

/** Serves routes such as `GET /health` until the process is told to stop; then open requests are still answered. */
export function serve(routes: Record<string, Route>, stop: () => void | Promise<void> = () => undefined): void {
  const server = createServer((request, response) => {
    answer(routes, request).catch(failed).then(({ status = 200, body }) => send(response, status, body));
  });
  server.listen(Number(process.env.PORT ?? 3000), () => log('info', 'listening', { address: server.address() }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log('info', 'stopping', { signal });
      server.close(() => void Promise.resolve(stop()).then(() => process.exit(0)));
      server.closeIdleConnections();
    });
  }
}

async function answer(routes: Record<string, Route>, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const route = routes[`${request.method} ${url.pathname}`];
  if (!route) return { status: 404, body: { error: 'no such route' } };
  return route({ url, json: () => jsonOf(request) });
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MAX_BODY) throw new BadRequest('the body is too long');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest('the body is not JSON');
  }
}

function failed(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BadRequest) return { status: 400, body: { error: message } };
  log('error', 'request failed', { error: message });
  return { status: 502, body: { error: message } };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
