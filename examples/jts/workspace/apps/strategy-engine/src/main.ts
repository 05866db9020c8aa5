import { ask, serve, urlOf } from '@jts/common';
import { eventLoopTurns, healthRoutes } from '@jts/health';
import { Analytics } from './analytics.js';

const INGESTION = urlOf('data-ingestion', 3005);
const analytics = new Analytics();

serve({
  ...healthRoutes('/health/strategy', { 'event-loop': eventLoopTurns, 'analytics': () => analytics.run('ping', []) }),
  'GET /signals': async ({ url }) => {
    const symbol = url.searchParams.get('symbol') ?? 'JTS';
    const { prices } = await ask<{ prices: number[] }>(`${INGESTION}/prices?symbol=${encodeURIComponent(symbol)}`);
    return { body: { symbol, ...await analytics.run('signal', prices) } };
  },
}, () => analytics.stop());
