import { service } from './model';
import type { BuildModel } from '../../src/model/service-model';
import { descriptionOf, lineageOf } from '../../src/render/guide/lineage';
import { readDockerfile } from '../../src/workspace/dockerfile/image';

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** What a Dockerfile makes its image from, in short: `*` for what is pinned, `target:` for what we build. */
function origins(text: string, build: Partial<BuildModel> = {}): { from: string; uses: string[] } | undefined {
  const lineage = lineageOf({ ...service().build, target: undefined, ...build }, readDockerfile(text));
  const short = ({ kind, name, isPinned }: { kind: string; name: string; isPinned?: boolean }) => `${kind === 'target' ? 'target:' : ''}${name}${isPinned ? '*' : ''}`;
  return lineage && { from: short(lineage.from), uses: lineage.uses.map(short) };
}

test.each([
  ['one stage', 'FROM alpine:3', {}, 'alpine:3', []],
  ['stages on stages', 'FROM alpine:3 AS a\nFROM a AS b\nFROM B', {}, 'alpine:3', []],
  ['files of stages', 'FROM go:1 AS a\nFROM a AS b\nFROM alpine:3\nCOPY --from=b / /', {}, 'alpine:3', ['go:1']],
  ['files of a stage by number', 'FROM go:1\nFROM alpine:3\nCOPY --from=0 / /', {}, 'alpine:3', ['go:1']],
  ['files of images', 'FROM alpine:3\nCOPY --from=busybox:1 /bin/sh /bin/\nRUN --mount=type=bind,from=tool:2,target=/t /t/x', {}, 'alpine:3', ['busybox:1', 'tool:2']],
  ['stages that nothing needs', 'FROM go:1 AS a\nFROM node:24 AS b\nFROM alpine:3\nCOPY --from=b / /', {}, 'alpine:3', ['node:24']],
  ['what files of files come from', 'FROM go:1 AS a\nFROM node:24 AS b\nCOPY --from=a / /\nFROM alpine:3\nCOPY --from=b / /', {}, 'alpine:3', ['node:24', 'go:1']],
  ['the same image twice', 'FROM alpine:3 AS a\nFROM alpine:3\nCOPY --from=a / /', {}, 'alpine:3', []],
  ['a target', 'FROM go:1 AS a\nFROM alpine:3 AS b', { target: 'a' }, 'go:1', []],
  ['arguments', 'ARG V=1\nARG N=go:${V}\nFROM ${N}', {}, 'go:1', []],
  ['names that every object has', 'ARG constructor\nARG valueOf=1\nFROM constructor:${valueOf}\nCOPY --from=constructor / /', {}, 'constructor:1', ['constructor']],
  ['a stage of a name that comes twice: the last', 'FROM go:1 AS a\nFROM node:24 AS a\nFROM alpine:3\nCOPY --from=a / /', {}, 'alpine:3', ['node:24']],
  ['arguments of the build', 'ARG V=1\nFROM go:${V}', { args: { V: '2' } }, 'go:2', []],
  ['an argument without a value', 'ARG V\nFROM go:${V}', {}, 'go:${V}', []],
  ['the platform of the builder', 'FROM --platform=$BUILDPLATFORM go:1', {}, 'go:1', []],
  ['nothing', 'FROM scratch\nCOPY --from=busybox:1 / /', {}, 'scratch', ['busybox:1']],
  ['a digest', `FROM alpine:3@${DIGEST}`, {}, 'alpine:3*', []],
  ['a digest beside the Dockerfile', 'FROM alpine:3\nCOPY --from=go:1 / /', { pins: { 'alpine:3': `alpine:3@${DIGEST}` } }, 'alpine:3*', ['go:1']],
  ['a base', 'FROM node:24 AS base\nFROM base', { contexts: { base: 'our-base' } }, 'target:our-base', []],
  ['files of bases', 'FROM node:24 AS base\nFROM base AS deps\nFROM alpine:3\nCOPY --from=deps / /', { contexts: { base: 'b', deps: 'd' } }, 'alpine:3', ['target:d']],
])('%s', (_, text, build, from, uses) => {
  expect(origins(text, build)).toEqual({ from, uses });
});

test('nothing is said of a Dockerfile without a stage, or without this one', () => {
  expect(origins('ARG V=1')).toBeUndefined();
  expect(origins('FROM alpine:3 AS a', { target: 'b' })).toBeUndefined();
});

describe('what an image is for', () => {
  const LABEL = 'org.opencontainers.image.description';
  const described = (text: string, build: Partial<BuildModel> = {}) =>
    descriptionOf({ ...service().build, target: undefined, ...build }, readDockerfile(text));

  test('stands in the last label of its stages', () => {
    expect(described(`FROM alpine:3 AS a\nLABEL ${LABEL}="one thing"\nFROM a\nLABEL x=y`)).toBe('one thing');
    expect(described(`FROM alpine:3 AS a\nLABEL ${LABEL}="one thing"\nFROM a\nLABEL ${LABEL}="another"`)).toBe('another');
  });

  test('or in what the build adds', () => {
    expect(described(`FROM alpine:3\nLABEL ${LABEL}="one thing"`, { labels: { [LABEL]: 'another' } })).toBe('another');
  });

  test('or nowhere', () => {
    expect(described(`FROM alpine:3 AS a\nLABEL ${LABEL}="one thing"\nFROM alpine:3`)).toBeUndefined();
  });
});
