import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Job, log, token } from '@acme/queue';
import { HEARTBEAT } from './heartbeat.js';

const api = process.env.API_URL ?? 'http://localhost:3000';
const headers = { 'authorization': `Bearer ${token()}`, 'content-type': 'application/json' };
let running = true;

async function work(): Promise<void> {
  const next = await fetch(`${api}/queue/next`, { headers });
  if (next.status !== 200) return;
  const job = Job.parse(await next.json());
  const done: Job = { ...job, result: job.text.toUpperCase() };
  appendFileSync('results/done.jsonl', `${JSON.stringify(done)}\n`);
  await fetch(`${api}/queue/done`, { method: 'POST', headers, body: JSON.stringify(done) });
  log('job done', { id: job.id });
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    log('stopping', { signal });
    running = false;
  });
}

log('started', { api });
while (running) {
  await work().catch((error: Error) => log('job failed', { error: error.message }));
  writeFileSync(HEARTBEAT, '');
  await sleep(200);
}
