import { problemsOf, repository } from './fixture';
import { changeOf, ImageSize, ImageSizes, readImageSizes, recordImageSizes, renderImageSizes } from '../../src/workspace/image-sizes';

const PATH = 'docker-sizes.json';

/** Sizes in short: downloads and unpacked sizes by target and platform. */
function sizes(content: Record<string, Record<string, [download: number, unpacked: number]>>): ImageSizes {
  return new Map(Object.entries(content).map(([target, platforms]) => (
    [target, new Map(Object.entries(platforms).map(([platform, [download, unpacked]]) => [platform, { download, unpacked }]))])));
}

function plain(of: ImageSizes): object {
  const pairs = (platforms: ReadonlyMap<string, ImageSize>) => (
    [...platforms].map(([platform, { download, unpacked }]) => [platform, [download, unpacked]]));
  return Object.fromEntries([...of].map(([target, platforms]) => [target, Object.fromEntries(pairs(platforms))]));
}

describe('the file', () => {
  test('is sorted, says who writes it, and is read as it was written', () => {
    const some = sizes({ web: { 'linux/arm64': [1, 2], 'linux/amd64': [3, 4] }, api: { 'linux/amd64': [5, 6] } });
    const text = renderImageSizes(some);
    expect(text).toBe(`{
  "//": "Written by \\"npx projen docker:size --record\\": bytes, rounded. Commit it, so that a pull request shows how images grow.",
  "api": {
    "linux/amd64": {
      "download": 5,
      "unpacked": 6
    }
  },
  "web": {
    "linux/amd64": {
      "download": 3,
      "unpacked": 4
    },
    "linux/arm64": {
      "download": 1,
      "unpacked": 2
    }
  }
}
`);
    expect(plain(readImageSizes(repository({ [PATH]: text }), PATH))).toEqual(plain(some));
  });

  test('that is not there holds nothing', () => {
    expect(readImageSizes(repository({}), PATH)).toEqual(new Map());
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', '{"api": ', /^docker-sizes\.json is not valid JSON: the file ends too early at line 1, column 9; restore it, or remove it and run "npx projen docker:size --record"$/],
    ['a merge that is not finished', '{\n<<<<<<< HEAD\n}\n', /^docker-sizes\.json has merge conflict markers \(line 2\): resolve the conflict, then run "npx projen docker:size --record"$/],
    ['a list', '[]', /^docker-sizes\.json holds no sizes of images: restore it/],
    ['no platforms', '{"api": 5}', /^docker-sizes\.json must say the sizes of "api" as \{"linux\/amd64": \{"download": 45200000, "unpacked": 138100000\}\}: restore it/],
    ['half a size', '{"api": {"linux/amd64": {"download": 5}}}', /^docker-sizes\.json must say the sizes of "api"/],
    ['a size that is none', '{"api": {"linux/amd64": {"download": 5, "unpacked": -1}}}', /^docker-sizes\.json must say the sizes of "api"/],
    ['a size in words', '{"api": {"linux/amd64": {"download": 5, "unpacked": "5 MB"}}}', /^docker-sizes\.json must say the sizes of "api"/],
  ])('with %s', (_, text, problem) => {
    expect(problemsOf(() => readImageSizes(repository({ [PATH]: text }), PATH))).toEqual([expect.stringMatching(problem)]);
  });
});

describe('recording', () => {
  const AMD64 = 'linux/amd64';

  test.each([[138_149_999, 138_100_000], [138_150_001, 138_200_000], [9_994_999, 9_990_000], [1_234_567, 1_230_000], [4_999, 0]])(
    '%d is recorded as %d', (bytes, recorded) => {
      expect(plain(recordImageSizes(new Map(), sizes({ api: { [AMD64]: [bytes, bytes] } }), ['api']))).toEqual({ api: { [AMD64]: [recorded, recorded] } });
    });

  test('noise leaves what is recorded, also where rounding would give another number', () => {
    const recorded = sizes({ api: { [AMD64]: [45_200_000, 138_100_000] } });
    expect(plain(recordImageSizes(recorded, sizes({ api: { [AMD64]: [45_299_000, 138_051_000] } }), ['api']))).toEqual(plain(recorded));
    expect(plain(recordImageSizes(recorded, sizes({ api: { [AMD64]: [45_301_000, 138_000_000] } }), ['api']))).toEqual({ api: { [AMD64]: [45_300_000, 138_000_000] } });
  });

  test('what was just recorded has not changed', () => {
    for (const bytes of [1, 12_345, 999_999, 9_999_999, 10_049_999, 138_149_999, 1_250_000_001]) {
      const measured = sizes({ api: { [AMD64]: [bytes, bytes] } });
      const once = recordImageSizes(new Map(), measured, ['api']);
      expect(changeOf(once.get('api')!.get(AMD64)!.unpacked, bytes)).toBe(0);
      expect(plain(recordImageSizes(once, measured, ['api']))).toEqual(plain(once));
    }
  });

  test('only what was measured changes; what the project no longer has goes', () => {
    const recorded = sizes({
      api: { 'linux/amd64': [20_000_000, 50_000_000], 'linux/arm64': [21_000_000, 51_000_000] },
      old: { [AMD64]: [1_000_000, 1_000_000] },
      web: { [AMD64]: [5_000_000, 6_000_000] },
    });
    const measured = sizes({ api: { 'linux/arm64': [30_000_000, 60_000_000] }, worker: { [AMD64]: [40_000_000, 70_000_000] } });
    expect(plain(recordImageSizes(recorded, measured, ['worker', 'web', 'api']))).toEqual({
      worker: { [AMD64]: [40_000_000, 70_000_000] },
      web: { [AMD64]: [5_000_000, 6_000_000] },
      api: { 'linux/amd64': [20_000_000, 50_000_000], 'linux/arm64': [30_000_000, 60_000_000] },
    });
  });

  test('platforms that images are not built for are not recorded', () => {
    const recorded = sizes({ api: { 'linux/arm64': [20_000_000, 50_000_000] }, web: { 'linux/arm/v7': [20_000_000, 50_000_000] } });
    const measured = sizes({ api: { [AMD64]: [30_000_000, 60_000_000], 'linux/s390x': [1, 1] } });
    expect(plain(recordImageSizes(recorded, measured, ['api', 'web'], ['linux/amd64', 'linux/arm64']))).toEqual({
      api: { 'linux/arm64': [20_000_000, 50_000_000], 'linux/amd64': [30_000_000, 60_000_000] },
    });
  });
});

test.each([
  [138_100_000, 138_199_999, 0],
  [138_100_000, 138_000_001, 0],
  [138_100_000, 138_200_000, 100_000],
  [138_100_000, 130_000_000, -8_100_000],
  [9_990_000, 10_050_000, 0],
  [1_000_000, 1_010_000, 10_000],
  [0, 5000, 0],
])('from %d to %d the change is %d', (recorded, measured, change) => {
  expect(changeOf(recorded, measured)).toBe(change);
});
