import { readFileSync } from 'fs';
import { join } from 'path';
import { problemsOf } from './fixture';
import { ImageLock, parseImageLock, renderImageLock } from '../../src/workspace/image-lock';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;
const REMEDY = 'take back the change, or delete the file, and run "npx projen docker:lock"';
const LOCK: ImageLock = new Map([
  ['postgres:18', { digest: B, platforms: ['linux/amd64', 'linux/arm64'] }],
  ['localhost:5000/a/node:24', { digest: A, platforms: undefined }],
  ['Z.example.com/a:1', { digest: A, platforms: ['linux/amd64'] }],
]);
const TEXT = `{
  "//": "Written by \\"npx projen docker:lock\\": images and the digests that their tags had. Commit this file.",
  "images": {
    "Z.example.com/a:1": {
      "digest": "${A}",
      "platforms": [
        "linux/amd64"
      ]
    },
    "localhost:5000/a/node:24": {
      "digest": "${A}"
    },
    "postgres:18": {
      "digest": "${B}",
      "platforms": [
        "linux/amd64",
        "linux/arm64"
      ]
    }
  }
}
`;

test('is written in order', () => {
  expect(renderImageLock(LOCK)).toBe(TEXT);
});

test('is read as it was written', () => {
  expect(parseImageLock('lock.json', TEXT)).toEqual(new Map([...LOCK].reverse()));
  expect(renderImageLock(parseImageLock('lock.json', TEXT))).toBe(TEXT);
});

test.each(['\uFEFF', ' \n'])('is read with %j before it, and with line ends of Windows', before => {
  expect(parseImageLock('lock.json', before + TEXT.replaceAll('\n', '\r\n'))).toEqual(LOCK);
});

test('no file locks nothing', () => {
  expect(parseImageLock('lock.json', undefined)).toEqual(new Map());
  expect(parseImageLock('lock.json', '{"images": {}}')).toEqual(new Map());
});

const entry = (value: unknown) => JSON.stringify({ images: { 'node:24': value } });

test.each<[string, string, string]>([
  ['conflict markers', TEXT.replace('"digest"', '\n<<<<<<< HEAD\n"digest"'), 'lock.json has merge conflict markers (line 6): resolve the conflict, then run "npx projen docker:lock"'],
  ['an empty file', '', `lock.json is not valid JSON: the file ends too early at line 1, column 1; ${REMEDY}`],
  ['a list', '[]', `lock.json is no lock file of images: it has no object "images"; ${REMEDY}`],
  ['null', 'null', `lock.json is no lock file of images: it has no object "images"; ${REMEDY}`],
  ['something else', '{"lockfileVersion": 3}', `lock.json is no lock file of images: it has no object "images"; ${REMEDY}`],
  ['a list of images', '{"images": []}', `lock.json is no lock file of images: it has no object "images"; ${REMEDY}`],
  ['no name', `{"images": {"Node 24": {"digest": "${A}"}}}`, `lock.json locks "Node 24", which is no image that can be locked; ${REMEDY}`],
  ['a digest in a name', `{"images": {"node:24@${A}": {"digest": "${A}"}}}`, `lock.json locks "node:24@${A}", which is no image that can be locked; ${REMEDY}`],
  ['a text', entry(A), `lock.json has no digest "sha256:…" for image "node:24"; ${REMEDY}`],
  ['null', entry(null), `lock.json has no digest "sha256:…" for image "node:24"; ${REMEDY}`],
  ['no digest', entry({}), `lock.json has no digest "sha256:…" for image "node:24"; ${REMEDY}`],
  ['another digest', entry({ digest: 'sha256:123' }), `lock.json has no digest "sha256:…" for image "node:24"; ${REMEDY}`],
  ['no list of platforms', entry({ digest: A, platforms: 'linux/amd64' }), `lock.json has something else than a list of platforms for image "node:24"; ${REMEDY}`],
  ['no platforms', entry({ digest: A, platforms: [] }), `lock.json has something else than a list of platforms for image "node:24"; ${REMEDY}`],
  ['platforms that are none', entry({ digest: A, platforms: [1] }), `lock.json has something else than a list of platforms for image "node:24"; ${REMEDY}`],
])('%s is no lock', (_what, text, problem) => {
  expect(problemsOf(() => parseImageLock('lock.json', text))).toEqual([problem]);
});

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'lock.md'), 'utf8');

test('the page about it shows one', () => {
  const [, shown] = /```json\n(.*?)```/s.exec(page)!;
  expect(renderImageLock(parseImageLock('docs/lock.md', shown))).toBe(shown);
});

describe('the manager for Renovate that docs/lock.md shows', () => {
  // RE2 knows neither look-around nor back references; this has none.
  const MATCH = /"(?<depName>[^"\s]+):(?<currentValue>[^":\/]+)": \{\s+"digest": "(?<currentDigest>sha256:[a-f0-9]{64})"(?:,\s+"platforms": \[[^\]]*\])?\s+\}/g;

  const REPLACEMENT = `"$<depName>:$<currentValue>": {\n      "digest": "${B}"\n    }`;

  test('finds every image', () => {
    expect([...TEXT.matchAll(MATCH)].map(({ groups }) => ({ ...groups }))).toEqual([
      { depName: 'Z.example.com/a', currentValue: '1', currentDigest: A },
      { depName: 'localhost:5000/a/node', currentValue: '24', currentDigest: A },
      { depName: 'postgres', currentValue: '18', currentDigest: B },
    ]);
  });

  test('leaves a file that can be read, and that it finds the same images in', () => {
    const replaced = TEXT.replace(MATCH, REPLACEMENT);
    expect(parseImageLock('lock.json', replaced)).toEqual(new Map([...LOCK.keys()].map(image => [image, { digest: B, platforms: undefined }])));
    expect([...replaced.matchAll(MATCH)].map(({ groups }) => groups!.currentDigest)).toEqual([B, B, B]);
  });

  test('is what the page says', () => {
    const [, match] = /"matchStrings": \[\n\s+(".*")\n/.exec(page)!;
    expect(JSON.parse(match)).toBe(MATCH.source.replaceAll('\\/', '/'));
    const [, template] = /"autoReplaceStringTemplate": (".*"),\n/.exec(page)!;
    expect(JSON.parse(template).replaceAll('{{{newDigest}}}', B).replace('{{{depName}}}', '$<depName>').replace('{{{currentValue}}}', '$<currentValue>')).toBe(REPLACEMENT);
  });
});
