import * as fs from 'fs';
import { join } from 'path';
import { placeStaged, removeStaging, stagingPath, tryRead, writeAtomically } from '../../src/files/atomic';
import { repository, stateOf, temporary } from '../support';

const modeOf = (path: string) => fs.statSync(path).mode & 0o777;

describe('writing', () => {
  test('a new file, in folders that are made', () => {
    const root = temporary();
    expect(writeAtomically(root, join(root, 'a/b/c.txt'), { content: 'x' })).toBe(true);
    expect(stateOf(root)).toEqual({ '.projen/': '', 'a/': '', 'a/b/': '', 'a/b/c.txt': '644 x' });
  });

  test.each([
    ['the same content and mode', 0o444, { content: 'x', mode: 0o444 }, false, '444 x'],
    ['the same content, no mode said', 0o600, { content: 'x' }, false, '600 x'],
    ['another mode', 0o644, { content: 'x', mode: 0o444 }, true, '444 x'],
    ['another content, no mode said: that of the user stays', 0o755, { content: 'y' }, true, '755 y'],
    ['another content over a file that cannot be written to', 0o444, { content: 'y', mode: 0o444 }, true, '444 y'],
  ])('%s', (_, mode, state, changed, after) => {
    const root = repository({ file: 'x' });
    const path = join(root, 'file');
    fs.chmodSync(path, mode);
    expect(writeAtomically(root, path, state)).toBe(changed);
    expect(stateOf(root).file).toBe(after);
  });

  test('what is unchanged is not touched', () => {
    const root = repository({ file: 'x' });
    fs.utimesSync(join(root, 'file'), 1, 1);
    writeAtomically(root, join(root, 'file'), { content: 'x' });
    expect(fs.statSync(join(root, 'file')).mtimeMs).toBe(1000);
    expect(Object.keys(stateOf(root))).toEqual(['file']);
  });

  test('the leftover of a killed run is no obstacle, whatever its mode', () => {
    const root = repository({ '.projen/synth.tmp': 'half' });
    fs.chmodSync(stagingPath(root), 0o444);
    writeAtomically(root, join(root, 'file'), { content: 'x' });
    expect(stateOf(root)).toEqual({ '.projen/': '', 'file': '644 x' });
  });

  test('umask takes nothing away', () => {
    const root = temporary();
    const umask = process.umask(0o077);
    try {
      writeAtomically(root, join(root, 'file'), { content: 'x', mode: 0o644 });
    } finally {
      process.umask(umask);
    }
    expect(modeOf(join(root, 'file'))).toBe(0o644);
  });
});

describe('placing what was staged', () => {
  test('nothing was staged', () => {
    const root = repository({ file: 'x' });
    expect(placeStaged(root, join(root, 'file'))).toBe(false);
    expect(stateOf(root)).toEqual({ file: '644 x' });
  });

  test.each([['different', 'y'], ['the same', 'x']])('%s', (_, content) => {
    const root = repository({ 'file': 'x', '.projen/synth.tmp': content });
    expect(placeStaged(root, join(root, 'file'))).toBe(true);
    expect(stateOf(root)).toEqual({ '.projen/': '', 'file': `644 ${content}` });
  });

  test('the mode comes along, also alone', () => {
    const root = repository({ 'file': 'x', '.projen/synth.tmp': 'x' });
    fs.chmodSync(stagingPath(root), 0o444);
    placeStaged(root, join(root, 'a/file'));
    expect(modeOf(join(root, 'a/file'))).toBe(0o444);
  });
});

test('a leftover is taken away, and so is none', () => {
  const root = repository({ '.projen/synth.tmp': 'half' });
  removeStaging(root);
  removeStaging(root);
  expect(stateOf(root)).toEqual({ '.projen/': '' });
});

test('reading: a text, nothing, nothing below a file; a folder is an error', () => {
  const root = repository({ file: 'x' });
  expect(['file', 'none', 'file/below'].map(path => tryRead(join(root, path)))).toEqual(['x', undefined, undefined]);
  expect(() => tryRead(root)).toThrow(/EISDIR/);
});
