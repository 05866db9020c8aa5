import { connection } from 'next/server';

// Written once by @jts/projen-docker and yours from then on: see docs/next-services.md there.

/** All variables of the server that start with PUBLIC_, as they are now: everyone can read them. */
export async function GET(): Promise<Response> {
  // Not at build time.
  await connection();
  const values = Object.fromEntries(Object.entries(process.env)
    .filter(([name]) => name.startsWith('PUBLIC_'))
    .map(([name, value]) => [name.slice('PUBLIC_'.length), value]));
  const json = JSON.stringify(values).replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const script = `window.__ENV__ = Object.freeze(${json});`;
  return new Response(script, {
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  });
}
