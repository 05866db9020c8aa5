import { serve } from '@jts/common';
import { eventLoopTurns, healthRoutes } from '@jts/health';
import { pricesOf } from './prices.js';

serve({
  ...healthRoutes('/health', { 'event-loop': eventLoopTurns, 'feed': () => pricesOf('JTS', 1).length === 1 }),
  'GET /prices': ({ url }) => {
    const symbol = url.searchParams.get('symbol') ?? 'JTS';
    return { body: { symbol, prices: pricesOf(symbol, 60) } };
  },
});
