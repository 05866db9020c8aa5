import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, posix } from 'path';
import dockerignore from '@balena/dockerignore';
import { DockerfileParser } from 'dockerfile-ast';
import { validate, ValidationCode } from 'dockerfile-utils';
import fc from 'fast-check';
import { bytes, fromFolder, pick, readBake, readCompose, volumesOf } from './artefacts';
import { assignmentsOf, BuiltInstruction, instructionsOf, mountsOf, pathsOf, stagesOf, unquoted, valuesOf } from './builder';
import { ALL, assetFolder, type Definition, definitions, isGenerated, type ServiceDefinition } from './definition';
import { labelsOf, neededFiles, ofContainer } from './expected';
import { FAULTS } from './faults';
import { filesOf } from './files';
import { contextOf, directoryOf, inContainer, inWorkspace, isNode, secretFile, within } from './layout';
import { generate, jobOf, synthesize } from './project';
import { runs } from './seed';
import { isDockerIgnored } from '../../src/workspace/dockerignore';
import { problemsOf, readTree, repository, stateOf } from '../support';

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

type Files = Record<string, string>;

/** Does something in a folder of its own, which is gone afterwards: there are too many to keep. */
function inFolder<T>(use: (root: string) => T): T {
  const root = join(folder, String(count++));
  mkdirSync(root);
  try {
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The files of a definition after its synthesis. */
function synthesized(definition: Definition): Files {
  return inFolder(root => {
    synthesize(definition, root);
    return readTree(root);
  });
}

/** What the library says of quotes that are escaped, or stand in others; what reads as the builder does, counts them right. */
const MISCOUNTED: (string | number)[] = [ValidationCode.SYNTAX_MISSING_SINGLE_QUOTE, ValidationCode.SYNTAX_MISSING_DOUBLE_QUOTE];

const generated = ({ services }: Definition) => services.map((service, index) => [service, index] as const).filter(([{ kind }]) => isGenerated(kind));
const dockerfileOf = (service: ServiceDefinition, index: number, files: Files) => files[`${directoryOf(service, index)}/Dockerfile`];
const wordsOf = ({ rest }: BuiltInstruction): string[] => JSON.parse(rest.slice(rest.indexOf('[')));
const of = (instructions: readonly BuiltInstruction[], keyword: string) => instructions.filter(each => each.keyword === keyword);

/** Every value is what was said, and the file for development can be read, too. */
function checkCompose({ services, composeFolder = '.' }: Definition, files: Files): void {
  const compose = readCompose(files[posix.join(composeFolder, 'compose.yaml')]);
  const development = files[posix.join(composeFolder, 'compose.dev.yaml')];
  if (development !== undefined) readCompose(development);
  services.forEach((service, index) => {
    const read = compose.services[service.name];
    const { limits } = read.deploy.resources;
    expect({
      environment: pick(read.environment, Object.keys(service.environment)),
      command: read.command,
      health: service.health.kind === 'command' ? read.healthcheck.test.slice(1) : undefined,
      volumes: volumesOf(read).map(({ target }) => target),
      temporary: (read.tmpfs ?? []).map((entry: string) => entry.split(':')[0]),
      secrets: read.secrets ?? [],
      restart: read.restart,
      pids: limits.pids,
      memory: bytes(limits.memory),
      profiles: read.profiles ?? [],
      user: read.user,
      port: read.ports?.[0],
    }).toEqual(ofContainer(service, index));
    if (service.kind !== 'backing') {
      expect(fromFolder(composeFolder, read.build.context)).toBe(contextOf(service, index));
      expect(read.build.args ?? {}).toEqual(service.args);
      if (!isGenerated(service.kind)) expect(read.build.labels).toEqual(labelsOf(service));
    }
    if (service.secret) expect(fromFolder(composeFolder, compose.secrets[service.secret.name].file)).toBe(secretFile(service, index));
    if (service.job && service.kind !== 'backing') {
      const job = compose.services[jobOf(index)];
      const environment = { ...service.environment, ...service.job.environment };
      expect([job.command, pick(job.environment, Object.keys(environment))]).toEqual([service.job.command, environment]);
    }
  });
  const volumes = services.flatMap(({ name }) => volumesOf(compose.services[name]).map(({ source }) => source));
  expect(Object.keys(compose.volumes ?? {}).sort()).toEqual(volumes.sort());
}

const FROM_BUILDER = /^org\.opencontainers\.image\.(revision|created|source)$/;

/** Every value is what was said. */
function checkBake({ services, platforms }: Definition, files: Files): void {
  const { target = {}, group } = readBake(files['docker-bake.json']);
  services.forEach((service, index) => {
    if (service.kind === 'backing') return;
    const own = labelsOf(service);
    // What whoever builds can set comes beside what was said, and never in its place.
    const labels = Object.fromEntries(Object.entries(target[service.name].labels).filter(([label]) => label in own || !FROM_BUILDER.test(label)));
    expect({ ...target[service.name], labels }).toMatchObject({
      context: contextOf(service, index),
      ...Object.keys(service.args).length > 0 && { args: service.args },
      ...platforms.length > 0 && { platforms },
      labels: isGenerated(service.kind) ? {} : own,
    });
    if (!isGenerated(service.kind)) expect(labels).toEqual(own);
  });
  expect([...group.default.targets].sort()).toEqual(services.filter(({ kind }) => kind !== 'backing').map(({ name }) => name).sort());
}

/** Who reads a Dockerfile as the builder does finds what was said. */
function checkDockerfiles(definition: Definition, files: Files): void {
  for (const [service, index] of generated(definition)) {
    const text = dockerfileOf(service, index, files);
    expect(validate(text).filter(({ code }) => !MISCOUNTED.includes(code!))).toEqual([]);
    const all = instructionsOf(text);
    expect(DockerfileParser.parse(text).getInstructions().map(each => each.getKeyword().toUpperCase())).toEqual(all.map(({ keyword }) => keyword));
    const stages = stagesOf(text);
    const runtime = stages.get('runtime')!;
    expect(valuesOf(runtime, 'LABEL')).toEqual(labelsOf(service));
    expect(valuesOf(runtime, 'ENV')).toMatchObject(service.additions.environment);
    if (service.kind !== 'site') expect(valuesOf(stages.get('build')!, 'ARG')).toEqual(service.args);
    all.forEach(instruction => {
      if (instruction.keyword === 'COPY' && !instruction.rest.startsWith('<<')) pathsOf(instruction);
      if (instruction.keyword === 'RUN') mountsOf(instruction);
      if (['ENV', 'LABEL'].includes(instruction.keyword)) assignmentsOf(instruction);
    });
    const copied = of(runtime, 'COPY').flatMap(pathsOf);
    expect(copied).toContain(`${service.additions.copyTo}/`);
    if (isNode(service)) {
      expect(copied.map(path => path.replace(/\[([*?[])\]/g, '$1'))).toContain(`${inContainer(service, index)}/${assetFolder(service)}`);
      expect(unquoted(of(runtime, 'WORKDIR').at(-1)!.rest)).toBe(inContainer(service, index));
      expect(wordsOf(of(runtime, 'CMD')[0]).at(-1)).toBe(`c${service.files.code}/main.js`);
    }
    if (service.kind === 'node') expect(unquoted(of(stages.get('prod-deps')!, 'WORKDIR').at(-1)!.rest)).toBe(service.additions.copyTo);
    if (service.kind === 'go') expect(wordsOf(of(runtime, 'CMD')[0])).toEqual([`/app/${service.name}`, ...service.command]);
    if (service.kind === 'python') expect(wordsOf(of(runtime, 'CMD')[0])).toEqual(service.command);
    if (inWorkspace(service)) expect(stages.get('deps')!.flatMap(mountsOf).map(({ source }) => source)).toContain(`${within(service, index)}/package.json`);
  }
}

/** What the image runs is what Compose runs, and it asks for the path that was said. */
function checkHealth(definition: Definition, files: Files): void {
  const compose = readCompose(files[posix.join(definition.composeFolder ?? '.', 'compose.yaml')]);
  for (const [service, index] of generated(definition)) {
    const [check] = of(stagesOf(dockerfileOf(service, index, files)).get('runtime')!, 'HEALTHCHECK');
    expect(compose.services[service.name].healthcheck?.test.slice(1)).toEqual(check && wordsOf(check));
    if (service.health.kind === 'http') expect(askedPath(service, wordsOf(check))).toBe(service.health.path);
    if (service.health.kind === 'command') expect(wordsOf(check)).toEqual(service.health.words);
  }
}

/** The path that a health check asks for, by running it or by reading it as its language does. */
function askedPath({ kind, port }: ServiceDefinition, words: readonly string[]): string | undefined {
  switch (kind) {
    case 'go': return words[3];
    case 'site': return words.at(-1)!.slice(`http://127.0.0.1:${port}`.length);
    case 'python': return /GET (.*) HTTP\/1\.1/.exec(words.at(-1)!)![1].replace(/\\(.)/g, '$1');
    default: {
      let asked: string | undefined;
      const request: object = { on: () => request };
      new Function('require', 'process', words.at(-1)!)(() => ({ get: (options: { path: string }) => { asked = options.path; return request; } }), {});
      return asked;
    }
  }
}

/** What is needed gets in, what is secret or left out does not. */
function checkIgnoreFiles(definition: Definition, files: Files): void {
  for (const [service, index] of generated(definition)) {
    const context = contextOf(service, index);
    const text = files[inWorkspace(service) ? `${directoryOf(service, index)}/Dockerfile.dockerignore` : `${context}/.dockerignore`];
    const inContext = (path: string) => posix.relative(context, path);
    const never = [
      posix.join(within(service, index), '.env'), posix.join(within(service, index), `c${service.files.code}`, service.files.ignored), '.git/config',
      ...service.secret ? [inContext(secretFile(service, index))] : [],
    ];
    const needed = neededFiles(service, index);
    const ignored = (path: string) => isDockerIgnored(text, path);
    expect([needed.filter(ignored), never.filter(path => !ignored(path))]).toEqual([[], []]);
    // The library takes some characters for more than they are.
    const library = dockerignore({ ignorecase: false }).add(text);
    const plain = (path: string) => /^[\w /.-]*$/.test(path);
    if (/^[\w /.*!#\[\]~\n,:-]*$/.test(text)) for (const path of [...needed, ...never].filter(plain)) expect([path, library.ignores(path)]).toEqual([path, ignored(path)]);
  }
}

test('everyone who reads what is written of a valid definition finds what was said', () => {
  fc.assert(fc.property(definitions(ALL), definition => {
    const files = synthesized(definition);
    for (const check of [checkCompose, checkBake, checkDockerfiles, checkHealth, checkIgnoreFiles]) check(definition, files);
  }), runs(300));
}, 300_000);

test('what no definition may say is refused, and nothing is written', () => {
  const which = fc.nat({ max: FAULTS.length * 100 });
  fc.assert(fc.property(definitions({ ...ALL, services: 2 }), which, (definition, number) => inFolder(root => {
    const possible = FAULTS.filter(({ kinds }) => kinds(definition.services[0].kind));
    const fault = possible[number % possible.length];
    repository(filesOf(definition), root);
    const before = stateOf(root);
    const [first, ...others] = definition.services;
    const problems = problemsOf(() => generate({ ...definition, services: [{ ...first, ...fault.make(first) }, ...others] }, root));
    expect({ what: fault.what, problems }).toEqual({ what: fault.what, problems: expect.arrayContaining([expect.stringMatching(fault.says)]) });
    expect(stateOf(root)).toEqual(before);
  })), runs(150));
}, 300_000);
