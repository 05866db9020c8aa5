import { knownImage } from '../../../src/policy/images/known';
import { readImage } from '../../../src/policy/images/name';

test.each<[string, string | undefined]>([
  ['node', 'node:latest'],
  ['docker.io/library/node:24', 'node:24'],
  ['index.docker.io/bitnami/redis:8', 'bitnami/redis:8'],
  ['mirror.gcr.io/library/node:24', 'node:24'],
  ['mirror.gcr.io/bitnami/redis:8', 'bitnami/redis:8'],
  ['public.ecr.aws/docker/library/node:24', 'node:24'],
  ['harbor.acme.com/proxy/library/node:24', 'node:24'],
  // A project that is called "library", as every Harbor has one, or a path of one's own.
  ['harbor.acme.com/library/node:24', 'harbor.acme.com/library/node:24'],
  ['ghcr.io/acme/library/node:24', 'ghcr.io/acme/library/node:24'],
  ['gcr.io/distroless/static-debian13:nonroot', 'gcr.io/distroless/static-debian13:nonroot'],
  [`node@sha256:${'0'.repeat(64)}`, 'node:'],
  ['scratch', 'scratch:latest'],
  ['${BASE}', undefined],
  ['Node:24', undefined],
])('%s', (written, expected) => {
  const image = readImage(written);
  expect(image && `${image.name}:${image.tag}`).toBe(expected);
});

describe('what is known', () => {
  test('comes by name and tag, the first entry that fits', () => {
    expect(['sh', 'curl', 'node'].map(program => knownImage('node:24-slim').lacks.has(program))).toEqual([false, true, false]);
    expect(['sh', 'curl'].map(program => knownImage('gcr.io/distroless/base-debian13').lacks.has(program))).toEqual([true, true]);
    expect(knownImage('gcr.io/distroless/base-debian13:debug').lacks.has('sh')).toBe(false);
    expect(knownImage('nginx:1.30').listed?.users).toContain('nginx');
    expect(knownImage('nginx:1.30-ubi').listed).toBeUndefined();
  });

  test('of a digest alone is only what all variants have in common', () => {
    const digest = `@sha256:${'0'.repeat(64)}`;
    expect(knownImage(`node${digest}`).lacks.size).toBe(0);
    expect(knownImage(`gcr.io/distroless/static${digest}`).lacks.size).toBe(0);
    expect(knownImage(`alpine${digest}`).lacks.has('curl')).toBe(true);
  });

  test.each([
    ['cgr.dev/chainguard/node:latest', true], ['chainguard/node', true], ['cgr.dev/chainguard/wolfi-base', false], ['bitnami/redis:8', true], ['memcached:1.6', true],
    ['mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled', true], ['mcr.microsoft.com/dotnet/aspnet:10.0', false], ['gcr.io/distroless/static:nonroot', true],
    ['acme/base:rootless', true], ['acme/memcached', false], ['node:24', false],
  ])('%s has an unprivileged user: %p', (image, expected) => expect(knownImage(image).isUnprivileged).toBe(expected));

  test.each([['redis:8', true], ['quay.io/keycloak/keycloak:26', true], ['gcr.io/distroless/static', true], ['kong:3', false], ['acme/redis:8', false], ['$IMAGE', false]])(
    '%s brings no health check: %p', (image, expected) => expect(knownImage(image).lacksHealthCheck).toBe(expected));
});
