import { createServer } from 'node:http';

const port = Number(process.env.PORT ?? 3000);

/** One line of JSON for each event: what log collectors read without being told how. */
function log(level, message, details = {}) {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...details })}\n`);
}

const server = createServer((request, response) => {
  const started = performance.now();
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const [status, body] = pathname === '/' ? [200, { message: 'Hello from a container' }]
    : pathname === '/healthz' ? [200, { status: 'ok' }]
      : [404, { error: 'not found' }];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (pathname !== '/healthz') {
    log('info', 'request', { method: request.method, path: pathname, status, ms: Math.round(performance.now() - started) });
  }
});

server.listen(port, () => log('info', 'listening', { port }));

// Stop taking requests, finish those that are open, and end: well within the time that a container has to stop.
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    log('info', 'stopping', { signal });
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
