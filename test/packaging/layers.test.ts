import { readdirSync } from 'fs';
import { join } from 'path';
import { LegacyESLint } from 'eslint/use-at-your-own-risk';
import { LAYERS } from '../../projenrc/layers';

const ROOT = join(__dirname, '..', '..');
const RULES = ['import/no-restricted-paths', 'import/no-cycle', 'no-restricted-imports', 'import/no-unresolved'];

let eslint: LegacyESLint;

beforeAll(() => {
  eslint = new LegacyESLint({
    cwd: ROOT,
    // The files exist in memory alone, so nothing can be said of their types.
    overrideConfig: {
      parserOptions: { projectService: null },
      rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off' },
    },
  });
});

// The first one loads the parser.
jest.setTimeout(60_000);

/** The rules on imports that a file breaks, were it there. */
async function broken(file: string, ...imports: string[]): Promise<string[]> {
  const code = imports.map((from, index) => `import * as i${index} from '${from}';\nexport const e${index} = i${index};\n`).join('');
  const [{ messages }] = await eslint.lintText(code, { filePath: join(ROOT, 'src', file) });
  const fatal = messages.find(message => message.fatal);
  if (fatal) throw new Error(fatal.message);
  return messages.map(message => message.ruleId!).filter(rule => RULES.includes(rule));
}

test.each<[string, string, string]>([
  ['model imports services', 'model/wrong.ts', '../services/service'],
  ['model imports the Dockerfile', 'model/wrong.ts', '../dockerfile/dockerfile'],
  ['model imports what stands on it', 'model/wrong.ts', './service-model'],
  ['model imports catalog', 'model/wrong.ts', '../catalog/node'],
  ['catalog imports model', 'catalog/wrong.ts', '../model/port'],
  ['the model of a service imports workspace', 'model/service-model.ts', '../workspace/manifest'],
  ['the Dockerfile imports render', 'dockerfile/wrong.ts', '../render/text'],
  ['the Dockerfile imports the model of a service', 'dockerfile/wrong.ts', '../model/service-model'],
  ['workspace imports services', 'workspace/lock/wrong.ts', '../../services/service'],
  ['render imports services', 'render/wrong.ts', '../services/service'],
  ['services import render', 'services/node/wrong.ts', '../../render/compose'],
  ['services import the files', 'services/wrong.ts', '../files/atomic'],
  ['services import the hub of all', 'services/wrong.ts', '../containers'],
  ['policy imports services', 'policy/wrong.ts', '../services/service'],
  ['files import model', 'files/wrong.ts', '../model/port'],
  ['tasks import containers', 'tasks.ts', './containers'],
  ['containers import adopt', 'containers.ts', './adopt/adopt'],
  ['adopt imports the project', 'adopt/wrong.ts', '../docker-project'],
  ['the command imports the project', 'cli/wrong.ts', '../docker-project'],
  ['an artefact imports another', 'render/bake.ts', './compose'],
  ['anything imports the public API', 'services/wrong.ts', '../index'],
])('%s: refused', async (_title, file, from) => {
  expect(await broken(file, from)).toContain('import/no-restricted-paths');
});

test.each([
  ['model', 'model/wrong.ts', 'projen'],
  ['catalog', 'catalog/wrong.ts', 'projen'],
  ['dockerfile', 'dockerfile/wrong.ts', 'projen/lib/util'],
  ['workspace', 'workspace/lock/wrong.ts', 'projen'],
  ['render', 'render/wrong.ts', 'projen'],
  ['policy', 'policy/wrong.ts', 'projen'],
  ['services', 'services/wrong.ts', 'projen'],
  ['model', 'model/wrong.ts', 'constructs'],
  ['model', 'model/wrong.ts', 'yaml'],
  ['files', 'files/wrong.ts', 'yaml'],
])('%s (%s) imports %s: refused', async (_layer, file, from) => {
  expect(await broken(file, from)).toContain('no-restricted-imports');
});

test('a cycle: refused', async () => {
  // src/model/size.ts imports problem.ts.
  expect(await broken('model/problem.ts', './size')).toContain('import/no-cycle');
});

test.each([
  ['render/wrong.ts', ['../model/service-model', '../dockerfile/dockerfile', './text', 'yaml', 'path']],
  ['model/service-model.ts', ['./size', '../dockerfile/dockerfile']],
  ['services/wrong.ts', ['./service', '../workspace/repository', '../dockerfile/stage', '../model/service-model', '../catalog/node', 'constructs']],
  ['files/wrong.ts', ['./atomic', 'projen', 'fs']],
  ['adopt/wrong.ts', ['../containers', '../services/service', '../files/atomic', '../workspace/repository', '../model/port', 'projen', 'jsonc-parser']],
])('%s imports what stands below: allowed', async (file, imports) => {
  expect(await broken(file, ...imports)).toEqual([]);
});

test('every file and folder of src is in a layer', () => {
  const unknown = readdirSync(join(ROOT, 'src')).filter(entry => !(entry in LAYERS));
  expect(unknown).toEqual([]);
});

test('every folder of artefacts is on its own', async () => {
  const { rules } = await eslint.calculateConfigForFile(join(ROOT, 'src', 'render', 'wrong.ts'));
  const targets = rules['import/no-restricted-paths'][1].zones.map((zone: { target: string }) => zone.target);
  const folders = readdirSync(join(ROOT, 'src', 'render'), { withFileTypes: true }).filter(entry => entry.isDirectory());
  expect(targets).toEqual(expect.arrayContaining(folders.map(({ name }) => `./src/render/${name}`)));
});
