// Health of this service: change what you like, this file is yours.
//
// GET /livez   is the process able to answer? Looks at nothing else, or a lost database would have every replica restarted.
// GET /readyz  can it do its work? Runs all checks at once: 200 when all are healthy, else 503.

/** A check: false is unhealthy, an error or a time-out is an error, everything else is healthy. It can hand `signal` on. */
export interface Check {
  readonly run: (signal: AbortSignal) => unknown;
  /** How long it may take, in milliseconds. */
  readonly timeout?: number;
}

/** What one check found. Of an error only its name is told: messages may hold addresses and passwords. */
export interface CheckResult {
  readonly status: 'healthy' | 'unhealthy' | 'error';
  readonly milliseconds: number;
  readonly error?: string;
}

/** What all of them found. */
export interface Report {
  readonly status: 'healthy' | 'unhealthy';
  readonly checks: Record<string, CheckResult>;
}

/** What this service cannot work without. Everyone who can reach it can read the names. */
export const checks: Record<string, Check> = {
  // database: { run: () => pool.query('select 1') },
  // payments: { run: async signal => (await fetch('https://payments.example/health', { signal })).ok, timeout: 1000 },
};

const DEFAULT_TIMEOUT = 3000;
const running = new Map<Check, Promise<unknown>>();
let current: Promise<Report> | undefined;

/** Runs all checks at once. Whoever asks meanwhile gets the same report. */
export function checkHealth(): Promise<Report> {
  current ??= runChecks(checks).finally(() => { current = undefined; });
  return current;
}

/** The status of the HTTP answer. */
export function statusOf(report: Report): 200 | 503 {
  return report.status === 'healthy' ? 200 : 503;
}

/** Answers both paths, and says whether it was asked: if not, the request is the application's. */
export function answerHealth(request: HealthRequest, response: HealthResponse): boolean {
  const path = request.url?.split('?')[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (path === '/livez') answer(response, 200, { status: 'healthy' });
  else if (path === '/readyz') void checkHealth().then(report => answer(response, statusOf(report), report));
  else return false;
  return true;
}

/** A request and a response of node:http, or of what is built on it. */
export interface HealthRequest {
  readonly method?: string;
  readonly url?: string;
}
export interface HealthResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

function answer(response: HealthResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** Runs checks at once, each within its own time. */
export async function runChecks(all: Record<string, Check>): Promise<Report> {
  const results = await Promise.all(Object.entries(all).map(async ([name, check]) => [name, await runOne(check)] as const));
  const healthy = results.every(([, { status }]) => status === 'healthy');
  return { status: healthy ? 'healthy' : 'unhealthy', checks: Object.fromEntries(results) };
}

async function runOne(check: Check): Promise<CheckResult> {
  const start = performance.now();
  const took = (): number => Math.round(performance.now() - start);
  // Its timer keeps no process from ending.
  const signal = AbortSignal.timeout(check.timeout ?? DEFAULT_TIMEOUT);
  const timedOut = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    const found = await Promise.race([started(check, signal), timedOut]);
    return { status: found === false ? 'unhealthy' : 'healthy', milliseconds: took() };
  } catch (error) {
    return { status: 'error', milliseconds: took(), error: String(Object(error).name ?? 'Error') };
  }
}

/** One that has not come back yet is waited for again, and not started a second time. */
function started(check: Check, signal: AbortSignal): Promise<unknown> {
  const before = running.get(check);
  if (before) return before;
  const run = (async () => check.run(signal))().finally(() => running.delete(check));
  // It may fail long after anybody waited for it.
  run.catch(() => undefined);
  running.set(check, run);
  return run;
}
