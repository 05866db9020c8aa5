import { messagesOf, placesOf, refusedWith, warnedOf } from './support';
import { DockerfileService, DockerProject, NodeBaseImage, NodeService, Postgres } from '../../../src';
import { plainIn, PLAIN, repository, synthDocker } from '../../support';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('end-of-life-image', () => {
  const ends = (warnings: readonly string[]) => warnings.filter(warning => warning.endsWith('(end-of-life-image)'));

  test('names the option of a service of ours, and is said once for a base image', () => {
    const { warnings } = synthDocker(repository({ ...PLAIN, '.nvmrc': '20\n' }), project => {
      const base = new NodeBaseImage(project, 'base');
      new NodeService(project, 'api', { base, port: 3000 });
      new NodeService(project, 'worker', { base, port: 3001, hostPort: 3001 });
    });
    expect(ends(warnings)).toEqual([
      'service "base": "node:20.20.2-alpine3.24" has Node.js 20, which has had no security updates since 2026-04-30; set "nodeVersion" to 22, 24 or 26 (end-of-life-image)',
    ]);
  });

  test('names the option of a database', () => {
    expect(ends(warnedOf(project => new Postgres(project, 'db', { version: '13.20' })))).toEqual([
      'service "db": "postgres:13.20" has PostgreSQL 13, which has had no security updates since 2025-11-13; set "version" to 15, 16, 17 or 18 (end-of-life-image)',
    ]);
  });

  test('says what to move to in a Dockerfile of one\'s own', () => {
    const files = { ...PLAIN, 'own/Dockerfile': 'FROM openjdk:17-jdk-slim AS build\nFROM eclipse-temurin:21-jre-focal\nCOPY --from=build /x /x\nUSER 1000:1000\n', 'own/.dockerignore': '.env\n' };
    expect(ends(warnedOf(project => new DockerfileService(project, 'own', { directory: 'own' }), {}, files))).toEqual([
      'service "own": "openjdk:17-jdk-slim" has had no security updates since 2022-07-31, whatever its tag; use eclipse-temurin (end-of-life-image)',
      'service "own": "eclipse-temurin:21-jre-focal" has Ubuntu 20.04, which has had no security updates since 2025-05-31; move to Ubuntu 22.04, 24.04 or 26.04 (end-of-life-image)',
    ]);
  });
});

describe('unpinned-image', () => {
  test('an override of the Compose file is looked at, and the message has an example', () => {
    expect(refusedWith(project => project.containers.compose.addOverride('services.cache', { image: 'redis:alpine', user: '999:999' }))).toEqual([
      expect.stringMatching(/^service "cache": compose\.yaml(?::\d+)?: "redis:alpine" names no version, only "alpine": it is another image from one day to the next; name a version such as "redis:8\.10-alpine", or a digest \(unpinned-image\)/),
    ]);
  });

  test.each([
    ['node', '"node" has no tag, which means "latest": it is another image from one day to the next; name a version such as "node:26", or a digest'],
    ['acme/app:latest', '"acme/app:latest" has the tag "latest": it is another image from one day to the next; name a version, or a digest'],
    ['gcr.io/distroless/static:nonroot', '"gcr.io/distroless/static:nonroot" names no version, only "nonroot": it is another image from one day to the next; name a version such as "gcr.io/distroless/static-debian13:nonroot", or a digest'],
  ])('%s', (image, message) => {
    expect(messagesOf('unpinned-image', { compose: { app: { image } } })).toEqual([message]);
  });

  test('a digest of the lock file pins an image', () => {
    const lock = new Map([['redis:alpine', { digest: DIGEST }]]);
    expect(messagesOf('unpinned-image', { compose: { app: { image: 'redis:alpine' } }, facts: { lock } })).toEqual([]);
    expect(messagesOf('unpinned-image', { compose: { app: { image: 'redis:alpine' } } })).toHaveLength(1);
  });

  test('the file for development counts, and what is built does not', () => {
    expect(placesOf('unpinned-image', {
      compose: { app: { image: 'acme/app:latest', build: '.' }, job: { image: 'acme/app:latest' }, tool: {}, dated: { image: 'acme/tool:2026' } },
      development: { app: { image: 'acme/app:development' }, tool: { image: 'acme/tool' } },
    })).toEqual(['tool compose.dev.yaml image']);
  });

  test('a context of another name is no image', () => {
    const files = { ...plainIn('api'), 'own/Dockerfile': 'FROM base\nUSER 1000:1000\n', 'own/.dockerignore': '.env\n' };
    const define = (project: DockerProject, contexts: object) => {
      new DockerfileService(project, 'own', { directory: 'own' });
      project.containers.compose.addOverride('services.own.build', contexts);
    };
    expect(() => synthDocker(repository(files), project => define(project, { additional_contexts: { base: 'docker-image://alpine:3.24' } }))).not.toThrow();
    expect(() => synthDocker(repository(files), project => define(project, {}))).toThrow(/"base" has no tag/);
  });
});
