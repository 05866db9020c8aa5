/** One line of JSON for each event: what log collectors read without being told how. */
export function log(message: string, details: Record<string, unknown> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level: 'info', message, ...details })}\n`);
}
