import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A job, as it goes between the services. */
export const Job = z.object({ id: z.int(), text: z.string(), result: z.string().optional() });
export type Job = z.infer<typeof Job>;

/** What both services prove to each other that they belong together with. */
export function token(): string {
  return readFileSync('/run/secrets/queue-token', 'utf8').trim();
}

/** One line of JSON for each event. */
export function log(message: string, details: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level: 'info', message, ...details })}\n`);
}
