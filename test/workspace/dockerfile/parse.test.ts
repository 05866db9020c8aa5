import { parseDockerfile, parseParts } from '../../../src/workspace/dockerfile/parse';
import { expand, findStage, lineageOf, neededStages, sourcesOf, stagesOf } from '../../../src/workspace/dockerfile/stages';

const only = (text: string) => parseDockerfile(`FROM a\n${text}`)[1];

describe('an instruction', () => {
  test.each<[string, string, object]>([
    ['words and line', 'workdir /app', { keyword: 'WORKDIR', text: '/app', flags: [], line: 2 }],
    ['flags', 'COPY --from=build --chown=1:1 a b', { text: 'a b', flags: ['--from=build', '--chown=1:1'] }],
    ['several mounts', 'RUN --mount=type=cache,target=/x --mount=type=secret,id=y make', { text: 'make', flags: ['--mount=type=cache,target=/x', '--mount=type=secret,id=y'] }],
    ['a flag with a quoted space', 'RUN --mount=type=bind,"source=a b",target=/x make "--x y"', { flags: ['--mount=type=bind,source=a b,target=/x'], text: 'make "--x y"' }],
    ['quoted flags on several lines', 'RUN --mount=type=cache,target=/c \\\n    --mount=type=bind,\'source=a \\\'b\',target=/x \\\n    x \\\n && y', {
      flags: ['--mount=type=cache,target=/c', '--mount=type=bind,source=a \'b,target=/x'], text: expect.stringMatching(/^x\s+&& y$/),
    }],
    ['a flag that holds the other quote', 'RUN --mount="type=bind,source=a/\\\\\'/b c,target=/x" x', { flags: ['--mount=type=bind,source=a/\\\'/b c,target=/x'], text: 'x' }],
    ['quotes that are no flag\'s', 'RUN echo "--a=\'b c\'"', { flags: [], text: 'echo "--a=\'b c\'"' }],
    ['several lines, with a comment between them', 'RUN a \\\n # b\n && c', { text: expect.stringMatching(/^a\s+&& c$/) }],
    ['exec form', 'CMD ["node", "a b"]', { exec: ['node', 'a b'] }],
    ['exec form of a health check', 'HEALTHCHECK --interval=5s CMD ["node", "x"]', { exec: ['node', 'x'], flags: ['--interval=5s'] }],
    ['what only looks like the exec form', 'CMD [ node ]', { exec: undefined, text: '[ node ]' }],
    ['shell form', 'CMD node x', { exec: undefined, text: 'node x' }],
    ['assignments', 'ENV A=1 B="x y" C=\'$z\'', { assignments: { A: '1', B: 'x y', C: '$z' } }],
    ['an assignment of the old form', 'ENV A x y', { assignments: { A: 'x y' } }],
    ['an argument without a value', 'ARG A', { assignments: {} }],
    ['an argument with one', 'ARG A=1', { assignments: { A: '1' } }],
    ['labels', 'LABEL a.b="c d"', { assignments: { 'a.b': 'c d' } }],
    ['a here-document', 'RUN <<EOF\nFROM x\nEOF', { keyword: 'RUN', text: '<<EOF\nFROM x\nEOF' }],
  ])('has %s', (_, text, wanted) => {
    expect(only(text)).toMatchObject(wanted);
  });

  test('after a here-document is on its own line', () => {
    expect(parseDockerfile('FROM a\nRUN <<EOF\nx\ny\nEOF\nUSER 1\n').map(({ keyword, line }) => [keyword, line])).toEqual([['FROM', 1], ['RUN', 2], ['USER', 6]]);
  });
});

describe('a Dockerfile in parts', () => {
  test.each<[string, string[]]>([
    ['as one text', ['# header', '', 'ARG V=1', '', '# comment', 'FROM a:${V} AS b', 'RUN x \\\n && y', 'ENV A=1 \\\n    B=2', '', 'FROM b', 'USER 1']],
    ['with here-documents that reach beyond a part', ['FROM a', 'RUN <<EOF', 'FROM x', 'EOF', 'USER 1']],
    ['with a part whose end is continued', ['FROM a', 'RUN x \\', '&& y', 'USER 1']],
  ])('is read %s', (_, parts) => {
    const wanted = parseDockerfile(parts.join('\n'));
    expect(parseParts(parts)).toEqual(wanted);
    // A second time, from memory.
    expect(parseParts(parts)).toEqual(wanted);
  });
});

describe('stages', () => {
  const { globals, stages } = stagesOf(parseDockerfile(`ARG V=1
FROM node:\${V} AS Deps
FROM deps AS build
COPY --from=tools /a /b
RUN --mount=type=bind,from=assets,target=/x true
FROM alpine AS tools
FROM scratch AS assets
FROM alpine
COPY --from=build /a /a
COPY --from=1 /b /b
`));

  test('and arguments before them', () => {
    expect(globals.map(({ text }) => text)).toEqual(['V=1']);
    expect(stages.map(({ name, from }) => [name, from])).toEqual([['deps', 'node:${V}'], ['build', 'deps'], ['tools', 'alpine'], ['assets', 'scratch'], [undefined, 'alpine']]);
  });

  test('what one is made from', () => {
    expect(lineageOf(stages, stages[1]).map(({ name }) => name)).toEqual(['deps', 'build']);
    expect(lineageOf(stages, stages[4])).toEqual([stages[4]]);
  });

  test('what one needs: only stages above can be used', () => {
    expect(stages[1].instructions.flatMap(sourcesOf)).toEqual(['tools', 'assets']);
    expect(neededStages(stages, stages[4])).toEqual([stages[0], stages[1], stages[4]]);
    expect(neededStages(stages, stages[2])).toEqual([stages[2]]);
    expect(neededStages(stages, findStage(stages, undefined)!)).toContain(stages[1]);
  });
});

test.each<[string, Record<string, string>, string | undefined]>([
  ['a$B-c', { B: '1' }, 'a1-c'],
  ['a${B}c', { B: '1' }, 'a1c'],
  ['a${B}', {}, undefined],
  ['a$B', { B: '' }, undefined],
  ['a${B:-x}', {}, 'ax'],
  ['a${B-x}', { B: '1' }, 'a1'],
  ['a${B:+x}', { B: '1' }, 'ax'],
  ['a${B:+x}', {}, 'a'],
  ['a\\$B', { B: '1' }, 'a$B'],
  ['plain', {}, 'plain'],
])('%s with %j is %s', (text, variables, wanted) => {
  expect(expand(text, variables)).toBe(wanted);
});

test('comments between continued lines are no part of an instruction, however far they are indented', () => {
  const [, run, user] = parseDockerfile('FROM alpine\nRUN a "#b" \\\n# one\n  # two\n\t# three \\\n  && c\nUSER app\n');
  expect(run.text.replace(/\s+/g, ' ')).toBe('a "#b" && c');
  expect([user.text, user.line]).toEqual(['app', 7]);
});
