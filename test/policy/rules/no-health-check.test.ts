import { warnedOf } from './support';
import { BackingService, DockerfileService, HealthCheck, NodeService, Postgres, RabbitMq, Redis, Secret } from '../../../src';
import { PLAIN } from '../../support';

const said = (...given: Parameters<typeof warnedOf>) => warnedOf(...given).filter(line => line.includes('no-health-check')).map(line => /^services? ("[^:]*"): /.exec(line)?.[1]);
const DOCKERFILE = (health: string) => ({
  ...PLAIN,
  'own/Dockerfile': `FROM node:24.21.0-alpine3.24\nCOPY server.js /app/\nUSER 1000:1000\nEXPOSE 8000\n${health}\nCMD ["node", "/app/server.js"]\n`,
  'own/.dockerignore': '*\n!server.js\n',
  'own/server.js': '',
});

test('what is defined here has one', () => {
  expect(said(project => {
    new Redis(project, 'cache');
    new Postgres(project, 'db', { password: Secret.generated('db-password') });
    new RabbitMq(project, 'queue');
    new NodeService(project, 'worker');
  })).toEqual([]);
});

test('HealthCheck.none() with a reason is an answer', () => {
  expect(said(project => {
    new NodeService(project, 'web', { port: 3001, health: HealthCheck.none('the platform asks it') });
    new BackingService(project, 'memory', { image: 'memcached:1.6.40-alpine3.23', port: 11211, health: HealthCheck.none('it is up or it is gone') });
    new DockerfileService(project, 'own', { directory: 'own', health: HealthCheck.none('another one asks it') });
  }, {}, DOCKERFILE('')).filter(name => name !== undefined)).toEqual([]);
});

test('an image that surely has none needs one, another may bring its own', () => {
  expect(said(project => {
    new BackingService(project, 'memory', { image: 'memcached:1.6.40-alpine3.23', port: 11211 });
    new BackingService(project, 'mail', { image: 'axllent/mailpit:v1.31.2', port: 1025 });
    new BackingService(project, 'asked', { image: 'memcached:1.6.40-alpine3.23', port: 11211, health: HealthCheck.command(['nc', '-z', '127.0.0.1', '11211']) });
  })).toEqual(['"memory"']);
});

test('the Dockerfile of a service says it', () => {
  const own = (health: string) => said(project => {
    new DockerfileService(project, 'own', { directory: 'own' });
  }, {}, DOCKERFILE(health));
  expect(own('')).toEqual(['"own"']);
  expect(own('HEALTHCHECK NONE')).toEqual(['"own"']);
  expect(own('HEALTHCHECK CMD ["node", "-e", "0"]')).toEqual([]);
});

test('a job in the image of a service that listens needs none', () => {
  expect(said(project => {
    new DockerfileService(project, 'own', { directory: 'own', health: HealthCheck.command(['node', '-e', '0']) }).addInitJob('migrate', { command: ['node', 'migrate.js'] });
  }, {}, DOCKERFILE(''))).toEqual([]);
});

test('an override that turns it off is seen', () => {
  expect(said(project => project.containers.compose.addOverride('services.api.healthcheck', { disable: true }))).toEqual(['"api"']);
});
