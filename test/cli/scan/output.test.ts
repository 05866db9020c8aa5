import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { SarifOutput } from '../../../src/cli/scan/output';
import { FILES_AT_ONCE } from '../../../src/model/code-scanning';
import { findingsOf } from '../../../src/render/workflows/report';
import { repository, temporary } from '../../support';

const SARIF = { version: '2.1.0', runs: [{ tool: { driver: { name: 'Trivy' } } }] };
const write = (output: SarifOutput, count: number) => Array.from({ length: count }, (_, index) => output.write(SARIF, { name: `s${index}`, platform: 'linux/arm/v7', file: 'Dockerfile' }));

test('as many files in a folder as one upload may have', () => {
  const folder = join(temporary(), 'deep', 'scan');
  write(new SarifOutput(folder), 41);
  expect(readdirSync(folder).sort().map(name => readdirSync(join(folder, name)).length)).toEqual([20, 20, 1]);
  expect(readdirSync(join(folder, '3'))).toEqual(['s40-linux-arm-v7.sarif']);
});

test('the workflow uploads as many folders as a scan writes', () => {
  for (const images of [1, FILES_AT_ONCE, FILES_AT_ONCE + 1, 2 * FILES_AT_ONCE + 1]) {
    const folder = join(temporary(), 'scan');
    write(new SarifOutput(folder), images);
    expect(findingsOf('scan', images)).toEqual(readdirSync(folder).sort().map(name => `scan/${name}`));
  }
});

test('what an earlier scan left is gone, and nothing else', () => {
  const folder = repository({ '1/gone.sarif': {}, '1/mine.txt': 'kept', '2/gone.sarif': {}, 'more/mine.sarif': {}, 'mine.sarif': {} });
  write(new SarifOutput(folder), 1);
  expect(readdirSync(join(folder, '1')).sort()).toEqual(['mine.txt', 's0-linux-arm-v7.sarif']);
  expect(readdirSync(folder).sort()).toEqual(['1', 'mine.sarif', 'more']);
  expect(existsSync(join(folder, 'more', 'mine.sarif'))).toBe(true);
});

test.each([[{}], [{ runs: [] }], [{ runs: [{}, {}] }], ['text']])('%j is no SARIF of one image', sarif => {
  expect(() => new SarifOutput(temporary()).write(sarif, { name: 'api', platform: 'linux/amd64', file: 'Dockerfile' })).toThrow('the scanner\'s SARIF of api must have one run, got ');
});
