import { parse } from 'yaml';
import { DockerProject, Job, NodeService, Secret } from '../../src';
import { plainIn, quiet, refusal, repository, synthDocker } from '../support';

const FILES = { ...plainIn('api'), ...plainIn('db') };
const compose = (run: (project: DockerProject) => void) => parse(synthDocker(repository(FILES), run).files['compose.yaml']).services;

function define(project: DockerProject): { api: NodeService; db: NodeService } {
  const db = new NodeService(project, 'db', { directory: 'db', port: 4000 });
  const api = new NodeService(project, 'api', {
    directory: 'api', port: 3000, dependsOn: [db], environment: { MODE: 'x' }, secrets: [Secret.fromFile('token', 'secrets/token')], writable: ['data'],
  });
  return { api, db };
}

test('a job before a service runs once in its image, with all that the service has', () => {
  const services = compose(project => define(project).api.addInitJob('migrate', { command: ['node', 'migrate.js'], environment: { STEP: '$1' } }));

  expect(services.api.depends_on).toEqual({ db: { condition: 'service_healthy' }, migrate: { condition: 'service_completed_successfully' } });
  expect(services.migrate).toMatchObject({
    image: services.api.image,
    command: ['node', 'migrate.js'],
    environment: { MODE: 'x', STEP: '$$1' },
    secrets: ['token'],
    volumes: ['api-data:/app/data'],
    restart: 'no',
    healthcheck: { disable: true },
    depends_on: { db: { condition: 'service_healthy' } },
    user: '1000:1000',
    read_only: true,
  });
  // It may be started before the service is: its image is built for it, too.
  expect(services.migrate.build).toEqual(services.api.build);
  for (const key of ['ports', 'profiles']) expect(services.migrate).not.toHaveProperty(key);
});

test('a job is no target of its own; in development it has the stage and the sources of its service', () => {
  const { files } = synthDocker(repository(FILES), project => define(project).api.addInitJob('migrate', { command: ['x'] }));
  expect(Object.keys(JSON.parse(files['docker-bake.json']).target)).toEqual(['db', 'api']);
  const { api, migrate } = parse(files['compose.dev.yaml']).services;
  expect(migrate).toEqual({ image: 'acme-api:development', build: { target: 'development' }, volumes: api.volumes });
  expect(api.volumes).toHaveLength(1);
});

test('a job that nobody waits for runs when somebody says so', () => {
  expect(compose(project => new Job(project, 'import', define(project).api, { command: ['x'] })).import.profiles).toEqual(['jobs']);
});

test('what a job waits for can be said', () => {
  const services = compose(project => {
    const { api } = define(project);
    api.addInitJob('migrate', { command: ['x'], dependsOn: [] });
  });
  expect(services.migrate).not.toHaveProperty('depends_on');
});

test('a job that depends on itself, or on what waits for it, is refused', () => {
  expect(refusal(repository(FILES), project => {
    const { api } = define(project);
    const migrate = api.addInitJob('migrate', { command: ['x'] });
    migrate.addDependency(migrate);
  })).toEqual(['services depend on each other in a circle: migrate → migrate; remove one "dependsOn"']);
  expect(refusal(repository(FILES), project => {
    const { api } = define(project);
    api.addInitJob('migrate', { command: ['x'], dependsOn: [api] });
  })).toEqual(['services depend on each other in a circle: api → migrate → api; remove one "dependsOn"']);
});

test.each([[[]], [['']], [['node', 1]], ['node x']])('the command of a job cannot be %j', command => {
  expect(() => compose(project => define(project).api.addInitJob('migrate', { command: command as string[] })))
    .toThrow('the command of job "migrate" must be a list of words such as ["node", "dist/migrate.js"], got ');
});

test('a service cannot wait for what its profile does not start', () => {
  expect(refusal(repository(FILES), project => {
    const { api } = define(project);
    api.addInitJob('migrate', { command: ['x'], profiles: ['setup'] });
  })).toEqual(['service "api" depends on "migrate", which starts only with profile setup; give both the same "profiles"']);
});

test('a job belongs to the containers of its service', () => {
  const root = repository(FILES);
  const project = new DockerProject({ name: 'acme', outdir: root, ...quiet });
  const other = new DockerProject({ name: 'other', outdir: 'sub', parent: project, ...quiet });
  const api = new NodeService(project, 'api', { directory: 'api' });
  expect(() => new Job(other, 'migrate', api, { command: ['x'] }))
    .toThrow('job "migrate" runs in the image of service "api", which belongs to other containers; define it beside the service');
});
