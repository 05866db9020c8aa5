/** One JSON object a line: what log collectors take without being told how. */
export function log(level: 'info' | 'warn' | 'error', message: string, details: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, service: SERVICE, message, ...details })}\n`);
}

const SERVICE = process.env.SERVICE_NAME ?? 'jts';
