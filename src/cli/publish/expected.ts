import { manifestsOf, type Publication } from './plan';
import type { RawManifest } from '../../registry/registry-client';

/**
 * Why what a tag leads to is not what was pushed; `undefined`: it is exactly that. What one archive holds keeps its digest, of several an
 * index is made, which must have all their manifests and no other.
 */
export function differenceOf(publication: Publication, { digest, body }: RawManifest): string | undefined {
  const { archives } = publication;
  if (archives.length === 1) {
    const [{ outline }] = archives;
    return digest === outline.digest ? undefined : `it has the digest ${digest} in place of ${outline.digest}`;
  }
  const expected = manifestsOf(publication).map(manifest => manifest.digest);
  const found = childrenOf(body);
  const missing = expected.filter(one => !found.includes(one));
  const others = found.filter(one => !expected.includes(one));
  const parts = [...missing.length > 0 ? [`${missing.join(', ')} is missing`] : [], ...others.length > 0 ? [`${others.join(', ')} is in it`] : []];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function childrenOf(body: Buffer): string[] {
  try {
    const { manifests } = JSON.parse(body.toString('utf8')) as { manifests?: { digest?: unknown }[] };
    return (manifests ?? []).map(({ digest }) => String(digest));
  } catch {
    return [];
  }
}
