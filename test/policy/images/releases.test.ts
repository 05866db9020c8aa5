import { AS_OF } from '../../../src/catalog/as-of';
import { ALPINE_LINUX, DEBIAN_LINUX, DISCONTINUED, PRODUCTS, SYSTEMS } from '../../../src/catalog/end-of-life';
import { ALPINE, DEBIAN } from '../../../src/catalog/images';
import { DEFAULT_NODE_MAJOR } from '../../../src/catalog/node';
import { DEFAULT_PYTHON } from '../../../src/catalog/python';
import { readImage } from '../../../src/policy/images/name';
import { namesVersion, releasesOf, supportedLines, supportedUntil } from '../../../src/policy/images/releases';

const released = (image: string) => releasesOf(readImage(image)!).map(({ product, line, ended }) => `${product.name} ${line}${ended ? ` until ${ended}` : ''}`);

describe('the catalogue', () => {
  test.each(PRODUCTS.map(product => [product.name, product] as const))('%s has dates, and lines that are supported', (name, product) => {
    expect(Object.values(product.lines).filter(date => date !== '' && !/^20\d\d-[01]\d-[0-3]\d$/.test(date))).toEqual([]);
    expect(supportedLines(product).length).toBeGreaterThan(name === 'CentOS' ? -1 : 0);
    expect(Object.values(product.aliases ?? {}).filter(line => !Object.hasOwn(product.lines, line))).toEqual([]);
  });

  test('an image is of one product', () => {
    const images = [...PRODUCTS.flatMap(product => product.images), ...Object.keys(DISCONTINUED)];
    expect(images).toEqual([...new Set(images)]);
  });

  test('what images get by default is supported', () => {
    const lines = (name: string) => supportedLines(PRODUCTS.find(product => product.name === name)!);
    expect(lines('Node.js')).toContain(String(DEFAULT_NODE_MAJOR));
    expect(lines('Python')).toContain(DEFAULT_PYTHON);
    expect(lines('Go')).toHaveLength(2);
    expect(supportedLines(ALPINE_LINUX)).toContain(ALPINE.release);
    expect(supportedLines(DEBIAN_LINUX)).toContain(DEBIAN_LINUX.aliases![DEBIAN.release]);
    expect(AS_OF).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(SYSTEMS.map(({ name }) => name)).toEqual(['Alpine', 'Debian', 'Ubuntu']);
  });
});

test.each<[string, string[]]>([
  ['node:18.20.8-alpine3.18', ['Node.js 18 until 2025-04-30', 'Alpine 3.18 until 2025-05-09']],
  ['node:24', ['Node.js 24']],
  ['node', []],
  ['node:iron-bookworm-slim', ['Node.js 20 until 2026-04-30', 'Debian 12']],
  ['docker.io/library/node:17', ['Node.js 17 until 2022-06-01']],
  ['public.ecr.aws/docker/library/node:17', ['Node.js 17 until 2022-06-01']],
  ['python:3', ['Python 3.15']],
  ['python:3.1-slim', []],
  ['python:3.10.4-slim-buster', ['Python 3.10 until 2026-10-31', 'Debian 10 until 2024-06-30']],
  ['golang:1.25-trixie', ['Go 1.25 until 2026-08-19', 'Debian 13']],
  ['alpine:3.2', []],
  ['alpine:3.21.4', ['Alpine 3.21 until 2026-11-01']],
  ['debian:11.9-slim', ['Debian 11 until 2026-08-31']],
  ['ubuntu:focal-20250101', ['Ubuntu 20.04 until 2025-05-31']],
  ['mysql:8', ['MySQL 8.4']],
  ['mysql:5', ['MySQL 5.7 until 2023-10-31']],
  ['mariadb:10.11.6', ['MariaDB 10.11']],
  ['redis:7.2-bookworm', ['Redis 7.2', 'Debian 12']],
  ['postgis/postgis:13-3.4-alpine', ['PostgreSQL 13 until 2025-11-13']],
  ['pgvector/pgvector:0.8.1-pg17', ['PostgreSQL 17']],
  ['mcr.microsoft.com/dotnet/aspnet:6.0-alpine3.20', ['.NET 6 until 2024-11-12', 'Alpine 3.20 until 2026-04-01']],
  ['eclipse-temurin:17.0.9_9-jre-jammy', ['Java of Eclipse Temurin 17', 'Ubuntu 22.04']],
  ['gcr.io/distroless/nodejs18-debian11:nonroot', ['Node.js 18 until 2025-04-30', 'Debian 11 until 2026-08-31']],
  ['acme/node:3', []],
  ['ghcr.io/acme/app:1-alpine3.18', ['Alpine 3.18 until 2025-05-09']],
])('%s', (image, releases) => {
  expect(released(image)).toEqual(releases);
});

test.each<[string, boolean]>([
  ['node:24', true], ['node:jod', true], ['node:lts', false], ['node:alpine3.24', false], ['node:bookworm-slim', false], ['debian:bookworm', true], ['debian:stable', false],
  ['ubuntu:rolling', false], ['ubuntu:noble', true], ['buildpack-deps:trixie', true], ['acme/app:v3', true], ['acme/app:main', false], ['acme/app:jammy', true],
  ['acme/app:20260101', true], ['gcr.io/distroless/cc-debian13', true], ['gcr.io/distroless/static:nonroot', false], ['postgres:alpine', false],
])('%s names a version: %p', (image, expected) => {
  expect(namesVersion(readImage(image)!)).toBe(expected);
});

test.each<[string, string | undefined]>([
  ['node:24.21.0-alpine3.24', '2028-04-30 Node.js 24'], ['node:24', '2028-04-30 Node.js 24'], ['docker.io/library/node:22-slim', '2027-04-30 Node.js 22'],
  ['node:krypton-alpine', '2028-04-30 Node.js 24'], ['node:24-alpine3.22', '2027-05-01 Alpine 3.22'], ['node:240', undefined], ['node', undefined], ['node:lts', undefined],
  ['python:3.13.14-slim-trixie', '2029-10-31 Python 3.13'], ['python:3.14-slim-bookworm', '2028-06-30 Debian 12'], ['python:3.1', undefined],
  ['alpine:3.24.2', '2028-06-01 Alpine 3.24'], ['alpine:3.2', undefined], ['debian:trixie-20261005-slim', '2030-06-30 Debian 13'],
  ['gcr.io/distroless/cc-debian13:nonroot', '2030-06-30 Debian 13'], ['postgres:18.6', '2030-11-14 PostgreSQL 18'], ['postgres:18.6-alpine3.24', '2028-06-01 Alpine 3.24'],
  // What is known of the rest of an image is said where nothing is known of what it is named for.
  ['golang:1.27.3', undefined], ['golang:1.27.3-trixie', '2030-06-30 Debian 13'], ['redis:8.8', undefined],
  ['mysql:8.4.6', '2032-04-30 MySQL 8.4'], ['rabbitmq:4.2.1-alpine', '2026-07-31 RabbitMQ 4.2'],
  ['openjdk:21-jdk', '2022-07-31 openjdk'], ['openjdk:26-ea-trixie', '2030-06-30 Debian 13'],
  ['acme/node:24', undefined], ['scratch', undefined], ['${IMAGE}', undefined],
])('the first in %s to get no security updates: %s', (reference, expected) => {
  const support = supportedUntil(reference);
  expect(support && `${support.until} ${support.what}`).toBe(expected);
});
