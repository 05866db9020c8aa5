import { ACTIONS, PinnedAction } from '../../src/catalog/actions';

const ENTRIES: [string, PinnedAction][] = Object.entries(ACTIONS);

describe('pinned actions', () => {
  test.each(ENTRIES)('%s: a release, its full commit, and where both are from', (name, { version, commit, source }) => {
    expect(name).toMatch(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+(\/[a-z-]+)*$/);
    expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(source).not.toBe('');
  });

  test('no commit stands for two repositories', () => {
    const repositories = new Map(ENTRIES.map(([name, { commit }]) => [name.split('/').slice(0, 2).join('/').toLowerCase(), commit]));
    expect(new Set(repositories.values()).size).toBe(repositories.size);
  });

  test('a repository is pinned to one commit', () => {
    const commits = new Map<string, Set<string>>();
    for (const [name, { commit }] of ENTRIES) {
      const repository = name.split('/').slice(0, 2).join('/').toLowerCase();
      commits.set(repository, (commits.get(repository) ?? new Set()).add(commit));
    }
    expect([...commits].filter(([, { size }]) => size > 1)).toEqual([]);
  });
});
