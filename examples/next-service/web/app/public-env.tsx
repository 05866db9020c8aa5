'use client';

import Script from 'next/script';
import { useSyncExternalStore } from 'react';

// Written once by @jts/projen-docker and yours from then on: see docs/next-services.md there.
//
// Values that are set when the container starts, not when the image is built: variables of the server that start with PUBLIC_.
// Code of the server reads process.env.PUBLIC_NAME itself.

declare global {
  interface Window { readonly __ENV__?: Readonly<Record<string, string>> }
}

/** Loads the values before anything of a page runs. Render it once, in the body of the root layout. */
export function PublicEnv() {
  return <Script id="public-env" src="/env.js" strategy="beforeInteractive" />;
}

/** A value, for what runs in the browser alone: event handlers and effects. `publicEnv('API_URL')` is PUBLIC_API_URL of the server. */
export function publicEnv(name: string): string | undefined {
  return typeof window === 'undefined' ? undefined : window.__ENV__?.[name];
}

/** A value, for rendering. It is undefined in HTML, which may be older than the value, and there as soon as the page is alive. */
export function usePublicEnv(name: string): string | undefined {
  return useSyncExternalStore(subscribe, () => publicEnv(name), () => undefined);
}

/** Values never change while a page is open. */
const subscribe = () => () => {};
