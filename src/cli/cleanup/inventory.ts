import type { Links } from '../../registry/manifest-links';

/** A manifest as a registry lists it. */
export interface Listed {
  readonly digest: string;
  readonly tags: readonly string[];
  /** When it came into the registry or was changed last, in milliseconds; `undefined`: the registry does not say. */
  readonly date?: number;
  /** Under which number the registry deletes it, where that is not its digest. */
  readonly id?: number;
}

/** A manifest that has been read. */
export interface Stored extends Listed {
  /** A date that it says and that counts for nothing, in milliseconds: it is yet to come. */
  readonly future?: number;
  readonly links: Links;
  /** Whether the registry can be asked to delete it. */
  readonly isDeletable: boolean;
}

/** What a repository holds. */
export interface Inventory {
  readonly stored: ReadonlyMap<string, Stored>;
  /** What is listed, or referred to, and not there. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  /** What is there and cannot be understood: digests, and why. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** Two readings of what is listed: equal when nobody has pushed or deleted anything between them. */
export function isSameListing(one: readonly Listed[], other: readonly Listed[]): boolean {
  const text = (listing: readonly Listed[]) => listing.map(({ digest, tags }) => `${digest} ${[...tags].sort().join(' ')}`).sort().join('\n');
  return text(one) === text(other);
}
