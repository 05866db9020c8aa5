import { image, layer } from './support';
import { Measured } from '../../../src/cli/size/measure';
import { Report, reportSizes, sizesOf } from '../../../src/cli/size/report';

const NONE = { recorded: new Map(), before: [], steps: () => undefined };

function problems(measured: Measured, more: Partial<Parameters<typeof reportSizes>[1]> = {}): readonly string[] {
  return reportSizes([measured], { ...NONE, ...more }).problems;
}

test('sizes of an image are the sums of its layers', () => {
  const report = reportSizes([image('api', [layer('a', 100, 30), layer('b', 20, 5, { isEstimate: true })])], NONE);
  expect(report.images[0]).toMatchObject({ name: 'api', source: 'acme/api:latest', platform: 'linux/amd64', download: 35, unpacked: 120, isEstimate: true });
  expect(report.images[0].recorded).toBeUndefined();
  expect(sizesOf(report)).toEqual(new Map([['api', new Map([['linux/amd64', { download: 35, unpacked: 120 }]])]]));
});

describe('budgets', () => {
  const layers = [
    layer('a', 100_000_000, 20_000_000, { instruction: 'ADD rootfs /', isBase: true }),
    layer('b', 53_200_000, 30_000_000, { instruction: `RUN npm ci ${'x'.repeat(100)}` }),
  ];

  test('what fits exactly fits', () => {
    expect(problems(image('api', layers, { maxImageSize: 153_200_000, maxDownloadSize: 50_000_000 }))).toEqual([]);
  });

  test('what does not fit: which image, by how much, and its largest layer', () => {
    expect(problems(image('api', layers, { maxImageSize: 153_199_999, maxDownloadSize: 45_000_000 }))).toEqual([
      'api (linux/amd64) is 1 B over its budget: 153.2 MB unpacked, of at most 153.199999 MB; the largest layer has 100.0 MB: ADD rootfs / (base image)',
      `api (linux/amd64) is 5.00 MB over its budget: 50.0 MB to download, of at most 45.0 MB; the largest layer has 30.0 MB: RUN npm ci ${'x'.repeat(76)}...`,
    ]);
  });

  test('where the instruction of the largest layer stands, and that nobody knows it', () => {
    const steps = () => [{ keyword: 'RUN', location: 'api/Dockerfile:7' }];
    const known = image('api', [layer('a', 20, 10, { instruction: 'RUN make', step: 0 })], { maxImageSize: 10 });
    expect(problems({ ...known, images: [{ ...known.images[0], history: ['RUN make'] }] }, { steps })).toEqual([
      'api (linux/amd64) is 10 B over its budget: 20 B unpacked, of at most 10 B; the largest layer has 20 B: RUN make (api/Dockerfile:7)',
    ]);
    expect(problems(image('api', [layer('a', 20, 10, { instruction: undefined })], { maxImageSize: 10 }))).toEqual([
      'api (linux/amd64) is 10 B over its budget: 20 B unpacked, of at most 10 B; the largest layer has 20 B',
    ]);
    expect(problems(image('api', [layer('a', 20, 10, { instruction: undefined, isBase: true })], { maxImageSize: 10 }))).toEqual([
      expect.stringMatching(/; the largest layer has 20 B \(base image\)$/),
    ]);
  });
});

describe('growth', () => {
  const recorded = new Map([['api', new Map([['linux/amd64', { download: 40_000_000, unpacked: 100_000_000 }]])]]);
  const grown = (unpacked: number, download: number) => image('api', [layer('a', unpacked, download)]);

  test('changes against the record, without noise', () => {
    const [{ change, recorded: last }] = reportSizes([grown(105_000_000, 40_050_000)], { ...NONE, recorded }).images;
    expect([last, change]).toEqual([{ download: 40_000_000, unpacked: 100_000_000 }, { download: 0, unpacked: 5_000_000 }]);
  });

  test('is a problem when it is more than allowed', () => {
    expect(problems(grown(105_000_000, 42_000_000), { recorded })).toEqual([]);
    expect(problems(grown(105_000_000, 42_000_000), { recorded, maxGrowth: 5 })).toEqual([]);
    expect(problems(grown(105_100_000, 44_000_000), { recorded, maxGrowth: 5 })).toEqual([
      'api (linux/amd64) has grown by 5.1 %: from 100.0 MB to 105.1 MB unpacked, by more than 5 %',
      'api (linux/amd64) has grown by 10.0 %: from 40.0 MB to 44.0 MB to download, by more than 5 %',
    ]);
    expect(problems(grown(50_000_000, 20_000_000), { recorded, maxGrowth: 0 })).toEqual([]);
    expect(problems(grown(100_099_999, 40_099_999), { recorded, maxGrowth: 0 })).toEqual([]);
    expect(problems(image('new', [layer('a', 9, 9)]), { recorded, maxGrowth: 0 })).toEqual([]);
  });
});

describe('shared layers', () => {
  const [base, own] = [layer('base', 100, 40), layer('own', 10, 4)];

  function shared(...measured: Measured[]): Report['shared'] {
    return reportSizes(measured, NONE).shared;
  }

  test('are said once for those that share them, the largest first', () => {
    const measured = [image('api', [base, layer('node', 50, 20), own]), image('web', [base, layer('node', 50, 20)]), image('worker', [base, layer('python', 70, 30)])];
    expect(shared(...measured)).toEqual([
      { platform: 'linux/amd64', images: ['api', 'web', 'worker'], unpacked: 100, download: 40 },
      { platform: 'linux/amd64', images: ['api', 'web'], unpacked: 50, download: 20 },
    ]);
    expect(reportSizes(measured, NONE).images[0].layers.map(({ images }) => images)).toEqual([['api', 'web', 'worker'], ['api', 'web'], ['api']]);
  });

  test('of other platforms are other layers', () => {
    expect(shared(image('api', [base]), image('web', [base], {}, 'linux/arm64'))).toEqual([]);
  });

  test('twice in one image are not shared', () => {
    expect(shared(image('api', [base, { ...base, download: 0 }]))).toEqual([]);
  });
});

describe('before and after', () => {
  const now = image('api', [layer('a', 480, 160)]);
  const before = (platform: string) => [{ target: 'api', source: 'old:1', images: image('old', [layer('x', 1250, 420)], {}, platform).images }];

  test('compares the same platform', () => {
    expect(reportSizes([now], { ...NONE, before: before('linux/amd64') }).images[0].before).toEqual({ source: 'old:1', unpacked: 1250, download: 420 });
  });

  test('another platform is refused', () => {
    expect(() => reportSizes([now], { ...NONE, before: before('linux/arm64') })).toThrow('old:1 cannot be compared with "api", because it is for linux/arm64 and not for linux/amd64');
  });
});
