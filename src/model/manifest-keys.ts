/** What manifests and what they list have a meaning for. */
const KEYS = ['schemaVersion', 'mediaType', 'manifests', 'annotations', 'config', 'layers', 'subject', 'artifactType', 'digest', 'size', 'urls', 'data', 'platform', 'os', 'architecture', 'variant'];

/** A key that is one of a manifest's in other letters: programs in Go read it as if it was that one, others do not. */
export function aliasIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, content] of Object.entries(value)) {
    const plain = key.toUpperCase().toLowerCase();
    if (!KEYS.includes(key) && KEYS.some(one => one.toLowerCase() === plain)) return key;
    // The names of annotations are anything.
    const inner = key === 'annotations' ? undefined : aliasIn(content);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
