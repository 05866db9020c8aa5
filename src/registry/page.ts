import { quoted, RegistryError } from './error';

/** The tags on a page of a repository's list. */
export function tagsIn(body: Buffer, host: string): string[] {
  const tags = tagsOf(body);
  // Registries say `null` where there are none.
  if (tags === null) return [];
  if (Array.isArray(tags) && tags.every(tag => typeof tag === 'string')) return tags;
  throw new RegistryError(`${host} does not answer with a list of tags; check that it is a registry`);
}

function tagsOf(body: Buffer): unknown {
  try {
    return (JSON.parse(body.toString('utf8')) as { tags?: unknown } | null)?.tags;
  } catch {
    return undefined;
  }
}

/**
 * Where the next page is, as a `Link` header says it (RFC 8288); `undefined` on the last one.
 *
 * @param url where this page came from: the next one must be at the same host, because it is asked for with the login
 * @throws RegistryError
 */
export function nextPage(link: string | null, url: string, host: string): string | undefined {
  for (const [, target, parameters] of (link ?? '').matchAll(/<([^>]*)>((?:\s*;\s*[\w*]+(?:\s*=\s*(?:"[^"]*"|[^\s";,]+))?)*)/g)) {
    if (!/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?![\w-]))/i.test(parameters)) continue;
    const next = URL.canParse(target, url) ? new URL(target, url) : undefined;
    if (next?.origin === new URL(url).origin) return next.href;
    throw new RegistryError(`${host} has its next page at ${JSON.stringify(quoted(next?.origin ?? target))}, which is another host; ask who runs it`);
  }
  return undefined;
}
