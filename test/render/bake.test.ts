import { AWKWARD, service, system } from './model';
import { SYFT_SCANNER } from '../../src/catalog/tools';
import { Instruction } from '../../src/dockerfile/instruction';
import type { StageModel } from '../../src/dockerfile/stage';
import { Secret } from '../../src/model/secret';
import type { BuildModel, ServiceModel, SystemModel } from '../../src/model/service-model';
import { renderBake } from '../../src/render/bake';

const bake = (model: ServiceModel, given: Partial<SystemModel> = {}) => (renderBake(system([model], given)) as any).target[model.name];

/** A service whose Dockerfile has these stages. */
function generated(stages: readonly Partial<StageModel>[], build: Partial<BuildModel> = {}) {
  const dockerfile = { globals: [], stages: stages.map(stage => ({ name: '', from: 'alpine', instructions: [], ...stage })) };
  return service({ build: { generated: { dockerfile, ignorePath: '.dockerignore', ignore: { except: [] } }, ...build } });
}

/** What HCL makes of a text: a template, in which a doubled first character makes `${` and `%{` stand for themselves. */
function template(text: string): string {
  return text.replace(/([$%]?)([$%])\{/g, (_, escape, char) => {
    if (escape !== char) throw new Error(`a template is left in ${text}`);
    return `${char}{`;
  });
}

test('a subproject has caches of its own', () => {
  const { 'cache-from': [from], 'cache-to': [to] } = bake(service(), { subproject: 'portal' });
  expect([from, to]).toEqual([
    '${CACHE == "gha" ? "type=gha,scope=portal/api${CACHE_SUFFIX}" : ""}',
    '${CACHE == "gha" && CACHE_WRITE != "" ? "type=gha,scope=portal/api${CACHE_SUFFIX},mode=max,ignore-error=true" : ""}',
  ]);
});

test('everything is built by default', () => {
  expect(renderBake(system([service(), service({ name: 'web', image: 'acme-web' })]))).toMatchObject({
    group: { default: { targets: ['api', 'web'] } },
    target: Object.fromEntries(['api', 'web'].map(name => [name, { context: '.', dockerfile: 'Dockerfile', target: 'runtime', tags: [`acme-${name}:\${TAG}`] }])),
  });
});

describe('what differs from machine to machine', () => {
  const { variable } = renderBake(system()) as { variable: Record<string, { default: string }> };
  const defaults = Object.fromEntries(Object.entries(variable).map(([name, { default: value }]) => [name, value]));

  /** A template of HCL with these variables; with backticks for its quotes, JavaScript reads it alike. */
  const evaluate = (text: string, given: object = {}): string => {
    const variables = { ...defaults, ...given };
    return new Function(...Object.keys(variables), `return \`${text.replace(/"/g, '`')}\``)(...Object.values(variables));
  };
  const list = (key: string, given?: object): string[] => (bake(service({ image: 'ghcr.io/acme/api' }))[key] as string[]).map(text => evaluate(text, given)).filter(Boolean);

  test('every variable that is used has a default, and none but the tag does anything by default', () => {
    const used = new Set([...JSON.stringify(bake(service())).matchAll(/\b[A-Z][A-Z_]+\b/g)].map(([name]) => name));
    expect([...used].filter(name => !(name in defaults))).toEqual([]);
    expect(defaults).toEqual({ ...Object.fromEntries(Object.keys(defaults).map(name => [name, ''])), TAG: 'latest' });
  });

  test.each([
    ['tags', {}, ['ghcr.io/acme/api:latest']],
    ['tags', { TAG: '1.2.3' }, ['ghcr.io/acme/api:1.2.3']],
    ['cache-from', {}, []],
    ['cache-to', {}, []],
    ['cache-to', { CACHE: 'gha' }, []],
    ['cache-from', { CACHE: 'gha', CACHE_SUFFIX: '-arm64' }, ['type=gha,scope=api-arm64']],
    ['cache-from', { CACHE: 'registry' }, ['type=registry,ref=ghcr.io/acme/api:buildcache']],
    ['cache-to', { CACHE: 'gha', CACHE_WRITE: '1' }, ['type=gha,scope=api,mode=max,ignore-error=true']],
    ['attest', {}, ['type=provenance,disabled=true', 'type=sbom,disabled=true']],
    ['attest', { ATTEST: '1' }, ['type=provenance,mode=max', `type=sbom,generator=${SYFT_SCANNER}`]],
    ['output', {}, []],
    ['output', { OUTPUT: 'images' }, ['type=oci,dest=images/api.tar']],
  ])('%s with %j', (key, given, expected) => {
    expect(list(key, given)).toEqual(expected);
  });

  test('there is no cache in a registry for an image without one: it would be among the official images', () => {
    const { 'cache-from': from, 'cache-to': to } = bake(service());
    expect([...from, ...to].map(text => evaluate(text, { CACHE: 'registry', CACHE_WRITE: '1' }))).toEqual(['', '']);
    expect(evaluate(from[0], { CACHE: 'gha' })).toBe('type=gha,scope=api');
  });

  const SAID = { REVISION: 'abc', CREATED: '2026-11-21', SOURCE: 'https://example.com/acme' };

  test.each([[{}, ['null', 'null', 'null']], [SAID, Object.values(SAID)]])('labels with %j', (given, expected) => {
    const { labels } = bake(service());
    expect(['revision', 'created', 'source'].map(name => evaluate(labels[`org.opencontainers.image.${name}`], given))).toEqual(expected);
  });
});

test('platforms are those of the system', () => {
  expect(bake(service(), { platforms: ['linux/amd64', 'linux/arm64'] }).platforms).toEqual(['linux/amd64', 'linux/arm64']);
});

test('paths are those that Bake finds from the folder of its project, the Dockerfile from its context', () => {
  const model = service({ build: { context: 'apps', dockerfilePath: 'apps/api/Dockerfile', secrets: [Secret.fromFile('npmrc', 'apps/.npmrc')] } });
  expect(bake(model, { directory: 'deploy' })).toMatchObject({ context: '../apps', dockerfile: 'api/Dockerfile', secret: ['type=file,id=npmrc,src=../apps/.npmrc'] });
});

test.each([
  [Secret.fromEnv('NPM_TOKEN'), 'type=env,id=NPM_TOKEN,env=NPM_TOKEN'],
  [Secret.fromFile('npmrc', '.npmrc'), 'type=file,id=npmrc,src=.npmrc'],
  [Secret.fromFile('x', 'a,b "c"'), 'type=file,id=x,"src=a,b ""c"""'],
])('a secret: %s', (secret, text) => {
  expect(bake(service({ build: { secrets: [secret] } })).secret).toEqual([text]);
});

test.each(AWKWARD)('%p arrives as it is in arguments and paths', value => {
  const result = bake(service({ build: { args: { A: value }, context: `x${value}`, dockerfilePath: `x${value}/Dockerfile` } }));
  expect([result.args.A, result.context].map(template)).toEqual([value, `x${value}`]);
});

describe('a label that the service says itself', () => {
  const SOURCE = 'org.opencontainers.image.source';
  const labelled = (instruction: Instruction, stage = 'runtime') => generated([{ name: 'base', instructions: [] }, { name: stage, from: 'base', instructions: [instruction] }]);

  test('stays, in a Dockerfile of its own', () => {
    expect(bake(service({ build: { generated: undefined, labels: { [SOURCE]: 'mine' } } })).labels[SOURCE]).toBe('mine');
  });

  test.each([
    Instruction.label({ a: 'b', [SOURCE]: 'mine' }), Instruction.raw(`LABEL "${SOURCE}"="mine"`), Instruction.raw(`LABEL ${SOURCE} mine`),
  ])('stays, in the image: %s', instruction => {
    expect(Object.keys(bake(labelled(instruction)).labels)).toEqual(['org.opencontainers.image.revision', 'org.opencontainers.image.created']);
  });

  test.each<[string, Instruction, string]>([
    ['of another name', Instruction.label({ [`${SOURCE}.of`]: 'mine' }), 'runtime'],
    ['of a stage that is not in the image', Instruction.label({ [SOURCE]: 'mine' }), 'development'],
    ['that is a variable', Instruction.env({ [SOURCE.replace(/\./g, '_')]: SOURCE }), 'runtime'],
  ])('is none %s', (_, instruction, stage) => {
    expect(bake(labelled(instruction, stage)).labels).toHaveProperty([SOURCE]);
  });
});

describe('REFRESH', () => {
  const STAGES = [{ name: 'base' }, { name: 'deps', from: 'base' }, { name: 'os' }, { name: 'runtime', from: 'os' }];

  test('builds the stages anew that end up in the image', () => {
    expect(bake(generated(STAGES))['no-cache-filter']).toEqual(['${REFRESH != "" ? "runtime" : ""}', '${REFRESH != "" ? "os" : ""}']);
    expect(bake(generated(STAGES))).not.toHaveProperty('no-cache');
  });

  test('leaves stages to the targets that stand in for them', () => {
    expect(bake(generated(STAGES, { contexts: { os: 'acme-os' } }))['no-cache-filter']).toEqual(['${REFRESH != "" ? "runtime" : ""}']);
  });

  test('ends where a stage has the name of its image', () => {
    expect(bake(generated([{ name: 'runtime', from: 'runtime' }]))['no-cache-filter']).toEqual(['${REFRESH != "" ? "runtime" : ""}']);
  });

  test('takes nothing from the cache for a Dockerfile that is not ours', () => {
    expect(bake(service({ build: { generated: undefined } }))).toMatchObject({ 'no-cache': '${REFRESH != "" ? true : null}' });
  });
});

describe('bases', () => {
  const base = { name: 'base-build', of: 'base', image: 'acme-base-build', build: { context: 'docker', dockerfilePath: 'docker/base.Dockerfile', target: 'build', args: {}, secrets: [], contexts: { base: 'base-base' } } };
  const result = renderBake(system([service({ build: { contexts: { build: 'base-build' } } })], { bases: [base], platforms: ['linux/arm64'] })) as any;

  test('are targets that services are built on, and are not built for themselves', () => {
    expect(result.group.default.targets).toEqual(['api']);
    expect(result.target['base-build']).toMatchObject({ context: 'docker', dockerfile: 'base.Dockerfile', target: 'build', contexts: { base: 'target:base-base' }, tags: ['acme-base-build:${TAG}'], platforms: ['linux/arm64'] });
    expect(result.target.api.contexts).toEqual({ build: 'target:base-build' });
  });

  test('are neither exported nor attested: nobody gets them by themselves', () => {
    expect(result.target['base-build']).not.toHaveProperty('output');
    expect(result.target['base-build'].attest).toEqual(['type=provenance,disabled=true', 'type=sbom,disabled=true']);
  });
});

test('labels of the build, beside those of every image', () => {
  expect(bake(service({ build: { labels: { 'a.b': '${c} %{d}' } } })).labels).toEqual({
    'a.b': '$${c} %%{d}',
    ...Object.fromEntries(['revision', 'created', 'source'].map(name => [`org.opencontainers.image.${name}`, expect.any(String)])),
  });
});

test('a byte order mark at the beginning stays', () => {
  expect(bake(service({ build: { args: { A: '\ufeffx\ufeff' } } })).args).toEqual({ A: '${""}\ufeffx\ufeff' });
});

test('names of labels are templates, too', () => {
  expect(bake(service({ build: { labels: { 'a%{b': 'c' } } })).labels).toHaveProperty(['a%%{b'], 'c');
});

test('a stage that is the last one is not said', () => {
  expect(bake(service({ build: { target: undefined } }))).not.toHaveProperty('target');
});

test('where nothing is built, there is no target', () => {
  const { build, ...pulled } = service({ image: 'postgres:18' });
  const result = renderBake(system([pulled]));
  expect(result).toHaveProperty('group.default.targets', []);
  expect(result).not.toHaveProperty('target');
});

test('images that are pulled, and jobs in those of services, are not built', () => {
  const { build, ...rest } = service({ name: 'db', image: 'postgres:18' });
  const { group, target } = renderBake(system([service(), rest, { ...rest, name: 'job', imageOf: 'api' }])) as any;
  expect([group.default.targets, Object.keys(target)]).toEqual([['api'], ['api']]);
});
