import { ask, BadRequest, serve, urlOf } from '@jts/common';
import { eventLoopTurns, healthRoutes, heapHasRoom, runChecks } from '@jts/health';
import { z } from 'zod';

const STRATEGY = urlOf('strategy-engine', 3002);
const ORDERS = urlOf('order-execution', 3003);

const READY: Record<string, string> = {
  'strategy-engine': `${STRATEGY}/health/strategy`,
  'order-execution': `${ORDERS}/health/orders`,
  'risk-management': `${urlOf('risk-management', 3004)}/health`,
  'data-ingestion': `${urlOf('data-ingestion', 3005)}/health`,
  'notification-service': `${urlOf('notification-service', 3006)}/health`,
};

const Order = z.object({
  symbol: z.string().regex(/^[A-Z]{1,6}$/),
  side: z.enum(['buy', 'sell']),
  quantity: z.number().int().positive(),
});

serve({
  // Whether the others are well is their own answer, not a reason to take the gateway away.
  ...healthRoutes('/health', { 'event-loop': eventLoopTurns, 'heap': () => heapHasRoom() }),
  'GET /status': async () => ({
    body: await runChecks(Object.fromEntries(Object.entries(READY).map(([name, url]) => [name, { run: () => ask(url) }]))),
  }),
  'GET /signals': async ({ url }) => ({ body: await ask(`${STRATEGY}/signals?symbol=${encodeURIComponent(url.searchParams.get('symbol') ?? 'JTS')}`) }),
  'POST /orders': async request => {
    const order = Order.safeParse(await request.json());
    if (!order.success) throw new BadRequest(z.prettifyError(order.error));
    return { status: 201, body: await ask(`${ORDERS}/orders`, order.data) };
  },
});
