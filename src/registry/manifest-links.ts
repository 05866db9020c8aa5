import { type Descriptor, isDescriptor, isObject, parseObject, WITHOUT_DIGEST } from './manifest';
import { unique } from '../model/order';

/** What a manifest refers to in its repository, and says of its age. */
export interface Links {
  /** The manifests of an index: platforms, attestations, referrers, other indexes. */
  readonly children: readonly string[];
  /** What an index lists that is no manifest: BuildKit keeps the layers of a cache so. */
  readonly others: readonly string[];
  /** What a signature, an attestation or another referrer is about. */
  readonly subject?: string;
  /** The configuration of an image. */
  readonly config?: string;
  /** The annotation `org.opencontainers.image.created`. */
  readonly created?: string;
}

export interface Unreadable { readonly problem: string }

/** What can be asked for as a manifest. */
const MANIFEST = /^application\/vnd\.(?:oci\.(?:image\.(?:index|manifest)|artifact\.manifest)\.v1\+json|docker\.distribution\.manifest\.(?:list\.v2|v2|v1)\+(?:json|prettyjws))$/;
const IMAGE_CONFIG = /^application\/vnd\.(?:oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/;
const CREATED = 'org.opencontainers.image.created';

/**
 * Reads what a manifest refers to, of whatever kind it is. What is not understood is a problem, never nothing: somebody may delete what
 * no manifest refers to.
 */
export function linksOf(body: Buffer): Links | Unreadable {
  const value = parseObject(body);
  if (!value) return { problem: 'is no JSON object' };
  const { manifests = [], subject, config, annotations } = value;
  // Absent, or a list; `null` is written by programs that have none.
  const listed = manifests ?? [];
  if (!Array.isArray(listed) || !listed.every(isDescriptor)) return { problem: `lists manifests ${WITHOUT_DIGEST}` };
  if (subject !== undefined && subject !== null && !isDescriptor(subject)) return { problem: `has a subject ${WITHOUT_DIGEST}` };
  const isManifest = ({ mediaType }: Descriptor) => mediaType === undefined || MANIFEST.test(String(mediaType));
  const created = isObject(annotations) ? annotations[CREATED] : undefined;
  return {
    children: digestsOf(listed.filter(isManifest)),
    others: digestsOf(listed.filter(one => !isManifest(one))),
    ...(isDescriptor(subject) && { subject: subject.digest }),
    ...(isDescriptor(config) && IMAGE_CONFIG.test(String(config.mediaType)) && { config: config.digest }),
    ...(typeof created === 'string' && { created }),
  };
}

/** When an image was made, as its configuration says: the time of its last layer, and the label that a build may have set. */
export function createdIn(config: Buffer): { readonly created?: string; readonly label?: string } {
  const value = parseObject(config) ?? {};
  const labels = isObject(value.config) && isObject(value.config.Labels) ? value.config.Labels : {};
  const label = labels[CREATED];
  return { ...(typeof value.created === 'string' && { created: value.created }), ...(typeof label === 'string' && { label }) };
}

function digestsOf(descriptors: readonly Descriptor[]): string[] {
  return unique(descriptors.map(({ digest }) => digest));
}
