import { image, layer } from './support';
import { renderJson, renderMarkdown, renderText } from '../../../src/cli/size/render';
import { Report, reportSizes } from '../../../src/cli/size/report';

const RUNTIME = layer('node', 100_000_000, 40_000_000, { instruction: 'ADD rootfs.tar /', isBase: true });
const MEASURED = [
  image('api', [RUNTIME, layer('a', 52_120_000, 1_234_567, { instruction: 'RUN npm ci && echo "a|b" <script> `c` *d* _e_ [f](g) \\n' }), layer('w', 0, 93, { instruction: 'WORKDIR /app' })], { maxImageSize: 150_000_000, maxDownloadSize: 50_000_000 }),
  image('web', [RUNTIME, layer('b', 45_600, 20_100)], { maxDownloadSize: 45_500_000 }),
  image('worker', [RUNTIME]),
];
const RECORDED = new Map([
  ['api', new Map([['linux/amd64', { download: 41_000_000, unpacked: 150_000_000 }]])],
  ['web', new Map([['linux/amd64', { download: 40_000_000, unpacked: 101_000_000 }]])],
]);
const NONE = { recorded: new Map(), before: [], steps: () => undefined };

const full: Report = reportSizes(MEASURED, {
  ...NONE, recorded: RECORDED, before: [{ target: 'api', source: 'acme/api:old', images: image('old', [layer('x', 1_250_000_000, 420_000_000)]).images }],
});

test('all there is to say, as text', () => {
  expect(renderText(full, true)).toBe(`\
image   platform     download  unpacked  budget                               change
api     linux/amd64   41.2 MB  152.1 MB  150.0 MB exceeded, 50.0 MB download  +2.12 MB (+1.4 %), download +0.23 MB (+0.6 %)
web     linux/amd64   40.0 MB  100.0 MB  45.5 MB download                     -0.95 MB (-0.9 %)
worker  linux/amd64   40.0 MB  100.0 MB  -                                    new

api, linux/amd64
download  unpacked  shared by  from        instruction
 40.0 MB  100.0 MB  3 images   base image  ADD rootfs.tar /
 1.23 MB   52.1 MB                         RUN npm ci && echo "a|b" <script> \`c\` *d* _e_ [f](g) \\n
    93 B       0 B                         WORKDIR /app

web, linux/amd64
download  unpacked  shared by  from        instruction
 40.0 MB  100.0 MB  3 images   base image  ADD rootfs.tar /
 20.1 kB   45.6 kB                         COPY b .

worker, linux/amd64
download  unpacked  shared by  from        instruction
 40.0 MB  100.0 MB  3 images   base image  ADD rootfs.tar /

image  platform     compared with  size         before     after   saved
api    linux/amd64  acme/api:old   download   420.0 MB   41.2 MB  90.2 %
api    linux/amd64  acme/api:old   unpacked  1250.0 MB  152.1 MB  87.8 %

api, web and worker share 100.0 MB (40.0 MB to download).

api (linux/amd64) is 2.12 MB over its budget: 152.1 MB unpacked, of at most 150.0 MB; the largest layer has 100.0 MB: ADD rootfs.tar / (base image)`);
});

test('a saving of almost nothing has no sign', () => {
  const before = [{ target: 'api', source: 'acme/api:old', images: image('old', [layer('x', 100_000_000, 40_000_000)]).images }];
  const text = renderText(reportSizes([image('api', [layer('a', 100_000_100, 40_100_000)])], { ...NONE, before }), false);
  expect(text).toMatch(/ download +40\.0 MB +40\.1 MB +-0\.3 %\n.* unpacked +100\.0 MB +100\.0 MB +0\.0 %$/);
});

test('nothing is said where there is nothing to say', () => {
  expect(renderText(reportSizes([image('api', [layer('a', 12_300_000, 4_500_000)])], NONE), false)).toBe(`\
image  platform     download  unpacked
api    linux/amd64   4.50 MB   12.3 MB`);
});

test('that downloads are estimates', () => {
  const report = reportSizes([image('api', [layer('a', 1, 1, { isEstimate: true })])], NONE);
  expect(renderText(report, false)).toMatch(/\n\nDownloads are estimates: layers that are not compressed yet were compressed here as a push would\.$/);
});

test('a size that is hardly over its budget, or below it, is not shown as the budget', () => {
  const report = reportSizes([image('api', [layer('a', 150_040_000, 59_990_000)], { maxImageSize: 150_000_000, maxDownloadSize: 60_000_000 })], NONE);
  expect(renderText(report, false).split('\n')[1]).toBe('api    linux/amd64  59.99 MB  150.04 MB  150.0 MB exceeded, 60.0 MB download');
  expect(report.problems).toEqual([expect.stringContaining('api (linux/amd64) is 40.0 kB over its budget: 150.04 MB unpacked, of at most 150.0 MB')]);
});

test('what is unchanged since the record', () => {
  const recorded = new Map([['api', new Map([['linux/amd64', { download: 40_000_000, unpacked: 100_000_000 }]])]]);
  expect(renderText(reportSizes([image('api', [RUNTIME])], { ...NONE, recorded }), false)).toContain(' none');
});

test('many images and several platforms share by number and platform; crumbs are not worth a line', () => {
  const crumb = layer('crumb', 99_999, 5);
  const measured = ['a', 'b', 'c', 'd'].flatMap(name => ['linux/amd64', 'linux/arm64'].map(platform => image(name, name < 'c' ? [RUNTIME, crumb] : [RUNTIME], {}, platform)));
  expect(renderText(reportSizes(measured, NONE), false).split('\n\n')[1]).toBe([
    '4 images share 100.0 MB (40.0 MB to download) on linux/amd64.',
    '4 images share 100.0 MB (40.0 MB to download) on linux/arm64.',
  ].join('\n'));
});

test('Markdown: tables, and layers behind a summary; no instruction becomes markup', () => {
  expect(renderMarkdown(full)).toBe(`\
### Image sizes

| image | platform | download | unpacked | budget | change |
| --- | --- | --- | --- | --- | --- |
| api | linux/amd64 | 41.2 MB | 152.1 MB | 150.0 MB exceeded, 50.0 MB download | +2.12 MB (+1.4 %), download +0.23 MB (+0.6 %) |
| web | linux/amd64 | 40.0 MB | 100.0 MB | 45.5 MB download | -0.95 MB (-0.9 %) |
| worker | linux/amd64 | 40.0 MB | 100.0 MB | - | new |

**Too large**

- api (linux/amd64) is 2.12 MB over its budget: 152.1 MB unpacked, of at most 150.0 MB; the largest layer has 100.0 MB: ADD rootfs.tar / (base image)

#### Before and after

| image | platform | compared with | size | before | after | saved |
| --- | --- | --- | --- | --- | --- | --- |
| api | linux/amd64 | acme/api:old | download | 420.0 MB | 41.2 MB | 90.2 % |
| api | linux/amd64 | acme/api:old | unpacked | 1250.0 MB | 152.1 MB | 87.8 % |

api, web and worker share 100.0 MB (40.0 MB to download).

<details><summary>Layers of api, linux/amd64</summary>

| download | unpacked | shared by | from | instruction |
| --- | --- | --- | --- | --- |
| 40.0 MB | 100.0 MB | 3 images | base image | \`ADD rootfs.tar /\` |
| 1.23 MB | 52.1 MB |  |  | <code>RUN npm ci &#38;&#38; echo &#34;a&#124;b&#34; &#60;script&#62; &#96;c&#96; &#42;d&#42; &#95;e&#95; &#91;f&#93;(g) &#92;n</code> |
| 93 B | 0 B |  |  | \`WORKDIR /app\` |

</details>

<details><summary>Layers of web, linux/amd64</summary>

| download | unpacked | shared by | from | instruction |
| --- | --- | --- | --- | --- |
| 40.0 MB | 100.0 MB | 3 images | base image | \`ADD rootfs.tar /\` |
| 20.1 kB | 45.6 kB |  |  | \`COPY b .\` |

</details>

<details><summary>Layers of worker, linux/amd64</summary>

| download | unpacked | shared by | from | instruction |
| --- | --- | --- | --- | --- |
| 40.0 MB | 100.0 MB | 3 images | base image | \`ADD rootfs.tar /\` |

</details>`);
});

test('JSON: bytes, and everything that the tables say', () => {
  const { images, shared, problems } = JSON.parse(renderJson(full));
  expect(images[0]).toEqual({
    name: 'api',
    source: 'acme/api:latest',
    platform: 'linux/amd64',
    download: 41_234_660,
    unpacked: 152_120_000,
    isEstimate: false,
    budget: { download: 50_000_000, unpacked: 150_000_000 },
    recorded: { download: 41_000_000, unpacked: 150_000_000 },
    change: { download: 234_660, unpacked: 2_120_000 },
    before: { source: 'acme/api:old', download: 420_000_000, unpacked: 1_250_000_000 },
    layers: [
      { digest: 'node', instruction: 'ADD rootfs.tar /', isBase: true, download: 40_000_000, unpacked: 100_000_000, images: ['api', 'web', 'worker'] },
      { digest: 'a', instruction: expect.stringContaining('<script>'), isBase: false, download: 1_234_567, unpacked: 52_120_000, images: ['api'] },
      { digest: 'w', instruction: 'WORKDIR /app', isBase: false, download: 93, unpacked: 0, images: ['api'] },
    ],
  });
  expect(shared).toEqual([{ images: ['api', 'web', 'worker'], platform: 'linux/amd64', download: 40_000_000, unpacked: 100_000_000 }]);
  expect(problems).toEqual(full.problems);
});
