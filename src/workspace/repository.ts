import { readFileSync, readdirSync, Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../model/order';
import { baseName, leaves, normalizePath, parentPath } from '../model/paths';

type Kind = 'file' | 'directory';

/**
 * The files of one repository, each read at most once, together with what was made of them.
 *
 * Paths are relative to the root, with either separator; what lies outside the root does not exist. Names are matched exactly, also where
 * the file system ignores case, because names are looked up in listings: a repository reads the same on every machine.
 */
export class Repository {
  /** The absolute path of the repository. */
  public readonly root: string;
  private readonly listings = new Map<string, Map<string, Kind>>();
  private readonly texts = new Map<string, string | undefined>();
  private readonly made = new Map<string, { readonly value: unknown } | { readonly error: unknown }>();

  /** @param planned files that will be there: their paths and texts. They count as files that are there already. */
  constructor(root: string, planned: ReadonlyMap<string, string> = new Map()) {
    this.root = root;
    planned.forEach((text, path) => this.plan(path, text));
  }

  /** Whether there is a file, or a link to one. */
  public isFile(path: string): boolean {
    return this.kind(normalizePath(path)) === 'file';
  }

  /** Whether there is a folder, or a link to one. */
  public isDirectory(path: string): boolean {
    return this.kind(normalizePath(path)) === 'directory';
  }

  /** Whether there is a file or a folder. */
  public exists(path: string): boolean {
    return this.kind(normalizePath(path)) !== undefined;
  }

  /** The text of a file without a byte order mark, or undefined when there is no such file. */
  public tryRead(path: string): string | undefined {
    const normal = normalizePath(path);
    if (!this.texts.has(normal)) {
      this.texts.set(normal, this.kind(normal) === 'file' ? readFileSync(join(this.root, normal), 'utf8').replace(/^\uFEFF/, '') : undefined);
    }
    return this.texts.get(normal);
  }

  /** The names in a folder, sorted; none when there is no such folder. */
  public list(path: string): string[] {
    return [...this.listing(normalizePath(path)).keys()];
  }

  /** The value made for this key: `make` runs once, and when it throws, its error is kept and thrown again. */
  public memo<T>(key: string, make: () => T): T {
    let entry = this.made.get(key);
    if (entry === undefined) {
      try {
        entry = { value: make() };
      } catch (error) {
        entry = { error };
      }
      this.made.set(key, entry);
    }
    if ('error' in entry) throw entry.error;
    return entry.value as T;
  }

  private plan(path: string, text: string): void {
    this.texts.set(path, text);
    for (let entry = path, kind: Kind = 'file'; entry !== '.'; entry = parentPath(entry), kind = 'directory') {
      const parent = parentPath(entry);
      const listing = readListing(join(this.root, parent));
      const planned = this.listings.get(parent) ?? listing;
      if (!planned.has(baseName(entry))) planned.set(baseName(entry), kind);
      this.listings.set(parent, new Map([...planned].sort(([a], [b]) => compareText(a, b))));
    }
  }

  private kind(path: string): Kind | undefined {
    if (path === '.') return 'directory';
    return leaves(path) ? undefined : this.listing(parentPath(path)).get(baseName(path));
  }

  private listing(path: string): Map<string, Kind> {
    let listing = this.listings.get(path);
    if (listing === undefined) {
      listing = this.kind(path) === 'directory' ? readListing(join(this.root, path)) : new Map<string, Kind>();
      this.listings.set(path, listing);
    }
    return listing;
  }
}

function readListing(folder: string): Map<string, Kind> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return new Map();
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name));
  const result = new Map<string, Kind>();
  for (const entry of entries) {
    const target = entry.isSymbolicLink() ? followLink(join(folder, entry.name)) : entry;
    if (target?.isFile()) result.set(entry.name, 'file');
    else if (target?.isDirectory()) result.set(entry.name, 'directory');
  }
  return result;
}

/** What a link leads to; undefined when that does not exist or is the link itself. */
function followLink(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
