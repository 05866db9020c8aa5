import { type Check, checkHealth, checks, statusOf } from './health.js';

interface Answer { readonly status: number; readonly body: unknown }

/** How long one check may take: all of them must have answered within the second that a health check gives them. */
const TIMEOUT = 800;

/**
 * Two routes. `path` is readiness: whether the service can do its work now, with what its checks found. `/health/live` is
 * liveness: whether the process answers at all. It asks nothing else, so that the fault of another service restarts nothing here.
 */
export function healthRoutes(path: string, own: Record<string, Check['run']>): Record<string, () => Promise<Answer>> {
  for (const [name, run] of Object.entries(own)) checks[name] = { run, timeout: TIMEOUT };
  return {
    [`GET ${path}`]: async () => {
      const report = await checkHealth();
      return { status: statusOf(report), body: report };
    },
    'GET /health/live': async () => ({ status: 200, body: { status: 'healthy', uptime: Math.round(process.uptime()) } }),
  };
}
