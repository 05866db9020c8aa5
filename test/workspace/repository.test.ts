import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './fixture';
import { Repository } from '../../src/workspace/repository';

test('knows files and folders, with either separator', () => {
  const repo = repository({ 'a/b.txt': 'x' });
  expect([repo.isFile('a/b.txt'), repo.isFile('a\\b.txt'), repo.isFile('./a//b.txt'), repo.isFile('a'), repo.isFile('a/B.txt')])
    .toEqual([true, true, true, false, false]);
  expect([repo.isDirectory('a'), repo.isDirectory('.'), repo.isDirectory('a/b.txt'), repo.isDirectory('c')]).toEqual([true, true, false, false]);
});

test('nothing outside of the root exists', () => {
  const repo = repository({ 'a/b.txt': 'x', 'c.txt': '' });
  const inner = new Repository(join(repo.root, 'a'));
  expect([inner.isFile('../c.txt'), inner.isDirectory('..'), inner.tryRead('../c.txt'), inner.list('..')]).toEqual([false, false, undefined, []]);
});

test('reads without the byte order mark, and once', () => {
  const repo = repository({ 'a.txt': '\uFEFFtext' });
  expect(repo.tryRead('a.txt')).toBe('text');
  writeFileSync(join(repo.root, 'a.txt'), 'changed');
  expect(repo.tryRead('a.txt')).toBe('text');
  expect(repo.tryRead('b.txt')).toBeUndefined();
});

test('lists names in code unit order', () => {
  expect(repository({ b: '', B: '', a: '', ä: '', _: '' }).list('.')).toEqual(['B', '_', 'a', 'b', 'ä']);
});

test('follows links, and passes over those that lead nowhere', () => {
  const repo = repository({ 'real/x.txt': 'x' });
  symlinkSync('real', join(repo.root, 'link'));
  symlinkSync('nowhere', join(repo.root, 'broken'));
  symlinkSync('loop', join(repo.root, 'loop'));
  expect(repo.list('.')).toEqual(['link', 'real']);
  expect(repo.tryRead('link/x.txt')).toBe('x');
});

test('makes a value once, and keeps an error too', () => {
  const repo = repository({});
  const make = jest.fn(() => undefined);
  const stop = jest.fn(() => { throw new Error('no'); });
  repo.memo('a', make);
  repo.memo('a', make);
  expect(make).toHaveBeenCalledTimes(1);
  for (let run = 0; run < 2; run++) expect(() => repo.memo('b', stop)).toThrow('no');
  expect(stop).toHaveBeenCalledTimes(1);
});
