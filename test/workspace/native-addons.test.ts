import { app, Files, NPM_LOCK } from './fixture';

/**
 * One repository in the words of each lockfile. The application needs `compiles` directly, `parent` (which leads to `deep`) and the library
 * `util`, which leads to `prebuilt`; `scripted` has an install script alone, `platform` has a binary per platform, `mac` is for macOS, and
 * `other` belongs to another application. Cut from what the package managers wrote.
 */
const MANIFESTS: Files = {
  'package.json': { name: 'root', workspaces: ['apps/*', 'util'], devDependencies: { 'root-native': '^1.0.0' } },
  'pnpm-workspace.yaml': 'packages: [apps/*, util]\n',
  'apps/api/package.json': {
    name: 'api',
    dependencies: { compiles: '^1.0.0', parent: '^1.0.0', util: '*', platform: '^1.0.0', mac: '^1.0.0', alias: 'npm:renamed@^1.0.0' },
    devDependencies: { scripted: '^1.0.0' },
  },
  'apps/other/package.json': { name: 'other-app', dependencies: { other: '^1.0.0' } },
  'util/package.json': { name: 'util', version: '1.0.0', dependencies: { prebuilt: '^1.0.0' } },
};

const NATIVE = {
  'compiles': { nan: '^2.0.0' },
  'deep': { 'node-addon-api': '^5.0.0' },
  'prebuilt': { 'node-gyp-build': '^4.0.0' },
  'renamed': { 'prebuild-install': '^7.0.0' },
  'other': { bindings: '^1.0.0' },
  'root-native': { 'node-gyp': '^10.0.0' },
};
const EXPECTED = ['compiles', 'deep', 'prebuilt', 'renamed'];
const PLATFORM = { 'platform-linux-x64': '1.0.0', 'platform-darwin-arm64': '1.0.0' };
const HELPERS = ['nan', 'node-addon-api', 'node-gyp-build', 'prebuild-install', 'bindings', 'node-gyp'];

const npmEntry = (dependencies?: object, more: object = {}) => ({ version: '1.0.0', dependencies, hasInstallScript: true, ...more });
const npmLock = {
  lockfileVersion: 3,
  packages: {
    '': { name: 'root', workspaces: ['apps/*', 'util'], devDependencies: { 'root-native': '^1.0.0' } },
    'apps/api': MANIFESTS['apps/api/package.json'],
    'apps/other': MANIFESTS['apps/other/package.json'],
    'util': MANIFESTS['util/package.json'],
    'node_modules/util': { resolved: 'util', link: true },
    'node_modules/api': { resolved: 'apps/api', link: true },
    'apps/api/node_modules/compiles': npmEntry(NATIVE.compiles),
    'node_modules/compiles': { version: '0.1.0' },
    'node_modules/parent': { version: '1.0.0', dependencies: { deep: '^1.0.0' } },
    'node_modules/parent/node_modules/deep': npmEntry(NATIVE.deep),
    'node_modules/prebuilt': npmEntry(NATIVE.prebuilt),
    'node_modules/alias': npmEntry(NATIVE.renamed, { name: 'renamed' }),
    'node_modules/other': npmEntry(NATIVE.other),
    'node_modules/root-native': npmEntry(NATIVE['root-native']),
    'node_modules/scripted': npmEntry(),
    'node_modules/platform': npmEntry(NATIVE.deep, { optionalDependencies: PLATFORM }),
    'node_modules/mac': npmEntry(NATIVE.compiles, { os: ['darwin'] }),
    ...Object.fromEntries(HELPERS.map((name) => [`node_modules/${name}`, { version: '1.0.0' }])),
  },
};

type Entry = [name: string, dependencies: Record<string, string> | undefined, system?: string];
const lines = (entries: Entry[], entry: (name: string, dependencies: Record<string, string>, system: string) => string) => entries
  .map(([name, dependencies, more]) => entry(name, dependencies ?? {}, more ?? '')).join('\n');
const ALL: Entry[] = [
  ...Object.entries(NATIVE) as [string, Record<string, string>][],
  ['parent', { deep: '^1.0.0' }],
  ['scripted', undefined],
  ['platform', { ...NATIVE.deep, ...PLATFORM }],
  ['mac', NATIVE.compiles, 'darwin'],
  ...HELPERS.map((name): [string, undefined] => [name, undefined]),
];
const indented = (map: Record<string, string>, by: string, write: (name: string, range: string) => string) =>
  Object.entries(map).map(([name, range]) => `${by}${write(name, range)}\n`).join('');
const block = (head: string, body: string) => body === '' ? '' : `${head}\n${body}`;

const pnpmImporters = (resolved: (name: string) => string) => `importers:

  .:
    devDependencies:
      root-native:
        specifier: ^1.0.0
        version: 1.0.0

  apps/api:
    dependencies:
      alias:
        specifier: npm:renamed@^1.0.0
        version: ${resolved('renamed')}
      compiles:
        specifier: ^1.0.0
        version: 1.0.0(react@18.0.0)
${['mac', 'parent', 'platform'].map((name) => `      ${name}:\n        specifier: ^1.0.0\n        version: 1.0.0\n`).join('')}      util:
        specifier: '*'
        version: link:../../util
    devDependencies:
      scripted:
        specifier: ^1.0.0
        version: 1.0.0

  apps/other:
    dependencies:
      other:
        specifier: ^1.0.0
        version: 1.0.0

  util:
    dependencies:
      prebuilt:
        specifier: ^1.0.0
        version: 1.0.0

`;
const peer = (name: string) => name === 'compiles' ? '(react@18.0.0)' : '';
const pnpm9 = `lockfileVersion: '9.0'\n\n${pnpmImporters((name) => `${name}@1.0.0`)}packages:\n\n${
  lines(ALL, (name, _dependencies, os) => `  ${name}@1.0.0:\n    resolution: {integrity: sha512-x==}\n    deprecated: |-\n      two\n      lines: here\n${os && `    os: [${os}]\n`}`)
}\nsnapshots:\n\n${lines(ALL, (name, dependencies) => {
  const body = block('    dependencies:', indented(dependencies, '      ', (each) => `${each}: 1.0.0`));
  return body === '' ? `  ${name}@1.0.0: {}\n` : `  ${name}@1.0.0${peer(name)}:\n${body}    transitivePeerDependencies:\n      - supports-color\n`;
})}`;
const pnpm6 = `lockfileVersion: '6.0'\n\n${pnpmImporters((name) => `/${name}@1.0.0`)}packages:\n\n${lines(ALL, (name, dependencies, os) =>
  `  /${name}@1.0.0${peer(name)}:\n    resolution: {integrity: sha512-x==}\n${os && `    os: [${os}]\n`}${Object.keys(dependencies).length > 0 ? '    requiresBuild: true\n' : ''
  }${block('    dependencies:', indented(dependencies, '      ', (each) => `${each}: 1.0.0`))}    dev: false\n`)}`;
const pnpm5 = `lockfileVersion: 5.4\n\n${pnpmImporters((name) => `/${name}/1.0.0`)
  .replace(/:\n {8}specifier: .*\n {8}version: (.*)\n/g, ': $1\n').replace('1.0.0(react@18.0.0)', '1.0.0_react@18.0.0')}packages:\n\n${lines(ALL, (name, dependencies, os) =>
  `  /${name}/1.0.0${peer(name) && '_react@18.0.0'}:\n    resolution: {integrity: sha512-x==}\n${os && `    os: [${os}]\n`}    requiresBuild: true\n${
    block('    dependencies:', indented(dependencies, '      ', (each) => `${each}: 1.0.0`))}    dev: false\n`)}`;

const range = (name: string) => HELPERS.includes(name) ? Object.values(NATIVE).map((each) => (each as Record<string, string>)[name]).find(Boolean)! : '^1.0.0';
const classic = `# yarn lockfile v1\n\n\n${lines(ALL, (name, dependencies) =>
  `${name === 'renamed' ? '"alias@npm:renamed@^1.0.0"' : name === 'deep' ? 'deep@1.x, deep@^1.0.0' : `${name}@${range(name)}`}:\n  version "1.0.0"\n  resolved "https://x/y#z"\n${
    block('  dependencies:', indented(dependencies, '    ', (each, version) => `${each} "${version}"`))}`)}`.replaceAll('mac', 'fsevents');
const berry = `# This file\n\n__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"api@workspace:apps/api":
  version: 0.0.0-use.local
  resolution: "api@workspace:apps/api"
  dependencies:
    alias: "npm:renamed@^1.0.0"
${['compiles', 'mac', 'parent', 'platform', 'scripted'].map((name) => `    ${name}: "npm:^1.0.0"\n`).join('')}    util: "npm:*"
  languageName: unknown
  linkType: soft

"other-app@workspace:apps/other":
  resolution: "other-app@workspace:apps/other"
  dependencies:
    other: "npm:^1.0.0"

"root@workspace:.":
  resolution: "root@workspace:."
  dependencies:
    root-native: ^1.0.0

"util@npm:*, util@workspace:util":
  resolution: "util@workspace:util"
  dependencies:
    prebuilt: "npm:^0.9.0"

${lines(ALL, (name, dependencies, os) => `"${name === 'renamed' ? 'alias@npm:renamed@^1.0.0' : `${name}@npm:${range(name)}, ${name}@npm:1.x`}":
  version: 1.0.0
  resolution: "${name}@npm:1.0.0"
${block('  dependencies:', indented(dependencies, '    ', (each, version) => `${each}: "npm:${version}"`))}${os && `  conditions: os=${os}\n`}  checksum: 10c0/x
  languageName: node
  linkType: hard
`)}`;

const bun = (version: number) => `{
  "lockfileVersion": ${version},
  "workspaces": {
    "": ${JSON.stringify({ name: 'root', devDependencies: { 'root-native': '^1.0.0' } })},
    "apps/api": ${JSON.stringify(MANIFESTS['apps/api/package.json'])},
    "apps/other": ${JSON.stringify(MANIFESTS['apps/other/package.json'])},
    "util": ${JSON.stringify(MANIFESTS['util/package.json'])},
  },
  "packages": {
    "api": ["api@workspace:apps/api"],
    "util": ["util@workspace:util"],
    "other-app": ["other-app@workspace:apps/other"],
    "compiles": ["compiles@0.1.0", "", {}, "sha512-x=="],
${lines(ALL, (name, dependencies, os) => {
  const key = name === 'renamed' ? 'alias' : name === 'deep' ? 'parent/deep' : name === 'compiles' ? 'api/compiles' : name;
  const about = { dependencies, ...(os && { os }), ...(version >= 2 && !['parent', ...HELPERS].includes(name) && { hasInstallScript: true }) };
  return `    "${key}": ["${name}@1.0.0", "", ${JSON.stringify(about)}, "sha512-x=="],`;
})}
  }
}
`;

const yarnManifests: Files = { ...MANIFESTS, 'apps/api/package.json': JSON.parse(JSON.stringify(MANIFESTS['apps/api/package.json']).replaceAll('mac', 'fsevents')) };

const FORMATS: [format: string, files: Files][] = [
  ['npm', { ...MANIFESTS, 'package-lock.json': npmLock }],
  ['pnpm 9', { ...MANIFESTS, 'pnpm-lock.yaml': pnpm9 }],
  ['pnpm 9, in YAML of another style', { ...MANIFESTS, 'pnpm-lock.yaml': `%YAML 1.2\n---\n${pnpm9}...\n` }],
  ['pnpm 9, after a document about pnpm', { ...MANIFESTS, 'pnpm-lock.yaml': `---\nlockfileVersion: '9.0'\nimporters: {}\n\n---\n${pnpm9}` }],
  ['pnpm 8', { ...MANIFESTS, 'pnpm-lock.yaml': pnpm6 }],
  ['pnpm 7', { ...MANIFESTS, 'pnpm-lock.yaml': pnpm5 }],
  ['yarn 1', { ...yarnManifests, 'yarn.lock': classic }],
  ['yarn 4', { ...MANIFESTS, 'yarn.lock': berry }],
  ['bun 1.2', { ...MANIFESTS, 'bun.lock': bun(1) }],
  ['bun 1.4', { ...MANIFESTS, 'bun.lock': bun(2) }],
];

test.each(FORMATS)('%s', (_format, files) => {
  expect(app(files, 'apps/api').nativeAddons).toEqual(EXPECTED);
  expect(app(files, 'apps/other').nativeAddons).toEqual(['other']);
});

test('npm, lockfileVersion 1', () => {
  const dependencies = {
    'parent': { version: '1.0.0', requires: { deep: '^1.0.0' }, dependencies: { deep: { version: '1.0.0', requires: NATIVE.deep } } },
    'deep': { version: '0.1.0' },
    'node-addon-api': { version: '5.0.0' },
  };
  const found = app({ 'package.json': { dependencies: { parent: '*', deep: '0.1.0' } }, 'package-lock.json': { lockfileVersion: 1, dependencies } });
  expect(found.nativeAddons).toEqual(['deep']);
  expect(app({ 'package.json': { dependencies: { deep: '0.1.0' } }, 'package-lock.json': { lockfileVersion: 1, dependencies } }).nativeAddons).toEqual([]);
});

const one = (name: string, entry: object) => app({
  'package.json': { dependencies: { [name]: '*' } },
  'package-lock.json': { ...NPM_LOCK, packages: { '': { dependencies: { [name]: '*' } }, [`node_modules/${name}`]: entry } },
}).nativeAddons;

test.each<[what: string, name: string, entry: object, native: boolean]>([
  ['a gyp file', 'x', { gypfile: true }, true],
  ['a helper', 'x', { hasInstallScript: true, dependencies: { '@mapbox/node-pre-gyp': '^1' } }, true],
  ['a helper, but nothing runs at the install', 'x', { dependencies: { 'node-addon-api': '^5' } }, false],
  ['a script alone', 'x', { hasInstallScript: true }, false],
  ['binaries per platform', 'x', { hasInstallScript: true, dependencies: { 'node-addon-api': '^7' }, optionalDependencies: { '@x/linux-arm64-musl': '1' } }, false],
  ['a system list with Linux', 'x', { gypfile: true, os: ['darwin', 'linux'] }, true],
  ['a system list without', 'x', { gypfile: true, os: ['darwin', 'win32'] }, false],
  ['all but Windows', 'x', { gypfile: true, os: ['!win32'] }, true],
  ['all but Linux', 'x', { gypfile: true, os: ['!linux'] }, false],
  ['a helper itself', 'nan', { gypfile: true }, false],
  ['a tool', '@npmcli/run-script', { hasInstallScript: true, dependencies: { 'node-gyp': '^10' } }, false],
])('%s', (_what, name, entry, native) => {
  expect(one(name, entry)).toEqual(native ? [name] : []);
});

test('peers count where they are installed by themselves', () => {
  const lock = (meta: object) => ({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { a: '*' } },
      'node_modules/a': { peerDependencies: { b: '*' }, peerDependenciesMeta: meta },
      'node_modules/b': { gypfile: true },
    },
  });
  const natives = (meta: object) => app({ 'package.json': { dependencies: { a: '*' } }, 'package-lock.json': lock(meta) }).nativeAddons;
  expect(natives({})).toEqual(['b']);
  expect(natives({ b: { optional: true } })).toEqual([]);
});

test('a descriptor that Yarn has overridden means all versions of the package', () => {
  const lock = '__metadata:\n  version: 8\n\n"a@workspace:.":\n  resolution: "a@workspace:."\n  dependencies:\n    b: "npm:^1.0.0"\n\n'
    + '"b@npm:2.0.0":\n  resolution: "b@npm:2.0.0"\n  dependencies:\n    nan: "npm:^2"\n';
  expect(app({ 'package.json': { dependencies: { b: '^1.0.0' } }, 'yarn.lock': lock }).nativeAddons).toEqual(['b']);
});

test('without a readable lockfile, well-known packages of the manifests', () => {
  const files: Files = { 'package.json': { dependencies: { 'bcrypt': '*', 'left-pad': '*' }, devDependencies: { sqlite3: '*' } }, 'bun.lockb': '\0' };
  expect(app(files).nativeAddons).toEqual(['bcrypt', 'sqlite3']);
});
