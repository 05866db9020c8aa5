import { statSync } from 'node:fs';
import { HEARTBEAT } from './heartbeat.js';

// The health check of a service without a port: the last round was not long ago.
const { mtimeMs } = statSync(HEARTBEAT);
process.exit(Date.now() - mtimeMs < 5_000 ? 0 : 1);
