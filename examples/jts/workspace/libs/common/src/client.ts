/** Asks another service for JSON, and does not wait for ever. */
export async function ask<T>(url: string, body?: unknown, timeout = 2000): Promise<T> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(timeout),
    ...body !== undefined && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return await response.json() as T;
}

/** Where another service is: by its name, unless a variable says otherwise. */
export function urlOf(service: string, port: number): string {
  return process.env[`${service.toUpperCase().replaceAll('-', '_')}_URL`] ?? `http://${service}:${port}`;
}
