import { log, serve } from '@jts/common';
import { eventLoopTurns, healthRoutes } from '@jts/health';

interface Notification { readonly subject: string }

const KEPT = 100;
const sent: Notification[] = [];

// What the build was told: esbuild puts it here.
const FLAGS = (process.env.FEATURE_FLAGS ?? '').split(',').filter(Boolean);

serve({
  ...healthRoutes('/health', { 'event-loop': eventLoopTurns }),
  'GET /notifications': () => ({ body: { flags: FLAGS, sent } }),
  'POST /notifications': async request => {
    const { subject } = await request.json() as Notification;
    sent.unshift({ subject });
    sent.length = Math.min(sent.length, KEPT);
    log('info', 'notification', { subject });
    return { status: 201, body: { subject } };
  },
});
