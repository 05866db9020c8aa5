import { imageOf, readDockerfile } from '../../../src/workspace/dockerfile/image';
import { findStage } from '../../../src/workspace/dockerfile/stages';

/** What is known of the image that a Dockerfile makes. */
const image = (text: string, target?: string) => {
  const { stages } = readDockerfile(text);
  return imageOf(stages, findStage(stages, target)!);
};

/** What the engine does unless it is told otherwise. */
const TIMING = { interval: 30_000, timeout: 30_000, startPeriod: 0, retries: 3 };

test('stages, by name and number', () => {
  const { stages } = readDockerfile('ARG V=1\nFROM --platform=$BUILDPLATFORM node:${V} AS Build\nfrom alpine as runtime\nFROM runtime\n');
  expect(stages.map(({ name, from }) => [name, from])).toEqual([['build', 'node:${V}'], ['runtime', 'alpine'], [undefined, 'runtime']]);
  expect(findStage(stages, undefined)).toBe(stages[2]);
  expect(findStage(stages, 'BUILD')).toBe(stages[0]);
  expect(findStage(stages, '1')).toBe(stages[1]);
  expect(findStage(stages, '3')).toBeUndefined();
  expect(findStage(stages, 'nothing')).toBeUndefined();
});

test('what a stage says, and what it has from the one that it is made from', () => {
  const text = 'FROM alpine AS base\nUSER 1000\nEXPOSE 80\nHEALTHCHECK CMD true\nFROM Base AS child\nEXPOSE 443/tcp 53/udp\nFROM child AS grandchild\nUSER root\nHEALTHCHECK NONE\n';
  expect(image(text, 'base')).toEqual({ from: 'alpine', health: true, healthTiming: TIMING, user: '1000', ports: [80] });
  expect(image(text, 'child')).toEqual({ from: 'alpine', health: true, healthTiming: TIMING, user: '1000', ports: [80, 443] });
  expect(image(text)).toEqual({ from: 'alpine', health: false, user: 'root', ports: [80, 443] });
});

test('a stage of that name further down is not the one that it is made from', () => {
  expect(image('FROM node\nUSER a\nFROM alpine AS node\nUSER b\n', '0').user).toBe('a');
  expect(image('FROM alpine AS alpine\nUSER a\n').user).toBe('a');
});

test.each<[string, string]>([
  ['comments and empty lines', 'FROM alpine\n\n# USER root\n  # USER root\nUSER app\n'],
  ['small letters', 'from alpine\nuser app\n'],
  ['Windows line ends', 'FROM alpine\r\nUSER app\r\n'],
  ['an instruction of several lines', 'FROM alpine\nRUN echo \\\nUSER root \\\n# USER root\n\n&& true\nUSER app\n'],
  ['a here-document', 'FROM alpine\nUSER app\nRUN <<EOF\nUSER root\nEOF\n'],
  ['two here-documents', 'FROM alpine\nUSER app\nCOPY <<A <<-"B" /x/\nUSER root\nA\nUSER root\n\tB\n'],
  ['a here-string is none', 'FROM alpine\nRUN cat <<<EOF\nUSER app\n'],
  ['another escape character', '# escape=`\nFROM alpine\nRUN echo `\nUSER root\nUSER app\n'],
  ['a directive before it', '# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine\nRUN echo \\\nUSER app\n'],
  ['ONBUILD', 'FROM alpine\nUSER app\nONBUILD USER root\n'],
])('%s', (_, text) => {
  expect(image(text).user).toBe('app');
});

test.each<[string, number[]]>([
  ['EXPOSE 3000', [3000]], ['EXPOSE 3000/tcp', [3000]], ['EXPOSE 3000/udp', []], ['EXPOSE 80 443 80', [80, 443]], ['EXPOSE $PORT', []], ['EXPOSE 3000-3005', []],
])('%s', (line, ports) => {
  expect(image(`FROM alpine\n${line}\n`).ports).toEqual(ports);
});

test('no stage', () => {
  expect(readDockerfile('# nothing\nARG A\nUSER x\n').stages).toEqual([]);
});
