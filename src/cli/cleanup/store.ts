import type { Listed, Stored } from './inventory';
import { kindOf } from './tags';
import { atOnce } from '../../model/at-once';
import { RegistryError } from '../../registry/error';
import { type GitHubPackages } from '../../registry/github-packages';
import { type RegistryClient } from '../../registry/registry-client';

/** Requests that are under way at once. */
export const AT_ONCE = 6;

/** What lists the manifests of one repository, and deletes them. */
export interface Store {
  /** Whether it lists what has no tag, too. */
  readonly isComplete: boolean;
  list(): Promise<Listed[]>;
  /** @throws RegistryError when it is not deleted */
  delete(manifest: Stored): Promise<void>;
}

/** Any registry, by the API of the distribution specification: tags are listed, digests deleted. */
export class RegistryStore implements Store {
  public readonly isComplete = false;

  public constructor(private readonly client: RegistryClient, private readonly image: string) {}

  public async list(): Promise<Listed[]> {
    return byDigest(await digestsOf(this.client, this.image, await this.client.tags(this.image)));
  }

  public delete({ digest }: Stored): Promise<void> {
    return this.client.delete(`${this.image}@${digest}`);
  }
}

/** The registry of GitHub, whose REST API lists and deletes, and which is read as any other. */
export class GitHubStore implements Store {
  public readonly isComplete = true;

  public constructor(private readonly client: RegistryClient, private readonly packages: GitHubPackages, private readonly image: string,
    private readonly owner: string, private readonly name: string) {}

  public async list(): Promise<Listed[]> {
    const [versions, tags] = await Promise.all([this.packages.versions(this.owner, this.name), this.client.tags(this.image)]);
    if (versions === undefined && tags.length === 0) return [];
    if (versions === undefined) {
      throw new RegistryError(`GitHub shows no versions of ${this.image}, which is in the registry: the token needs the permission "packages: write", and the package has to give the workflow's repository the role Admin`);
    }
    // GitHub's list may lag behind the registry: what only the registry knows of is kept, with all that it refers to.
    const known = new Set(versions.flatMap(version => version.tags));
    const late = byDigest(await digestsOf(this.client, this.image, tags.filter(tag => !known.has(tag))));
    const listed = new Map(versions.map(({ id, digest, tags: own, date }): [string, Listed] => [digest, { digest, tags: own, date, id }]));
    for (const { digest, tags: more } of late) {
      const version = listed.get(digest);
      listed.set(digest, version ? { ...version, tags: [...version.tags, ...more] } : { digest, tags: more });
    }
    return [...listed.values()];
  }

  public async delete({ id, digest }: Stored): Promise<void> {
    if (id === undefined) throw new Error(`${digest} has no number`);
    await this.packages.delete(this.owner, this.name, id);
  }
}

async function digestsOf(client: RegistryClient, image: string, tags: readonly string[]): Promise<[digest: string, tag: string][]> {
  const found = await atOnce(AT_ONCE, tags, async tag => [await client.tryDigest(`${image}:${tag}`), tag] as const);
  return found.flatMap(([digest, tag]): [string, string][] => {
    if (digest !== undefined) return [[digest, tag]];
    if (['commit', 'companion'].includes(kindOf(tag))) return [];
    throw new RegistryError(`${image} has the tag ${tag}, and nothing behind it; try again later, or delete the tag`);
  });
}

function byDigest(pairs: readonly (readonly [digest: string, tag: string])[]): Listed[] {
  const tags = new Map<string, string[]>();
  for (const [digest, tag] of pairs) tags.set(digest, [...tags.get(digest) ?? [], tag]);
  return [...tags].map(([digest, own]) => ({ digest, tags: own }));
}
