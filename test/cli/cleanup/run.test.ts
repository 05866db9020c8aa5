import type { Listed, Stored } from '../../../src/cli/cleanup/inventory';
import { renderJson, renderMarkdown, renderText } from '../../../src/cli/cleanup/report';
import { cleanUp, type Result, type Run } from '../../../src/cli/cleanup/run';
import type { Store } from '../../../src/cli/cleanup/store';
import { RegistryError } from '../../../src/registry/error';
import { GitHubRuleError, GitHubStopError } from '../../../src/registry/github-packages';
import { digestOf } from '../../../src/registry/manifest';
import { DeleteUnsupportedError, type RegistryClient } from '../../../src/registry/registry-client';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

interface Kept { body: Buffer; tags: string[]; age: number; id: number }

/** A repository in memory: real manifests, and deletions as a test wants them. */
class Repository implements Store {
  public readonly isComplete: boolean = true;
  public readonly held = new Map<string, Kept>();
  public readonly deleted: string[] = [];
  public lists = 0;
  public onDelete: (digest: string) => void = () => undefined;
  public onList: () => void = () => undefined;

  public put(content: object | string, tags: string[] = [], age = 30): string {
    const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
    const digest = digestOf(body);
    this.held.set(digest, { body, tags: [...this.held.get(digest)?.tags ?? [], ...tags], age, id: this.held.size + 1 });
    return digest;
  }

  public image(name: string, tags: string[] = [], age = 30, subject?: string): string {
    const config = { digest: digestOf(Buffer.from(name)) };
    return this.put({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [], ...(subject && { subject: { digest: subject } }) }, tags, age);
  }

  public index(children: readonly string[], tags: string[] = [], age = 30): string {
    const manifests = children.map(digest => ({ mediaType: MANIFEST, digest }));
    return this.put({ schemaVersion: 2, mediaType: INDEX, manifests, annotations: { tags: tags.join() } }, tags, age);
  }

  public async list(): Promise<Listed[]> {
    this.lists++;
    this.onList();
    return [...this.held].map(([digest, { tags, age, id }]) => ({ digest, tags: [...tags], date: NOW - age * DAY, id }));
  }

  public async delete({ digest, id }: Stored): Promise<void> {
    expect(id).toBe(this.held.get(digest)?.id);
    this.onDelete(digest);
    this.held.delete(digest);
    this.deleted.push(digest);
  }

  public get client(): RegistryClient {
    const digest = (reference: string) => reference.slice(reference.indexOf('@') + 1);
    return {
      tryManifestOf: async (reference: string) => this.held.get(digest(reference)),
      tryDigest: async (reference: string) => (this.held.has(digest(reference)) ? digest(reference) : undefined),
    } as unknown as RegistryClient;
  }
}

type Options = Partial<Run['policy']> & Partial<Pick<Run, 'dryRun' | 'signal'>>;

function clean(repository: Repository, { signal = new AbortController().signal, dryRun = false, ...policy }: Options = {}): Promise<Result> {
  return cleanUp({
    image: 'ghcr.io/acme/api',
    client: repository.client,
    store: repository,
    step: () => undefined,
    signal,
    dryRun,
    policy: { keep: 1, olderThan: 0, untaggedOnly: false, isProtected: () => false, now: NOW, ...policy },
  });
}

const sha = (letter: string) => `sha-${letter.repeat(40)}`;
const companion = (digest: string, end = '.sig') => `sha256-${digest.slice(7)}${end}`;

/** Two images of commits that share a platform, each signed. */
function twoImages(): { repository: Repository; one: string; two: string; own: string; signature: string } {
  const repository = new Repository();
  const shared = repository.image('shared');
  const one = repository.index([shared, repository.image('amd-1')], [sha('1')], 10);
  const own = repository.image('amd-2');
  const two = repository.index([shared, own], [sha('2')], 20);
  repository.image('sig-1', [companion(one)]);
  const signature = repository.image('sig-2', [companion(two)]);
  return { repository, one, two, own, signature };
}

test('what goes, goes in order, and the rest is there', async () => {
  const { repository, two, own, signature } = twoImages();
  const before = repository.held.size;
  const { problems, deletions } = await clean(repository);
  expect(problems).toEqual([]);
  expect(repository.deleted).toEqual([signature, two, own]);
  expect(deletions.map(({ outcome }) => outcome)).toEqual(['deleted', 'deleted', 'deleted']);
  expect(repository.held.size).toBe(before - 3);
});

test('a dry run plans the same, and deletes nothing', async () => {
  const { repository, two, own, signature } = twoImages();
  const { deletions } = await clean(repository, { dryRun: true });
  expect(deletions.map(({ manifest, outcome }) => [manifest.digest, outcome])).toEqual([signature, two, own].map(digest => [digest, 'planned']));
  expect(repository.deleted).toEqual([]);
});

test('nothing is deleted when something cannot be understood', async () => {
  const { repository } = twoImages();
  repository.put('[]');
  const { problems, deletions } = await clean(repository);
  expect(problems).toEqual([expect.stringContaining('is no JSON object')]);
  expect(deletions.every(({ outcome }) => outcome === 'left')).toBe(true);
  expect(repository.deleted).toEqual([]);
});

test('nothing is deleted when something cannot be read', async () => {
  const { repository } = twoImages();
  const client = { ...repository.client, tryManifestOf: () => Promise.reject(new RegistryError('ghcr.io has a fault (500)')) } as unknown as RegistryClient;
  jest.spyOn(repository, 'client', 'get').mockReturnValue(client);
  await expect(clean(repository)).rejects.toThrow('has a fault');
  expect(repository.deleted).toEqual([]);
});

test('what is pushed between reading and deleting is read, too', async () => {
  const { repository, two, own, signature } = twoImages();
  repository.onList = () => {
    if (repository.lists === 2) repository.index([own], ['main'], 0);
  };
  await clean(repository);
  expect(repository.deleted).toEqual([signature, two]);
  expect(repository.held.has(own)).toBe(true);
});

test('somebody who pushes all the time', async () => {
  const { repository } = twoImages();
  repository.onList = () => void repository.image(`push ${repository.lists}`, [], 0);
  expect((await clean(repository)).problems).toEqual(['somebody publishes at the moment; run it again later']);
  expect(repository.deleted).toEqual([]);
});

test('what something needs that could not be deleted stays', async () => {
  const { repository, two, own, signature } = twoImages();
  const orphan = repository.image('orphan');
  repository.onDelete = digest => {
    if (digest === two) throw new RegistryError('a fault');
  };
  const { problems, deletions } = await clean(repository);
  expect(problems).toEqual(['a fault']);
  expect(Object.fromEntries(deletions.map(({ manifest, outcome, said }) => [manifest.digest, [outcome, said]]))).toEqual({
    [signature]: ['deleted', undefined], [two]: ['failed', 'a fault'], [own]: ['left', `${two.slice(0, 19)} needs it`], [orphan]: ['deleted', undefined],
  });
});

test('what GitHub never deletes is no failure', async () => {
  const { repository, two } = twoImages();
  repository.onDelete = digest => {
    if (digest === two) throw new GitHubRuleError('GitHub keeps it');
  };
  const { problems, deletions } = await clean(repository);
  expect(problems).toEqual([]);
  expect(deletions.map(({ outcome, said }) => [outcome, said])).toEqual([
    ['deleted', undefined], ['refused', 'GitHub keeps it'],
    ['left', `${two.slice(0, 19)} needs it`],
  ]);
});

test.each<[string, RegistryError]>([
  ['a permission that is missing', new GitHubStopError('no permission')], ['a registry that deletes nothing', new DeleteUnsupportedError('not by the API')],
])('after %s nothing more is tried', async (_what, error) => {
  const { repository } = twoImages();
  let tried = 0;
  repository.onDelete = () => {
    tried++;
    throw error;
  };
  const { problems, deletions } = await clean(repository);
  expect([tried, problems]).toEqual([1, [error.message]]);
  expect(deletions.map(({ outcome }) => outcome)).toEqual(['failed', 'left', 'left']);
});

test('a fault of ours is not swallowed', async () => {
  const { repository } = twoImages();
  repository.onDelete = () => {
    throw new TypeError('ours');
  };
  await expect(clean(repository)).rejects.toThrow('ours');
});

test('an interrupted run ends after what it is doing', async () => {
  const { repository, signature } = twoImages();
  const controller = new AbortController();
  repository.onDelete = () => controller.abort();
  const { deletions } = await clean(repository, { signal: controller.signal });
  expect(repository.deleted).toEqual([signature]);
  expect(deletions.map(({ outcome, said }) => [outcome, said])).toEqual([['deleted', undefined], ['left', 'interrupted'], ['left', expect.any(String)]]);
});

test('a registry that deletes more than it was asked to is found out', async () => {
  const { repository, one, signature } = twoImages();
  repository.onDelete = digest => {
    if (digest === signature) repository.held.delete(one);
  };
  expect((await clean(repository)).problems).toEqual([`ghcr.io/acme/api has lost ${one.slice(0, 19)}, which was not deleted by this run; restore it, GitHub can do so for 30 days`]);
});

/** What says how an image was built, as BuildKit writes it since 0.32: an artifact about the image of a platform, which the index lists beside it. */
function artifactOf(repository: Repository, image: string, age: number): string {
  return repository.put({
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType: 'application/vnd.docker.attestation.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(Buffer.from('{}')), size: 2, data: 'e30=' },
    layers: [{ mediaType: 'application/vnd.in-toto+json', digest: digestOf(Buffer.from(image)), size: 1 }],
    subject: { mediaType: MANIFEST, digest: image },
  }, [], age);
}

describe('attestations that are artifacts', () => {
  test('stay with their images, and go with them, before them', async () => {
    const repository = new Repository();
    const [own, old] = [repository.image('new'), repository.image('old')];
    const kept = [own, artifactOf(repository, own, 99)];
    const attestation = artifactOf(repository, old, 5);
    const index = repository.index(kept, [sha('1')], 10);
    const goes = repository.index([old, attestation], [sha('2')], 20);
    const { problems, plan } = await clean(repository);
    expect(problems).toEqual([]);
    expect(repository.deleted).toEqual([goes, attestation, old]);
    expect([...repository.held.keys()].sort()).toEqual([...kept, index].sort());
    expect(plan.deleted.map(({ why }) => why)).toEqual(['not among the newest 1', expect.stringContaining('belongs to'), expect.stringContaining('part of')]);
  });

  test('of a platform that two indexes share', async () => {
    const repository = new Repository();
    const shared = repository.image('shared');
    const attestation = artifactOf(repository, shared, 50);
    repository.index([shared, attestation], [sha('1')], 10);
    const [own, goes] = [repository.image('own'), repository.index([shared, attestation, repository.image('own')], [sha('2')], 20)];
    await clean(repository);
    expect(repository.deleted).toEqual([goes, own]);
  });
});

describe('a registry that lists only tags', () => {
  class Tagged extends Repository {
    public readonly isComplete = false;
    public readonly configs = new Map<string, string>();

    public async list(): Promise<Listed[]> {
      this.lists++;
      return [...this.held].filter(([, { tags }]) => tags.length > 0).map(([digest, { tags }]) => ({ digest, tags: [...tags] }));
    }

    public async delete({ digest }: Stored): Promise<void> {
      this.held.delete(digest);
      this.deleted.push(digest);
    }

    /** An image whose configuration says when it was made. */
    public made(name: string, created: string | undefined, label?: string, tags: string[] = []): string {
      const config = JSON.stringify({ name, created, config: { Labels: { 'org.opencontainers.image.created': label } } });
      const digest = digestOf(Buffer.from(config));
      this.configs.set(digest, config);
      return this.put({ schemaVersion: 2, config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest }, layers: [] }, tags);
    }

    public get client(): RegistryClient {
      const digest = (reference: string) => reference.slice(reference.indexOf('@') + 1);
      return {
        ...super.client,
        tryBlobOf: async (reference: string) => this.configs.get(digest(reference)),
        referrers: async (reference: string) => [...this.held].flatMap(([one, { body }]) => (subjectOf(body) === digest(reference) ? [one] : [])),
      } as unknown as RegistryClient;
    }
  }

  const day = (age: number) => new Date(NOW - age * DAY).toISOString();

  test('images say themselves when they were made; the newest date counts', async () => {
    const repository = new Tagged();
    const kept = repository.index([repository.made('a', day(99), day(2)), repository.made('b', day(99))], [sha('1')]);
    const goes = repository.index([repository.made('c', day(3), day(99))], [sha('2')]);
    const { deletions } = await clean(repository, { olderThan: DAY });
    expect(repository.deleted[0]).toBe(goes);
    expect(deletions).toHaveLength(2);
    expect(deletions[0].manifest.date).toBe(NOW - 3 * DAY);
    expect(repository.held.has(kept)).toBe(true);
  });

  test.each([undefined, '1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z', 'yesterday'])('%s is no date, and such an image stays', async created => {
    const repository = new Tagged();
    repository.made('new', day(1), undefined, [sha('1')]);
    const odd = repository.made('odd', created, undefined, [sha('2')]);
    await clean(repository);
    expect(repository.held.has(odd)).toBe(true);
  });

  describe('a date that is yet to come', () => {
    const FUTURE = '2099-01-01T00:00:00Z';

    test('pushes nothing out, and keeps nothing', async () => {
      const repository = new Tagged();
      const real = repository.made('real', day(1), day(1), [sha('1')]);
      const claims = ['2', '3', '4'].map(letter => repository.index([repository.made(letter, day(9), FUTURE)], [sha(letter)]));
      const { inventory, deletions } = await clean(repository, { keep: 1, olderThan: 2 * DAY });
      expect(repository.held.has(real)).toBe(true);
      expect(claims.map(digest => repository.held.has(digest))).toEqual([false, false, false]);
      expect(inventory.stored.get(claims[0])).toMatchObject({ date: NOW - 9 * DAY, future: Date.parse(FUTURE) });
      expect(deletions).toHaveLength(6);
    });

    test('may be an hour ahead', async () => {
      const repository = new Tagged();
      const ahead = repository.made('ahead', day(-1 / 24), undefined, [sha('1')]);
      repository.made('behind', day(0), undefined, [sha('2')]);
      await clean(repository);
      expect(repository.deleted).toHaveLength(1);
      expect(repository.held.has(ahead)).toBe(true);
    });

    test('alone keeps the image, which is named, and counts as none of the newest', async () => {
      const repository = new Tagged();
      const real = repository.made('real', day(1), undefined, [sha('1')]);
      const older = repository.made('older', day(2), undefined, [sha('2')]);
      const odd = repository.made('odd', FUTURE, FUTURE, [sha('3')]);
      const silent = repository.made('silent', undefined, undefined, [sha('4')]);
      const entry = await clean(repository);
      expect(repository.deleted).toEqual([older]);
      expect([real, odd, silent].map(digest => entry.plan.kept.get(digest))).toEqual(['newest', 'undated', 'undated']);
      const report = { entries: [entry], dryRun: false, keep: 1, olderThan: 0, now: NOW };
      const [oddName, silentName] = [`${odd.slice(0, 19)} (${sha('3')})`, `${silent.slice(0, 19)} (${sha('4')})`];
      expect(renderText(report)).toContain([
        '  of unknown age, so that nothing here deletes them: ' + `${oddName} and ${silentName}`,
        `  dates that are yet to come count for nothing: ${oddName} says 2099-01-01T00:00:00Z; see who gave them to the commits`,
      ].join('\n'));
      expect(renderMarkdown(report)).toContain('\n- dates that are yet to come count for nothing: ');
      const [{ kept }] = JSON.parse(renderJson(report)).images;
      expect(kept).toContainEqual({ digest: odd, tags: [sha('3')], reason: 'undated', future: '2099-01-01T00:00:00.000Z' });
      expect(kept).toContainEqual({ digest: silent, tags: [sha('4')], reason: 'undated' });
    });

    test('of many images is said in one line', async () => {
      const repository = new Tagged();
      for (let at = 0; at < 13; at++) repository.made(`odd ${at}`, FUTURE, undefined, [sha(at.toString(16))]);
      const text = renderText({ entries: [await clean(repository)], dryRun: false, keep: 1, olderThan: 0, now: NOW });
      expect(text).toMatch(/\n {2}of unknown age, .* and 3 more\n {2}dates that are yet to come .* says 2099-01-01T00:00:00Z and 3 more; see who gave them to the commits\n/);
      expect(text.match(/says 2099/g)).toHaveLength(10);
    });
  });

  test('signatures and attestations of what goes are asked for, and theirs', async () => {
    const repository = new Tagged();
    const keep = repository.made('new', day(1), undefined, [sha('1')]);
    const kept = repository.image('of the new one', [], 0, keep);
    const goes = repository.made('old', day(9), undefined, [sha('2')]);
    const signature = repository.image('signature', [], 0, goes);
    const timestamp = repository.image('timestamp', [], 0, signature);
    await clean(repository);
    expect(repository.deleted).toEqual([timestamp, signature, goes]);
    expect([...repository.held.keys()].sort()).toEqual([keep, kept].sort());
  });

  test('attestations that are artifacts stay and go with their images, whatever the registry says of referrers', async () => {
    const repository = new Tagged();
    const [own, old] = [repository.made('new', day(1)), repository.made('old', day(9))];
    const kept = [own, artifactOf(repository, own, 0)];
    const attestation = artifactOf(repository, old, 0);
    const index = repository.index(kept, [sha('1')]);
    const goes = repository.index([old, attestation], [sha('2')]);
    expect((await clean(repository, { olderThan: DAY / 2 })).problems).toEqual([]);
    expect(repository.deleted).toEqual([goes, attestation, old]);
    expect([...repository.held.keys()].sort()).toEqual([...kept, index].sort());
  });

  test('only what has no tag: there is nothing to be seen of that', async () => {
    const repository = new Tagged();
    repository.made('new', day(1), undefined, [sha('1')]);
    repository.made('old', day(9), undefined, [sha('2')]);
    expect((await clean(repository, { untaggedOnly: true })).deletions).toEqual([]);
  });
});

/** Numbers that look like chance, and are the same each time. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const subjectOf = (body: Buffer) => (JSON.parse(String(body)) as { subject?: { digest: string } }).subject?.digest;
const childrenOf = (body: Buffer) => ((JSON.parse(String(body)) as { manifests?: { digest: string }[] }).manifests ?? []).map(({ digest }) => digest);

function randomRepository(next: (below: number) => number): Repository {
  const repository = new Repository();
  const all: string[] = [];
  const some = (most: number) => Array.from({ length: next(most + 1) }, () => all[next(all.length)]).filter(one => one !== undefined);
  for (let at = 0; at < 6 + next(25); at++) {
    const about = all.length > 0 ? [companion(all[next(all.length)], next(2) ? '.sig' : '')] : [];
    const tags = [[], [], [], [sha(next(16).toString(16))], [`b${next(9)}`], ['latest'], ['1.2.3'], about][next(8)];
    const free = tags.filter(tag => ![...repository.held.values()].some(one => one.tags.includes(tag)));
    const children = [...new Set(some(4))];
    const subject = next(3) === 0 ? some(1)[0] : undefined;
    const manifests = children.map(digest => ({ digest }));
    if (next(2)) all.push(repository.image(`image ${at}`, free, next(60), subject));
    else all.push(repository.put({ manifests, at, ...(subject && { subject: { digest: subject } }) }, free, next(60)));
  }
  return repository;
}

test('whatever is in a repository, and wherever it ends: nothing that is there lacks anything', async () => {
  let deletions = 0;
  for (let seed = 1; seed <= 600; seed++) {
    const next = chance(seed);
    const repository = randomRepository(next);
    const before = new Map(repository.held);
    const policy = { keep: 1 + next(3), olderThan: next(30) * DAY, untaggedOnly: next(4) === 0 };
    const [failsAt, endsAt] = [next(10), next(30)];
    const controller = new AbortController();
    let count = 0;
    const isWhole = () => {
      for (const [digest, { body, tags }] of repository.held) {
        const needs = [...childrenOf(body), ...[subjectOf(body)].filter(one => one !== undefined)];
        const lost = needs.filter(one => before.has(one) && !repository.held.has(one));
        if (lost.length > 0) throw new Error(`seed ${seed}: ${digest} (${tags.join()}) has lost ${lost.join()}`);
      }
    };
    repository.onDelete = () => {
      isWhole();
      if (count++ === failsAt) throw new RegistryError('chance');
      if (count === endsAt) controller.abort();
    };
    const { plan, problems } = await clean(repository, { ...policy, signal: controller.signal });
    isWhole();
    expect(problems.filter(problem => problem !== 'chance')).toEqual([]);
    for (const digest of repository.deleted) {
      const { tags, age } = before.get(digest)!;
      expect(plan.kept.has(digest)).toBe(false);
      expect(age * DAY).toBeGreaterThanOrEqual(policy.olderThan);
      expect(tags.filter(tag => policy.untaggedOnly || !/^sha(256)?-/.test(tag))).toEqual([]);
    }
    deletions += repository.deleted.length;
    // A second run finds what the first one has left.
    repository.onDelete = isWhole;
    await clean(repository, policy);
    isWhole();
    const images = [...before].filter(([, { tags }]) => tags.some(tag => tag.startsWith('sha-')));
    expect(images.filter(([digest]) => repository.held.has(digest)).length).toBeGreaterThanOrEqual(Math.min(policy.keep, images.length));
  }
  expect(deletions).toBeGreaterThan(800);
});
