import { serve } from '@jts/common';
import { eventLoopTurns, healthRoutes } from '@jts/health';
import Big from 'big.js';

const LIMIT = new Big(process.env.RISK_LIMIT ?? '100000');

serve({
  ...healthRoutes('/health', { 'event-loop': eventLoopTurns, 'limit': () => LIMIT.gt(0) }),
  'POST /assess': async request => {
    const { value } = await request.json() as { value: string };
    const accepted = new Big(value).lte(LIMIT);
    return { body: { accepted, ...!accepted && { reason: `${value} is above the limit of ${LIMIT}` } } };
  },
});
