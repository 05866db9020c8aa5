import { symlinkSync } from 'fs';
import { join } from 'path';
import { Project, TextFile } from 'projen';
import { MARKER } from '../../src/files/owned-files';
import { foreignFiles, isFirstSynthesis } from '../../src/files/ownership';
import { Files, quiet, repository } from '../support';

/** Which of some paths are foreign in a repository. */
function foreign(files: Files, paths: string[], prepare: (root: string) => void = () => undefined): string[] {
  const project = new Project({ name: 'acme', outdir: repository(files), ...quiet });
  prepare(project.outdir);
  return foreignFiles(project, paths.map(path => new TextFile(project, path)));
}
const MARKED = `# ${MARKER}. To modify, edit .projenrc.ts\n`;
const record = (...files: string[]): Files => ({ '.projen/files.json': { files } });

test.each<[string, Files, boolean]>([
  ['nothing there', {}, false],
  ['a file with the marker', { file: MARKED }, false],
  ['a file without', { file: 'mine' }, true],
  ['an empty file', { file: '' }, true],
  ['a file that the last synthesis recorded', { file: 'ours', ...record('file') }, false],
  ['a file, and a record of others', { file: 'mine', ...record('other') }, true],
  ['a file, and a broken record', { 'file': 'mine', '.projen/files.json': '{' }, true],
  ['a file, and a record that is none', { 'file': 'mine', '.projen/files.json': { files: 'file' } }, true],
  ['a folder', { 'file/x': '' }, true],
])('%s', (_, files, isForeign) => {
  expect(foreign(files, ['file'])).toEqual(isForeign ? ['file'] : []);
});

test('a link is foreign, wherever it leads', () => {
  expect(foreign({ target: MARKED }, ['file', 'gone'], root => {
    symlinkSync('target', join(root, 'file'));
    symlinkSync('nowhere', join(root, 'gone'));
  })).toEqual(['file', 'gone']);
});

test('a file where a folder must be is foreign', () => {
  expect(foreign({ deploy: MARKED }, ['deploy/compose.yaml'])).toEqual(['deploy/compose.yaml']);
});

test.each<[Files, boolean]>([[{}, true], [record('x'), false], [record(), true], [{ '.projen/files.json': 'x' }, true]])('%j: first synthesis %p', (files, first) => {
  expect(isFirstSynthesis(new Project({ name: 'acme', outdir: repository(files), ...quiet }))).toBe(first);
});
