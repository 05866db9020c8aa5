import { messagesOf, placesOf, refusedWith } from './support';
import { viewDockerfile } from '../../../src/policy/view';

const dockerfile = (text: string, target?: string) => viewDockerfile({
  path: 'app/Dockerfile', text, isGenerated: false, context: 'app', targets: [target, 'development'], args: {}, shared: [], ignoreText: '',
});
const check = (...test: string[]) => ({ healthcheck: { test } });

test('an override of the Compose file is seen', () => {
  expect(refusedWith(project => project.containers.compose.addOverride('services.api.healthcheck.test', ['CMD', 'curl', '-f', 'http://localhost:3000']))).toEqual([
    expect.stringMatching(/^service "api": compose\.yaml: the health check calls "curl", which the image \(made from "[^"]+"\) lacks, so it always fails; set "health" instead, by which it is asked with what the image has \(health-check-tool\)/),
  ]);
});

test('the check of a job or of another service of the same image is run in that image', () => {
  const text = 'FROM node:24.21.0-alpine3.24\nUSER 1000:1000\nCMD ["node"]\n';
  const services = { app: { dockerfile: dockerfile(text) } };
  const compose = { app: { image: 'acme/app:1.0.0', build: '.' }, other: { image: 'acme/app:1.0.0', ...check('CMD', 'curl', 'localhost') } };
  expect(placesOf('health-check-tool', { compose, services })).toEqual(['other compose.yaml healthcheck.test']);
  // What is built from something else is not known.
  expect(placesOf('health-check-tool', { compose: { ...compose, other: { ...compose.other, build: './other' } }, services: { ...services, other: { dockerfile: undefined } } })).toEqual(['other compose.yaml healthcheck.test']);
  expect(placesOf('health-check-tool', { compose: { other: { ...compose.other, build: './other' } } })).toEqual([]);
});

test('a check for development is run in the image of that stage', () => {
  const text = 'FROM node:24.21.0-trixie AS development\nCMD ["node"]\nFROM node:24.21.0-trixie-slim AS runtime\nUSER 1000:1000\nCMD ["node"]\n';
  const files = (target: string) => ({
    compose: { app: { image: 'acme/app:1.0.0', build: { target: 'runtime' } } },
    development: { app: { build: { target }, ...check('CMD', 'curl', '-f', 'http://localhost') } },
    services: { app: { dockerfile: dockerfile(text, 'runtime') } },
  });
  expect(placesOf('health-check-tool', files('development'))).toEqual([]);
  expect(placesOf('health-check-tool', files('runtime'))).toEqual(['app compose.dev.yaml healthcheck.test']);
});

test.each([
  ['node:24.21.0-alpine3.24', ['CMD', 'curl'], /call what it has, such as node, or install curl/],
  ['python:3.13.14-slim-trixie', ['CMD', 'wget'], /such as python3, or install wget/],
  ['alpine:3.24.2', ['CMD', 'bash', '-c', 'true'], /such as wget, or install bash/],
  ['mariadb:11.8.8', ['CMD', 'mysqladmin', 'ping'], /call mariadb-admin, or healthcheck\.sh/],
  ['mongo:8.2.1', ['CMD', 'mongo'], /call mongosh/],
  ['gcr.io/distroless/nodejs24-debian13:nonroot', ['CMD', 'node'], /call it as \/nodejs\/bin\/node/],
  ['gcr.io/distroless/static-debian13:nonroot', ['CMD-SHELL', '/app --health'], /needs a shell, .* write it as a list of words/],
  ['mcr.microsoft.com/dotnet/aspnet:10.0-noble', ['CMD', 'curl', 'http://localhost'], /or install curl/],
  [`alpine@sha256:${'a'.repeat(64)}`, ['CMD', 'curl'], /or install curl/],
  ['public.ecr.aws/docker/library/alpine:3.24.2', ['CMD', 'curl'], /lacks/],
])('%s: %s', (image, test, message) => {
  expect(messagesOf('health-check-tool', { compose: { app: { image, ...check(...test) } } })).toEqual([expect.stringMatching(message)]);
});

// What these images have, or may have.
test.each([
  ['mariadb:10.11.15', ['CMD', 'mysqladmin', 'ping']],
  ['mongo:5.0.31', ['CMD', 'mongo', '--eval', '1']],
  ['nginx:1.30.5', ['CMD', 'curl', '-f', 'http://localhost']],
  ['nginx:1.30.5-alpine3.24', ['CMD', 'curl', '-f', 'http://localhost']],
  ['node:24.21.0', ['CMD', 'curl', '-f', 'http://localhost']],
  ['memcached:1.6.40-alpine3.23', ['CMD-SHELL', 'echo stats | nc 127.0.0.1 11211']],
  ['gcr.io/distroless/static-debian13:debug', ['CMD', 'wget', 'http://localhost']],
  ['mcr.microsoft.com/dotnet/aspnet:10.0-alpine', ['CMD', 'wget', 'http://localhost']],
  ['mcr.microsoft.com/dotnet/aspnet:8.0-azurelinux3.0', ['CMD', 'curl', 'http://localhost']],
  ['ubuntu:16.04', ['CMD', 'python3', 'health.py']],
  ['mcr.microsoft.com/dotnet/sdk:10.0', ['CMD', 'curl', 'http://localhost']],
  ['quay.io/keycloak/keycloak:20.0.5', ['CMD', 'curl', 'http://localhost']],
  [`postgres@sha256:${'a'.repeat(64)}`, ['CMD', 'wget', 'http://localhost']],
  ['not a valid reference', ['CMD', 'curl']],
])('%s may run %s', (image, test) => {
  expect(messagesOf('health-check-tool', { compose: { app: { image, ...check(...test) } } })).toEqual([]);
});
