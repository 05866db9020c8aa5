/** What the server says in /env.js: other values without another build. */
interface Environment { readonly STAGE?: string }

declare global {
  interface Window { readonly __ENV__?: Environment }
}

export const environment: Environment = window.__ENV__ ?? {};
