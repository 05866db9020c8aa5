import { JsonPatch, Project, typescript } from 'projen';
import { parse } from 'yaml';
import { Containers, DockerProject, HealthCheck, Instruction, NodeService, NodeServiceOptions, Secret } from '../src';
import { PLAIN, plainIn, problemsOf, quiet, readTree, repository, stateOf, synthContainers, synthDocker, synthesize, temporary } from './support';

const OURS = ['.dockerignore', '.projen/docker.json', 'Dockerfile', 'compose.dev.yaml', 'compose.yaml', 'docker-bake.json', 'docs/containers.md'];

/** The files of a synthesis with one service, after something was done to it and to the project. */
function after(change: (service: NodeService, project: DockerProject) => void, options: NodeServiceOptions = {}) {
  const { files } = synthDocker(repository(PLAIN), project => change(new NodeService(project, 'api', { port: 3000, ...options }), project));
  return { files, compose: parse(files['compose.yaml']), bake: JSON.parse(files['docker-bake.json']), dockerfile: files.Dockerfile };
}

describe('in any projen project', () => {
  test('containers write their files and nothing else of their own', () => {
    const without = Object.keys(synthesize(new Project({ name: 'acme', outdir: repository(PLAIN), ...quiet }), () => undefined).files);
    const { files } = synthContainers(repository(PLAIN), containers => new NodeService(containers, 'api', { port: 3000 }));
    expect(Object.keys(files).filter(path => !without.includes(path))).toEqual(OURS);
  });

  test('a TypeScript project', () => {
    const root = repository({ ...PLAIN, 'package-lock.json': PLAIN['package-lock.json'] });
    const project = new typescript.TypeScriptAppProject({ name: 'acme', defaultReleaseBranch: 'main', outdir: root, packageManager: 'npm' as never, ...quiet });
    const { files } = synthesize(project, () => new NodeService(new Containers(project), 'api', { port: 3000, entry: 'src/server.js', buildScript: undefined }));
    expect(files.Dockerfile).toContain('CMD ["node", ');
    expect(JSON.parse(files['package.json']).scripts).toMatchObject({ 'docker:up': expect.stringContaining('projen docker:up') });
  });

  test('a subproject: paths are those of its own folder', () => {
    const root = repository({ ...plainIn('services/api'), 'secrets/db.txt': 'x' });
    const project = new Project({ name: 'acme', outdir: root, ...quiet });
    const sub = new Project({ name: 'api', parent: project, outdir: 'services/api', ...quiet });
    new NodeService(new Containers(sub), 'api', { port: 3000, secrets: [Secret.fromFile('db', 'secrets/db.txt')] });
    project.synth();
    const files = readTree(root);
    expect(Object.keys(files)).toEqual(expect.arrayContaining(OURS.map(path => `services/api/${path}`)));
    expect(parse(files['services/api/compose.yaml'])).toMatchObject({
      name: 'api', services: { api: { build: { context: '.', dockerfile: 'Dockerfile' } } }, secrets: { db: { file: '../../secrets/db.txt' } },
    });
    expect(JSON.parse(files['services/api/docker-bake.json']).target.api).toMatchObject({ context: '.', dockerfile: 'Dockerfile' });
  });

  test('problems of several containers come in one error', () => {
    const root = repository({ ...plainIn('a'), ...plainIn('b') });
    const project = new Project({ name: 'acme', outdir: root, ...quiet });
    for (const name of ['a', 'b']) {
      const sub = new Project({ name, parent: project, outdir: name, ...quiet });
      new NodeService(new Containers(sub), name, { port: 0 });
    }
    const before = stateOf(root);
    expect(problemsOf(() => project.synth())).toEqual(['a', 'b'].map(name => `service "${name}": port must be a whole number from 1 to 65535, got 0`));
    expect(stateOf(root)).toEqual(before);
  });

  test('a project has one', () => {
    const project = new Project({ name: 'acme', outdir: temporary(), ...quiet });
    expect(Containers.of(project)).toBeUndefined();
    const containers = new Containers(project);
    expect(Containers.of(project)).toBe(containers);
    expect(() => new Containers(project)).toThrow(new Error('project "acme" has containers already; use Containers.of(project)'));
  });
});

describe('what images have in common', () => {
  test.each<[string, object, string]>([
    ['nothing', {}, 'acme-api'],
    ['a registry', { registry: 'ghcr.io/owner' }, 'ghcr.io/owner/acme-api'],
    ['a prefix', { imagePrefix: 'shop' }, 'shop-api'],
    ['a name that is none for an image', { name: '@Acme/The Shop' }, 'acme-the-shop-api'],
  ])('%s', (_, options, image) => {
    const { files } = synthDocker(repository(PLAIN), project => new NodeService(project, 'api'), options);
    expect(parse(files['compose.yaml'])).toMatchObject({ name: image.split('/').pop()!.replace(/-api$/, ''), services: { api: { image: `${image}:\${TAG:-latest}` } } });
    expect(JSON.parse(files['docker-bake.json']).target.api.tags).toEqual([`${image}:\${TAG}`]);
  });

  test('platforms', () => {
    const { files } = synthDocker(repository(PLAIN), project => new NodeService(project, 'api'), { platforms: ['linux/amd64', 'linux/arm64'] });
    expect(JSON.parse(files['docker-bake.json']).target.api.platforms).toEqual(['linux/amd64', 'linux/arm64']);
  });

  test('files of other names, in other folders: their paths are right from there', () => {
    const options = { composeFile: 'deploy/compose.yaml', composeDevelopmentFile: 'deploy/dev/compose.yaml', bakeFile: 'deploy/bake.json' };
    const { files } = synthDocker(repository(PLAIN), project => new NodeService(project, 'api'), options);
    expect(parse(files['deploy/compose.yaml']).services.api.build).toMatchObject({ context: '..', dockerfile: 'Dockerfile' });
    expect(parse(files['deploy/dev/compose.yaml']).services.api.volumes[0].source).toBe('../src');
    expect(JSON.parse(files['deploy/bake.json']).target.api).toMatchObject({ context: '.', dockerfile: 'Dockerfile' });
    const { tasks } = JSON.parse(files['.projen/tasks.json']);
    const exec = (name: string) => tasks[`docker:${name}`].steps[0].exec;
    expect([exec('build'), exec('up'), exec('dev')]).toEqual([
      expect.stringContaining('--file deploy/bake.json'), expect.stringContaining('--file deploy/compose.yaml'),
      expect.stringContaining('--file deploy/compose.yaml --file deploy/dev/compose.yaml'),
    ]);
  });

  test('tasks: build, start, stop, watch', () => {
    const { tasks } = JSON.parse(synthDocker(repository(PLAIN), project => new NodeService(project, 'api')).files['.projen/tasks.json']);
    expect(Object.fromEntries(['build', 'up', 'down', 'logs', 'dev'].map(name => [name, [tasks[`docker:${name}`].steps[0].exec, tasks[`docker:${name}`].steps[0].receiveArgs]]))).toEqual({
      build: [expect.stringMatching(/^docker buildx bake .*--load/), true],
      up: ['docker compose up --build --wait', true],
      down: ['docker compose down --remove-orphans', true],
      logs: ['docker compose logs --follow', true],
      dev: ['docker compose --file compose.yaml --file compose.dev.yaml up --build --watch', true],
    });
  });

  test('without services nothing is written, and foreign files are no trouble', () => {
    const { files } = synthDocker(repository({ 'compose.yaml': 'mine', 'Dockerfile': 'FROM mine' }), () => undefined);
    expect([files['compose.yaml'], files.Dockerfile, files['docker-bake.json'], files['compose.dev.yaml']]).toEqual(['mine', 'FROM mine', undefined, undefined]);
  });
});

describe('escape hatches', () => {
  test('instructions in any stage, quoted as they must be', () => {
    const { dockerfile } = after(service => {
      service.stage('runtime').prepend(Instruction.run(['apk add ffmpeg']));
      service.stage('runtime').append(Instruction.env({ A: '$x "y"' }));
      service.stage('build').append(Instruction.raw('RUN echo built'));
    });
    const runtime = dockerfile.slice(dockerfile.indexOf(' AS runtime'));
    expect([runtime.indexOf('RUN apk add ffmpeg') < runtime.indexOf('COPY --from=build'), runtime.indexOf('RUN apk add ffmpeg') < runtime.indexOf('rm -f "$(command -v apk)"')]).toEqual([true, true]);
    expect(runtime.trimEnd().endsWith('ENV A="\\$x \\"y\\""')).toBe(true);
    expect(dockerfile).toMatch(/AS build\n[^]*RUN echo built\n\n/);
  });

  test('every stage is open', () => {
    const names = ['base', 'deps', 'build', 'prod-deps', 'development', 'runtime'];
    const { dockerfile } = after(service => names.forEach(name => service.stage(name).append(Instruction.raw(`# added to ${name}`))));
    expect(names.filter(name => dockerfile.split(/^FROM /m).some(stage => stage.includes(` AS ${name}\n`) && stage.includes(`# added to ${name}\n`)))).toEqual(names);
  });

  test('overrides and patches of the Compose, development and Bake files', () => {
    const { files, compose, bake } = after((_, { containers }) => {
      containers.compose.addOverride('services.api.hostname', 'yes');
      containers.compose.addOverride('networks.default.driver', 'bridge');
      containers.compose.addDeletionOverride('services.api.read_only');
      containers.compose.patch(JsonPatch.replace('/services/api/restart', 'no'), JsonPatch.add('/services/api/ports/-', '127.0.0.1:1:1'));
      containers.composeDevelopment.addOverride('services.api.tty', true);
      containers.bake.addOverride('target.api.cache-from', ['type=gha']);
    });
    expect(compose.services.api).toMatchObject({ hostname: 'yes', restart: 'no', ports: ['127.0.0.1:3000:3000', '127.0.0.1:1:1'] });
    expect(compose.services.api).not.toHaveProperty('read_only');
    expect(compose.networks).toEqual({ default: { driver: 'bridge' } });
    expect(files['compose.yaml']).toContain('hostname: "yes"\n');
    expect(parse(files['compose.dev.yaml']).services.api.tty).toBe(true);
    expect(bake.target.api['cache-from']).toEqual(['type=gha']);
  });

  test('what is added after the service was made', () => {
    const { compose, bake } = after((service, project) => {
      const job = new NodeService(project, 'job');
      service.addDependency(job);
      service.addEnvironment('LEVEL', '$debug');
      service.addLabel('security.policy', 'strict "1"');
      service.addBuildArg('VERSION', '${v}');
      service.addSecret(Secret.fromFile('DB', 'db.txt'));
    });
    expect(compose.services.api).toMatchObject({
      depends_on: { job: { condition: 'service_started' } }, environment: { LEVEL: '$$debug' }, secrets: ['DB'], build: { args: { VERSION: '$${v}' } },
    });
    expect(bake.target.api.args).toEqual({ VERSION: '$${v}' });
  });

  test('labels that are added stand in the image', () => {
    expect(after(service => service.addLabel('security.policy', 'strict "1"')).dockerfile).toContain('security.policy="strict \\"1\\""');
  });

  test('a later value wins', () => {
    const { compose } = after(service => service.addEnvironment('A', 'later'), { environment: { A: 'first', B: 'stays' } });
    expect(compose.services.api.environment).toEqual({ A: 'later', B: 'stays' });
  });

  test('Compose waits until a dependency is healthy, where it can be asked', () => {
    const { files } = synthDocker(repository(plainIn('a', plainIn('.', PLAIN))), project => {
      const [a, b, c] = ['a', 'b', 'c'].map((name, i) => new NodeService(project, name, {
        directory: 'a', port: 3000 + i, health: name === 'b' ? HealthCheck.none('slow') : undefined,
      }));
      c.addDependency(a, b, a);
    });
    expect(parse(files['compose.yaml']).services.c.depends_on).toEqual({ a: { condition: 'service_healthy' }, b: { condition: 'service_started' } });
  });
});

test('collections are copied in: what a caller does to them later changes nothing', () => {
  const options = {
    environment: { A: 'a' },
    labels: { l: 'l' },
    buildArgs: { B: 'b' },
    secrets: [Secret.fromFile('S', 's.txt')],
    buildSecrets: [Secret.fromEnv('T')],
    writable: ['data'],
    profiles: ['p'],
    packages: ['tzdata'],
    buildPackages: ['git'],
    ignorePatterns: ['x'],
    assets: ['src'],
    dependsOn: [],
    development: { command: ['x'], sources: ['src'] },
  };
  const before = after(() => undefined, structuredCloneOf(options)).files;
  const changed = after(() => {
    Object.assign(options.environment, { A: 'changed', X: 'x' });
    Object.assign(options.labels, { x: 'x' });
    Object.assign(options.buildArgs, { X: 'x' });
    options.secrets.push(Secret.fromFile('X', 'x.txt'));
    options.buildSecrets.push(Secret.fromEnv('Y'));
    [options.writable, options.profiles, options.packages, options.buildPackages, options.ignorePatterns, options.assets, options.development.command, options.development.sources].forEach(list => list.push('changed'));
  }, options).files;
  expect(changed).toEqual(before);
});

test('platforms are copied in', () => {
  const platforms = ['linux/amd64'];
  const { files } = synthDocker(repository(PLAIN), project => {
    new NodeService(project, 'api');
    platforms.push('nonsense');
  }, { platforms });
  expect(JSON.parse(files['docker-bake.json']).target.api.platforms).toEqual(['linux/amd64']);
});

/** A copy whose lists and maps are others, and whose secrets are the same. */
function structuredCloneOf<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, Array.isArray(v) ? [...v] : typeof v === 'object' ? structuredCloneOf(v) : v])) as T;
}

test('Compose gets a name for the project that it takes as it is', () => {
  const { files } = synthContainers(repository(PLAIN), containers => new NodeService(containers, 'api'), { imagePrefix: 'a.b' });
  expect(files['compose.yaml']).toMatch(/^name: a-b$/m);
  expect(files['compose.yaml']).toContain('image: a.b-api:');
});
