import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { createStarter } from '../../src/files/starters';
import { temporary } from '../support';

test('is written where there is none, with its folders', () => {
  const root = temporary();
  createStarter(root, 'a/b/c.ts', 'text\n');
  expect(readFileSync(join(root, 'a/b/c.ts'), 'utf8')).toBe('text\n');
});

test('what stands there stays, whatever it is', () => {
  const root = temporary();
  writeFileSync(join(root, 'mine.ts'), 'mine');
  mkdirSync(join(root, 'folder'));
  createStarter(root, 'mine.ts', 'text\n');
  createStarter(root, 'folder', 'text\n');
  expect(readFileSync(join(root, 'mine.ts'), 'utf8')).toBe('mine');
  expect(existsSync(join(root, '.projen'))).toBe(false);
});
