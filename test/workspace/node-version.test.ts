import { app, Files, NPM_LOCK, problemsOf } from './fixture';

const base = (files: Files): Files => ({ 'package.json': { name: 'a' }, 'package-lock.json': NPM_LOCK, ...files });

test.each<[text: string, version: string | undefined]>([
  ['24', '24'], ['v24\n', '24'], ['24.11', '24.11'], ['24.11.1', '24.11.1'], ['v24.11.1', '24.11.1'], ['node-v22.1.0', '22.1.0'], ['24.x', '24'],
  ['# pinned\n\n22 # because\r\n', '22'], ['\uFEFF22', '22'],
  ['lts/argon', '4'], ['lts/boron', '6'], ['lts/carbon', '8'], ['lts/dubnium', '10'], ['lts/erbium', '12'], ['lts/fermium', '14'],
  ['lts/gallium', '16'], ['lts/hydrogen', '18'], ['lts/iron', '20'], ['lts/Jod', '22'], ['lts/krypton', '24'], ['lts/unheardof', undefined],
  ['lts/*', undefined], ['lts', undefined], ['lts/-1', undefined], ['node', undefined], ['stable', undefined], ['current', undefined], ['latest', undefined],
])('.nvmrc %j asks for %s', (text, version) => {
  expect(app(base({ '.nvmrc': text })).node).toEqual({ ...(version && { version }), source: '.nvmrc' });
});

test.each<[file: string, text: string, got: string]>([
  ['.nvmrc', 'banana', '.nvmrc must hold a Node version, got "banana": write a version like "24" or "24.11.1"'],
  ['.nvmrc', '24.1.2.3', '.nvmrc must hold a Node version, got "24.1.2.3": write a version like "24" or "24.11.1"'],
  ['.nvmrc', '', '.nvmrc must hold one Node version, got none: write a version like "24" or "24.11.1"'],
  ['.node-version', '22\n24\n', '.node-version must hold one Node version, got 2 lines: write a version like "24" or "24.11.1"'],
  ['.node-version', '>=22', '.node-version must hold a Node version, got ">=22": write a version like "24" or "24.11.1"'],
])('%s with %j is refused', (file, text, problem) => {
  expect(problemsOf(() => app(base({ [file]: text })))).toEqual([problem]);
});

test.each<[engine: string, expected: object | undefined]>([
  ['24', { version: '24' }],
  ['24.x', { version: '24' }],
  ['v24.11.1', { version: '24.11.1' }],
  ['>=20 <25', { range: '>=20 <25' }],
  ['^22.1.0 || >=24', { range: '^22.1.0 || >=24' }],
  ['*', {}],
  ['', undefined],
])('engines.node %j asks for %j', (node, expected) => {
  expect(app(base({ 'package.json': { engines: { node } } })).node).toEqual(expected && { ...expected, source: 'engines.node of package.json' });
});

test.each<[field: string, manifest: object]>([
  ['engines.node', { engines: { node: 'banana' } }],
  ['devEngines.runtime', { devEngines: { runtime: { name: 'node', version: 'banana' } } }],
])('a malformed %s is refused', (field, manifest) => {
  expect(problemsOf(() => app(base({ 'package.json': manifest })))).toEqual([
    `${field} of package.json must be a version or a range of versions, got "banana": write a version like "24" or "24.11.1", or a range like ">=22"`,
  ]);
});

const everything: Files = {
  'package-lock.json': NPM_LOCK,
  'package.json': { workspaces: ['apps/*'], engines: { node: '17' }, devEngines: { runtime: { name: 'node', version: '18' } } },
  'apps/api/package.json': { name: 'api', engines: { node: '15' }, devEngines: { runtime: [{ name: 'bun', version: '1' }, { name: 'node', version: '16' }] } },
  'apps/api/.nvmrc': '11',
  'apps/api/.node-version': '12',
  'apps/.nvmrc': '13',
  '.nvmrc': '14',
  '.node-version': '15',
};

test('the nearest and strongest source wins', () => {
  const files = { ...everything };
  const without = (path: string, content?: unknown) => {
    if (content === undefined) delete files[path];
    else files[path] = content;
    return app(files, 'apps/api').node;
  };
  expect(app(files, 'apps/api').node).toEqual({ version: '11', source: 'apps/api/.nvmrc' });
  expect(without('apps/api/.nvmrc')).toEqual({ version: '12', source: 'apps/api/.node-version' });
  expect(without('apps/api/.node-version')).toEqual({ version: '13', source: 'apps/.nvmrc' });
  expect(without('apps/.nvmrc')).toEqual({ version: '14', source: '.nvmrc' });
  expect(without('.nvmrc')).toEqual({ version: '15', source: '.node-version' });
  expect(without('.node-version')).toEqual({ version: '16', source: 'devEngines.runtime of apps/api/package.json' });
  expect(without('apps/api/package.json', { name: 'api', engines: { node: '15' } })).toEqual({ version: '18', source: 'devEngines.runtime of package.json' });
  expect(without('package.json', { workspaces: ['apps/*'], engines: { node: '17' } }))
    .toEqual({ version: '15', source: 'engines.node of apps/api/package.json' });
  expect(without('apps/api/package.json', { name: 'api' })).toEqual({ version: '17', source: 'engines.node of package.json' });
  expect(without('package.json', { workspaces: ['apps/*'] })).toBeUndefined();
});
