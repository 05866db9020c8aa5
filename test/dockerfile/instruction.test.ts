import { validate } from 'dockerfile-utils';
import { Instruction } from '../../src/dockerfile/instruction';
import { Mount } from '../../src/dockerfile/mount';

test.each<[Instruction, string]>([
  [Instruction.run(['apk add curl']), 'RUN apk add curl'],
  [Instruction.run(['a', 'b']), 'RUN a \\\n && b'],
  [Instruction.run(['a', 'b'], { mounts: [Mount.cache('/c'), Mount.secret('s')] }),
    'RUN --mount=type=cache,target=/c,sharing=locked \\\n    --mount=type=secret,id=s \\\n    a \\\n && b'],
  [Instruction.copy(['a', 'b'], './'), 'COPY a b ./'],
  [Instruction.copy(['/app/dist'], 'dist', { from: 'build', chown: '1000:1000', chmod: '0555' }), 'COPY --from=build --chown=1000:1000 --chmod=0555 /app/dist dist'],
  [Instruction.copy(['a b'], './'), 'COPY ["a b", "./"]'],
  [Instruction.copy(['a$x'], '/b'), 'COPY a\\$x /b'],
  [Instruction.copy(['[x]'], './'), 'COPY ["[x]", "./"]'],
  [Instruction.copy(['a"b'], './'), 'COPY ["a\\\\\\"b", "./"]'],
  [Instruction.copy(['it\'s'], '/b'), 'COPY it\\\'s /b'],
  [Instruction.copy(['a $x'], '/b\\'), 'COPY ["a \\\\$x", "/b\\\\\\\\"]'],
  [Instruction.copy(['--x'], '/b'), 'COPY ["--x", "/b"]'],
  [Instruction.env({ A: 'x', B: 'two words', C: '$HOME "q" \\' }), 'ENV A=x \\\n    B="two words" \\\n    C="\\$HOME \\"q\\" \\\\"'],
  [Instruction.label({ 'a': 'x', '#b': 'y', '--c': 'z', 'é': '' }), 'LABEL a=x \\\n    "#b"=y \\\n    "--c"=z \\\n    "é"=""'],
  [Instruction.label({ 'org.opencontainers.image.title': 'api', 'security.scan-policy': 'a b' }), 'LABEL org.opencontainers.image.title=api \\\n    security.scan-policy="a b"'],
  [Instruction.arg('A'), 'ARG A'],
  [Instruction.arg('A', ''), 'ARG A=""'],
  [Instruction.arg('A', '$X'), 'ARG A="\\$X"'],
  [Instruction.user('1000:1000'), 'USER 1000:1000'],
  [Instruction.workdir('/app'), 'WORKDIR /app'],
  [Instruction.workdir('/a b$x "\'\\ '), 'WORKDIR "/a b\\$x \\"\'\\\\ "'],
  [Instruction.raw('VOLUME /data'), 'VOLUME /data'],
  [Instruction.raw('RUN <<EOF\r\na\r\nEOF\r\n'), 'RUN <<EOF\na\nEOF'],
  [Instruction._comment('why'), '# why'],
])('%s', (instruction, text) => {
  expect(instruction.toString()).toBe(text);
  expect(validate(`FROM alpine\n${text}\n`)).toEqual([]);
});

test('a path is no here-document', () => {
  expect(Instruction.copy(['<<EOF'], '/b').toString()).toBe('COPY ["<<EOF", "/b"]');
});

test.each<[string, () => unknown, string]>([
  ['no command', () => Instruction.run([]), 'RUN needs at least one command'],
  ['a command of two lines', () => Instruction.run(['a\nb']), 'a line break cannot stand in RUN, got "a\\nb"; use one entry per line, or Instruction.raw() for a heredoc'],
  ['a command that is none', () => Instruction.run([7 as never]), 'RUN needs text, got 7'],
  ['a command that goes on', () => Instruction.run(['a', 'echo \\ ']), 'a command of RUN must not end with a backslash, got "echo \\\\ "; put it in quotes'],
  ['a NUL character', () => Instruction.env({ A: 'a\0' }), 'a NUL character cannot stand in ENV, got "a\\u0000"'],
  ['a label with a space of Unicode', () => Instruction.label({ 'a\u0085': 'x' }), 'a name in LABEL must not hold white space, quotes, = or $, got "a\u0085"'],
  ['a path of two lines', () => Instruction.copy(['a\nb'], '.'), 'a line break cannot stand in COPY, got "a\\nb"; use one entry per line, or Instruction.raw() for a heredoc'],
  ['a variable of two lines', () => Instruction.env({ A: 'a\nb' }), 'a line break cannot stand in ENV, got "a\\nb"; use one entry per line, or Instruction.raw() for a heredoc'],
  ['a variable that is a number', () => Instruction.env({ A: 1 as never }), 'ENV needs text, got 1'],
  ['a label of two lines', () => Instruction.label({ a: 'a\r\nb' }), 'a line break cannot stand in LABEL, got "a\\r\\nb"; use one entry per line, or Instruction.raw() for a heredoc'],
  ['a label with a space', () => Instruction.label({ 'a b': 'x' }), 'a name in LABEL must not hold white space, quotes, = or $, got "a b"'],
  ['a label with a quote', () => Instruction.label({ 'a\'b': 'x' }), 'a name in LABEL must not hold white space, quotes, = or $, got "a\'b"'],
  ['a variable with =', () => Instruction.env({ 'A=B': 'x' }), 'a name in ENV must not hold white space, quotes, = or $, got "A=B"'],
  ['a variable without a name', () => Instruction.env({ '': 'x' }), 'a name in ENV must not be empty'],
  ['no variable', () => Instruction.env({}), 'ENV needs at least one name'],
  ['no label', () => Instruction.label({}), 'LABEL needs at least one name'],
  ['an owner of two words', () => Instruction.copy(['a'], '/b', { chown: '1 2' }), '--chown of COPY must be one word, got "1 2"'],
  ['an argument with a dash', () => Instruction.arg('A-B'), 'the name of a build argument must be letters, digits and _ and not start with a digit, got "A-B"'],
  ['no source', () => Instruction.copy([], './'), 'COPY needs at least one source'],
  ['an argument of two lines', () => Instruction.arg('A', 'a\nb'), 'a line break cannot stand in ARG, got "a\\nb"; use one entry per line, or Instruction.raw() for a heredoc'],
  ['a user of two lines', () => Instruction.user('1\nRUN x'), 'a line break cannot stand in USER, got "1\\nRUN x"; use one entry per line, or Instruction.raw() for a heredoc'],
  ['a folder of two lines', () => Instruction.workdir('/a\n/b'), 'a line break cannot stand in WORKDIR, got "/a\\n/b"; use one entry per line, or Instruction.raw() for a heredoc'],
])('%s is refused', (_, make, message) => {
  expect(make).toThrow(new Error(message));
});
