import { BakeTargets } from '../../../src/cli/affected/bake-targets';
import { BuildFiles } from '../../../src/cli/affected/build-files';
import { ComposeServices } from '../../../src/cli/affected/compose-services';
import type { Change, Revisions, Submodule } from '../../../src/cli/affected/git';
import { packageOf } from '../../../src/cli/affected/package-version';

describe('what a target of the Bake file is built from', () => {
  const read = (target: object, file: object = {}) => BakeTargets.read('docker-bake.json', JSON.stringify({ target, ...file }), 'now');

  test.each<[string, object, object]>([
    ['what is not said', {}, { contexts: ['.'], dockerfile: 'Dockerfile' }],
    ['a folder', { context: '../apps', dockerfile: 'api/Dockerfile' }, { contexts: ['../apps'], dockerfile: '../apps/api/Dockerfile' }],
    ['what HCL would take for a template', { context: 'a$${b}%%{c}', dockerfile: '${""}\ufeffD' }, { contexts: ['a${b}%{c}'], dockerfile: 'a${b}%{c}/\ufeffD' }],
    ['a Dockerfile beside the Bake file', { context: 'app', dockerfile: 'cwd://docker/Dockerfile' }, { contexts: ['app'], dockerfile: 'docker/Dockerfile' }],
    ['a Dockerfile in the Bake file', { 'dockerfile-inline': 'FROM scratch' }, { contexts: ['.'] }],
    ['a remote context', { context: 'https://example.com/app.git' }, { contexts: [] }],
    ['named contexts', {
      contexts: { base: 'target:base', os: 'docker-image://alpine', libs: '../libs', layout: 'oci-layout://images/base:1@sha256:ab', more: 'oci-layout://./more' },
    }, { contexts: ['.', '../libs', 'images/base', './more'], dockerfile: 'Dockerfile' }],
  ])('%s', (_, target, inputs) => expect(read({ api: target }).inputs('api')).toEqual(inputs));

  test('other targets', () => {
    const bake = read({ api: { contexts: { base: 'target:base', os: 'docker-image://alpine' }, inherits: ['common'] }, base: null });
    expect(bake.parents('api')).toEqual(['base', 'common']);
    expect([bake.parents('base'), bake.parents('constructor'), bake.entry('constructor')]).toEqual([[], [], undefined]);
  });

  test('variables, in whatever order they stand', () => {
    const differs = (a: object, b: object) => read({}, { variable: a }).differsFrom(read({}, { variable: b }));
    expect([differs({ A: { default: '1' }, B: {} }, { B: {}, A: { default: '1' } }), differs({ A: {} }, { A: { default: '1' } })]).toEqual([false, true]);
    expect(read({}).differsFrom(read({}, { function: { f: {} } }))).toBe(true);
    expect(read({}).differsFrom(read({}, { group: { default: {} } }))).toBe(false);
  });
});

describe('the files of a build', () => {
  const files = (ignores: Record<string, string>, contexts: string[], dockerfile?: string) =>
    new BuildFiles({ contexts, dockerfile }, { path: (path: string) => path, textNow: (path: string) => ignores[path] } as unknown as Revisions);
  const has = (build: BuildFiles, path: string, submodule?: Submodule) => build.has({ path, submodule });

  test('are those of all its folders that the Dockerfile\'s ignore file lets through', () => {
    const build = files({ 'docker/Dockerfile.dockerignore': '*.md\n', 'app/.dockerignore': '*.js\n', 'libs/.dockerignore': '*' }, ['app', 'libs'], 'docker/Dockerfile');
    expect(['app/a.js', 'app/a.md', 'libs/a.js', 'libs/a.md', 'docker/Dockerfile', 'docker/Dockerfile.dockerignore', 'docker/x', 'application/a.js'].filter(path => has(build, path)))
      .toEqual(['app/a.js', 'libs/a.js', 'docker/Dockerfile', 'docker/Dockerfile.dockerignore']);
  });

  test('each folder\'s own ignore file counts where the Dockerfile has none', () => {
    const build = files({ 'app/.dockerignore': '*.js\n', 'libs/.dockerignore': '*\n!a.js\n' }, ['app', 'libs']);
    expect(['app/a.js', 'app/a.md', 'libs/a.js', 'libs/a.md', 'libs/.dockerignore'].filter(path => has(build, path))).toEqual(['app/a.md', 'libs/a.js', 'libs/.dockerignore']);
  });

  test('may be in a submodule, or the other way round', () => {
    const build = files({ 'app/.dockerignore': '*\n!lib/*.js\n' }, ['app'], 'app/Dockerfile');
    expect(has(build, 'app/lib', { files: ['a.md', 'a.js'] })).toBe(true);
    expect(has(build, 'app/lib', { files: ['a.md'] })).toBe(false);
    expect(has(build, 'app/lib', {})).toBe(true);
    expect(has(build, 'app', {})).toBe(true);
    expect(has(build, 'other', { files: ['a.js'] })).toBe(false);
    expect(has(build, 'app/lib')).toBe(false);
  });
});

describe('services of a Compose file', () => {
  const read = (text: string) => ComposeServices.read('deploy/compose.yaml', text, 'now');
  const changed = (before: string, now: string) => read(now).changedSince(read(before));

  test.each<[string, string, string, string[]]>([
    ['nothing', 'services: {a: {image: x}}', 'services:\n  a:\n    image: x\n', []],
    ['an entry', 'services: {a: {image: x}, b: {image: x}}', 'services: {a: {image: y}, b: {image: x}}', ['a']],
    ['a new one', 'services: {a: {}}', 'services: {a: {}, constructor: {}}', ['constructor']],
    ['one that is gone', 'services: {a: {}, b: {}}', 'services: {a: {}}', []],
    ['a secret that is used', 'services: {a: {secrets: [k]}, b: {secrets: [{source: k}]}, c: {secrets: [l]}}\nsecrets: {k: {file: a}, l: {file: a}}',
      'services: {a: {secrets: [k]}, b: {secrets: [{source: k}]}, c: {secrets: [l]}}\nsecrets: {k: {file: b}, l: {file: a}}', ['a', 'b']],
    ['a volume', 'services: {a: {volumes: ["v:/v"]}, b: {volumes: ["./v:/v"]}}\nvolumes: {v: {}}',
      'services: {a: {volumes: ["v:/v"]}, b: {volumes: ["./v:/v"]}}\nvolumes: {v: {driver: x}}', ['a']],
    ['the network of all that say none', 'services: {a: {}, b: {networks: [n]}, c: {networks: {default: {}}}}\nnetworks: {default: {}}',
      'services: {a: {}, b: {networks: [n]}, c: {networks: {default: {}}}}\nnetworks: {default: {internal: true}}', ['a', 'c']],
  ])('%s', (_, before, now, expected) => expect(changed(before, now)).toEqual(expected));

  test.each([
    ['name: a', 'name: b', 'deploy/compose.yaml: name has changed'],
    ['name: a', 'name: a\nservices: {a: {extends: {file: b.yaml}}}', 'deploy/compose.yaml takes in other files now'],
    ['name: a', 'name: [', 'deploy/compose.yaml cannot be read now'],
  ])('it is not known whom it concerns: from %j to %j', (before, now, message) => expect(() => changed(before, now)).toThrow(message));

  const MOUNTS = read(`
services:
  a: {volumes: ["./conf:/etc/a:ro", "data:/data", "/etc/hosts:/h"], env_file: a.env, configs: [c], secrets: [{source: s}]}
  b: {volumes: [{type: bind, source: ../shared, target: /s}, {type: volume, source: conf}], env_file: [b.env, {path: more.env}]}
configs: {c: {file: ./c.conf}}
secrets: {s: {file: "./$$s"}, other: {file: ./o}}
`);
  test.each<[string, string, boolean]>([
    ['a', 'deploy/conf/x', true], ['a', 'deploy/a.env', true], ['a', 'deploy/c.conf', true], ['a', 'deploy/$s', true], ['a', 'deploy/o', false], ['a', 'deploy/data/x', false],
    ['b', 'shared/x', true], ['b', 'deploy/b.env', true], ['b', 'deploy/more.env', true], ['b', 'deploy/conf/x', false],
  ])('%s is given %s: %s', (name, path, expected) => {
    expect(MOUNTS.mounts(name, { path }, one => one)).toBe(expected);
  });

  test('a submodule with what a service is given', () => {
    const change: Change = { path: 'deploy/conf', submodule: {} };
    expect([MOUNTS.mounts('a', change, one => one), MOUNTS.mounts('b', change, one => one)]).toEqual([true, false]);
    expect(MOUNTS.mounts('b', { path: 'shared', submodule: {} }, one => one)).toBe(true);
  });

  test.each([['profiles: [x]', true], ['scale: 0', true], ['deploy: {replicas: 0}', true], ['deploy: {replicas: 1}', false], ['profiles: []', false]])('held back by %s: %s', (text, expected) => {
    expect(read(`services: {a: {${text}}}`).isHeldBack('a')).toBe(expected);
  });

  test('what they depend on, as a list and as a table', () => {
    const services = read('services: {a: {depends_on: [b]}, b: {depends_on: {c: {condition: service_started}}}}');
    expect(['a', 'b', 'constructor'].map(name => services.dependencies(name))).toEqual([['b'], ['c'], []]);
  });
});

describe('this package in a lockfile', () => {
  const LOCKFILES: Record<string, (version: string, other: string) => string> = {
    npm: (version, other) => `{
  "packages": {
    "": { "devDependencies": {
      "@jts/projen-docker": "^1.0.0",
      "other": "^${other}"
    } },
    "node_modules/@jts/projen-docker": {
      "version": "${version}",
      "resolved": "https://registry.example.com/x.tgz"
    },
    "node_modules/other": {
      "version": "${other}"
    }
  }
}`,
    pnpm: (version, other) => `packages:

  '@jts/projen-docker@${version}':
    resolution: {integrity: sha512-${version}}

  other@${other}:
    resolution: {integrity: sha512-${other}}
`,
    yarn: (version, other) => `"@jts/projen-docker@^1.0.0":
  version "${version}"
  resolved "https://registry.example.com/x.tgz"

other@^1.0.0:
  version "${other}"
`,
    berry: (version, other) => `"@jts/projen-docker@npm:^1.0.0":
  version: ${version}
  resolution: "@jts/projen-docker@npm:${version}"

"other@npm:^1.0.0":
  version: ${other}
`,
    bun: (version, other) => `{ "packages": {
    "@jts/projen-docker": ["@jts/projen-docker@${version}", "", {}, "sha512-x"],
    "other": ["other@${other}", "", {}, "sha512-x"],
} }`,
  };

  test.each(Object.entries(LOCKFILES))('of %s', (_, lockfile) => {
    expect(packageOf(lockfile('1.0.0', '1.0.0'))).toBe(packageOf(lockfile('1.0.0', '2.0.0')));
    expect(packageOf(lockfile('1.0.0', '1.0.0'))).not.toBe(packageOf(lockfile('1.0.1', '1.0.0')));
  });

  test('is no other package', () => {
    expect(packageOf('"@jts/projen-docker-extras": "1"\n"x@jts/projen-docker": "2"\n')).toBe('');
  });
});
