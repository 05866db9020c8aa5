import { ask, log, serve, urlOf } from '@jts/common';
import { eventLoopTurns, healthRoutes, heapHasRoom } from '@jts/health';
import Big from 'big.js';

const RISK = urlOf('risk-management', 3004);
const INGESTION = urlOf('data-ingestion', 3005);
const NOTIFICATIONS = urlOf('notification-service', 3006);

interface Order { readonly symbol: string; readonly side: 'buy' | 'sell'; readonly quantity: number }

let count = 0;

serve({
  ...healthRoutes('/health/orders', {
    'event-loop': eventLoopTurns,
    'heap': () => heapHasRoom(),
    'risk-management': () => ask(`${RISK}/health/live`),
  }),
  'POST /orders': async request => {
    const order = await request.json() as Order;
    const { prices } = await ask<{ prices: number[] }>(`${INGESTION}/prices?symbol=${order.symbol}`);
    // Money is never a floating-point number.
    const value = new Big(prices.at(-1) ?? 0).times(order.quantity).toFixed(2);
    const { accepted, reason } = await ask<{ accepted: boolean; reason?: string }>(`${RISK}/assess`, { ...order, value });
    const id = ++count;
    log('info', 'order', { id, ...order, value, accepted });
    await ask(`${NOTIFICATIONS}/notifications`, { subject: `order ${id} ${accepted ? 'accepted' : 'refused'}` });
    return { body: { id, ...order, value, accepted, ...reason !== undefined && { reason } } };
  },
});
