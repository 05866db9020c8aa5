import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const POLICY = join(__dirname, '..', '..', 'src', 'policy');
/** What is shared, each folder using those before it only. */
const FOLDERS = ['shell', 'images', 'dockerfile', 'compose'];

test('rules share what lies in these folders', () => {
  expect(readdirSync(POLICY, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name).sort()).toEqual([...FOLDERS, 'rules'].sort());
});

test.each(FOLDERS.map((folder, index) => [folder, [...FOLDERS.slice(index + 1), 'rules']] as const))('%s does not use %p', (folder, above) => {
  const texts = readdirSync(join(POLICY, folder)).map(name => readFileSync(join(POLICY, folder, name), 'utf8'));
  for (const other of above) expect(texts.filter(text => text.includes(`from '../${other}/`))).toEqual([]);
});

test('no rule uses another', () => {
  const texts = readdirSync(join(POLICY, 'rules')).map(name => readFileSync(join(POLICY, 'rules', name), 'utf8'));
  expect(texts.filter(text => /from '\.\//.test(text))).toEqual([]);
});
