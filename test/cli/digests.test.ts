import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { discardDigests, parseDigests, readDigests, renderDigests, writeDigests } from '../../src/cli/digests';
import { temporary } from '../support';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const IMAGES = [{ image: 'ghcr.io/acme/api', digest: `sha256:${A}` }, { image: '127.0.0.1:5000/web', digest: `sha256:${B}` }];
const TEXT = `${A}  ghcr.io/acme/api\n${B}  127.0.0.1:5000/web\n`;

test('is what sha256sum writes, and is read again', () => {
  expect(renderDigests(IMAGES)).toBe(TEXT);
  expect(parseDigests('d.txt', TEXT)).toEqual(IMAGES);
  expect(parseDigests('d.txt', `${A} *ghcr.io/acme/api\r\n\r\n`)).toEqual([IMAGES[0]]);
  expect(parseDigests('d.txt', renderDigests([]))).toEqual([]);
});

test('is written with the folders that it is in', () => {
  const path = join(temporary(), 'a', 'b', 'd.txt');
  writeDigests(path, IMAGES);
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
  expect(readDigests(path)).toEqual(IMAGES);
});

test.each([
  `${A} ghcr.io/acme/api`, `${A}\tghcr.io/acme/api`, `${A.toUpperCase()}  ghcr.io/acme/api`, `${A.slice(1)}  ghcr.io/acme/api`, `sha256:${A}  ghcr.io/acme/api`,
  `${A}  ghcr.io/acme/api:1.0`, `${A}  ghcr.io/acme/api@sha256:${A}`, `${A}  ghcr.io/Acme/api`, `${A}  --flag`, `${A}  `, 'x',
])('refuses %j', line => {
  expect(() => parseDigests('d.txt', `${B}  ghcr.io/acme/web\n${line}\n`)).toThrow(/^line 2 of d\.txt must be 64 hexadecimal digits, two spaces, and the name of an image without a tag, got /);
});

test('names each image once', () => {
  expect(() => parseDigests('d.txt', `${A}  ghcr.io/acme/api\n${B}  ghcr.io/acme/api\n`)).toThrow('d.txt names ghcr.io/acme/api twice; write it anew with "projen-docker publish" or "projen-docker resolve"');
});

test('that is not there is said', () => {
  expect(() => readDigests(join(temporary(), 'd.txt'))).toThrow(/^there is no digests file ".*d\.txt"; write it anew/);
});

test('of before is taken away; any other file is not', () => {
  const root = temporary();
  const [old, other] = [join(root, 'd.txt'), join(root, 'package.json')];
  discardDigests(old);
  writeFileSync(old, TEXT);
  discardDigests(old);
  expect(existsSync(old)).toBe(false);
  writeFileSync(other, '{}\n');
  expect(() => discardDigests(other)).toThrow(/package\.json" is something else than a digests file, and is not overwritten/);
  expect(readFileSync(other, 'utf8')).toBe('{}\n');
});
