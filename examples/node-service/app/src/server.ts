import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { log } from './log.js';

const app = new Hono();

app.get('/healthz', context => context.json({ status: 'ok' }));

app.use(async (context, next) => {
  const started = performance.now();
  await next();
  log('request', { method: context.req.method, path: context.req.path, status: context.res.status, ms: Math.round(performance.now() - started) });
});

app.get('/hello/:name', context => context.json({ message: `Hello, ${context.req.param('name')}` }));

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => log('listening', { port }));

// Finish the requests that are open, then end: well within the time that a container has to stop.
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    log('stopping', { signal });
    server.close(() => process.exit(0));
  });
}
