import { manifestsOf, type Publication } from './plan';
import { type OutlinedManifest, REFERENCE } from '../../engine/outline';
import { aliasIn } from '../../model/manifest-keys';
import { unique } from '../../model/order';
import { platformName } from '../../model/platform';
import { show } from '../../model/problem';
import { type Descriptor, INDEX_TYPES, parseManifest } from '../../registry/manifest';
import type { RawManifest } from '../../registry/registry-client';

/**
 * Why what a tag leads to is not what was pushed; `undefined`: it is exactly that. What one archive holds keeps its digest. Of several an
 * index is made, which must have all their manifests, each of them once and for the platform that it was built for, and no other: what is
 * signed next is this index, and engines choose by what it says.
 */
export function differenceOf(publication: Publication, found: RawManifest): string | undefined {
  const { archives } = publication;
  if (archives.length === 1) {
    const [{ outline }] = archives;
    return found.digest === outline.digest ? undefined : `it has the digest ${found.digest} in place of ${outline.digest}`;
  }
  const manifest = parseManifest(found.body);
  if (manifest.kind === 'unusable') return `it ${manifest.reason}`;
  if (manifest.kind === 'image') return 'it is one image, and no index of several';
  if (!INDEX_TYPES.includes(found.mediaType)) return `it is an index, and called ${found.mediaType || 'nothing'}`;
  const alias = aliasIn(JSON.parse(found.body.toString('utf8')));
  if (alias !== undefined) return `it has the key ${show(alias)}, which some readers take for another`;
  return differences(manifestsOf(publication), manifest.manifests).join(', ') || undefined;
}

function differences(built: readonly OutlinedManifest[], found: readonly Descriptor[]): string[] {
  const digests = found.map(({ digest }) => digest);
  const missing = unique(built.map(({ digest }) => digest)).filter(digest => !digests.includes(digest));
  const others = unique(digests).filter(digest => !built.some(one => one.digest === digest));
  const repeated = unique(digests.filter((digest, index) => digests.indexOf(digest) !== index));
  return [
    ...missing.length > 0 ? [`${missing.join(', ')} is missing`] : [],
    ...others.length > 0 ? [`${others.join(', ')} is in it`] : [],
    ...repeated.length > 0 ? [`${repeated.join(', ')} is in it more than once`] : [],
    ...found.flatMap(one => {
      const own = built.find(({ digest }) => digest === one.digest);
      return own ? mistakesIn(one, own) : [];
    }),
  ];
}

/** What an index says of a manifest that is not so. */
function mistakesIn({ digest, platform, annotations }: Descriptor, { platform: builtFor, about }: OutlinedManifest): string[] {
  const [saidFor, saidOf] = [platformName(platform ?? {}), annotations?.[REFERENCE]];
  return [
    ...saidFor === builtFor ? [] : [`${digest} is ${builtFor === undefined ? 'an attestation' : `built for ${builtFor}`} and listed ${saidFor === undefined ? 'without a platform' : `for ${saidFor}`}`],
    ...saidOf === about ? [] : [`${digest} is about ${about ?? 'nothing'} and listed as about ${String(saidOf ?? 'nothing')}`],
  ];
}
