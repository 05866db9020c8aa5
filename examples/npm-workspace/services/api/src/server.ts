import { Job, log, token } from '@acme/queue';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';

const jobs: Job[] = [];
const waiting: Job[] = [];
const app = new Hono();

app.get('/healthz', context => context.json({ status: 'ok' }));

app.post('/jobs', async context => {
  const job: Job = { id: jobs.length + 1, text: await context.req.text() };
  jobs.push(job);
  waiting.push(job);
  log('job taken', { id: job.id });
  return context.json(job, 201);
});

app.get('/jobs/:id{[0-9]+}', context => {
  const job = jobs[Number(context.req.param('id')) - 1];
  return job ? context.json(job) : context.json({ error: 'no such job' }, 404);
});

// For the worker alone.
app.use('/queue/*', bearerAuth({ token: token() }));
app.get('/queue/next', context => {
  const job = waiting.shift();
  return job ? context.json(job) : context.body(null, 204);
});
app.post('/queue/done', async context => {
  const done = Job.parse(await context.req.json());
  jobs[done.id - 1] = done;
  return context.body(null, 204);
});

const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => log('listening', { port }));

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    log('stopping', { signal });
    server.close(() => process.exit(0));
  });
}
