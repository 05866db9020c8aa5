import { CheckedInstruction } from '../../../src/policy/checked-system';
import { ShellCommand } from '../../../src/policy/shell/command';
import { commandsOf, composeWords, parseShell } from '../../../src/policy/shell/script';
import { unwrapped } from '../../../src/policy/shell/wrappers';
import { parseDockerfile } from '../../../src/workspace/dockerfile/parse';

function words(script: string): string[] {
  return parseShell(script).map(command => command.words.join(' '));
}

function of(dockerfile: string): readonly ShellCommand[] {
  return commandsOf(parseDockerfile(`FROM x\n${dockerfile}`)[1] as CheckedInstruction);
}

describe('simple commands', () => {
  test.each<[string, string[]]>([
    ['a b && c || d; e & f', ['a b', 'c', 'd', 'e', 'f']],
    ['a   "b && c" \'d; e\' f\\ g', ['a b && c d; e f g']],
    ['a # b && c\nd', ['a', 'd']],
    ['a#b', ['a#b']],
    ['a \\\n  b', ['a b']],
    ['(a && b) && { c; d; }', ['a', 'b', 'c', 'd']],
    ['if a; then b; elif c; then d; else e; fi && f', ['a', 'b', 'c', 'd', 'e', 'f']],
    ['for x in 1 "2 3" $(list); do a "$x"; done; b', ['list', 'a $x', 'b']],
    ['for ((i = 0; i < 3; i++)); do a; done', ['a']],
    ['while ! a; do b; done', ['a', 'b']],
    ['case "$ARCH$V" in amd64|x86_64) a ;; (arm64) b && (c) ;; *) exit 1 ;; esac && d', ['a', 'b', 'c', 'exit 1', 'd']],
    ['f() { a; }; f', ['a', 'f']],
    ['function f { a; }; f', ['a', 'f']],
    ['[[ -f a && b < c ]] && d', ['[[ -f a && b < c ]]', 'd']],
    ['[ "$A" = b ] && c', ['[ $A = b ]', 'c']],
    ['x=$((1 + (2 * 3))); a', ['', 'a']],
    ['list=(a b c); d', ['', 'd']],
    ['a "${X:-"b && c"}" d', ['a ${X:-"b && c"} d']],
    ['echo done fi } esac', ['echo done fi } esac']],
    ['if a; then (b; if c; then d; fi); fi', ['a', 'b', 'c', 'd']],
    ['a; ; && b', ['a', 'b']],
    ['a ) b', ['a', 'b']],
    ['"', ['']],
    ["a 'b", ['a b']],
    ['a $(b', ['b', 'a $(b']],
    ['', []],
    ['# nothing', []],
  ])('%s', (script, expected) => {
    expect(words(script)).toEqual(expected);
  });

  test('of substitutions stand before what they are for', () => {
    const [b, d, e, a] = parseShell('a "$(b | c)" `d` <(e)').filter(({ words: [name] }) => name !== 'c');
    expect([b, d, e].map(({ words: [name] }) => name)).toEqual(['b', 'd', 'e']);
    expect(a.words).toEqual(['a', '$(b | c)', '`d`', '<(e)']);
    expect(a.substituted.map(command => command.words[0])).toEqual(['b', 'c', 'd', 'e']);
  });

  test('say what they are set, and where their output goes', () => {
    const [a, b] = parseShell('X=1 Y="2 3" a --z=4 2>/dev/null >>"/etc/x y" && Z=5');
    expect(a).toMatchObject({ words: ['a', '--z=4'], assignments: { X: '1', Y: '2 3' }, redirects: [{ operator: '>', target: '/dev/null' }, { operator: '>>', target: '/etc/x y' }] });
    expect(b).toMatchObject({ words: [], assignments: { Z: '5' } });
  });

  test('redirects of a group are those of all in it', () => {
    expect(parseShell('{ a; b; } >> /etc/passwd').map(({ redirects }) => redirects.map(({ target }) => target))).toEqual([['/etc/passwd'], ['/etc/passwd']]);
  });

  test('say what stands before them', () => {
    expect(parseShell('a && b || (c; d) | e & f\ng |\nh').map(({ words: [name], after }) => `${after}${name}`)).toEqual(['a', '&&b', '||c', ';d', '|e', '&f', ';g', '|h']);
    expect(parseShell('a && b $(c)').map(({ words: [name], after }) => `${after}${name}`)).toEqual(['a', 'c', '&&b']);
  });

  test('have what is piped into them', () => {
    const inputs = (script: string) => Object.fromEntries(parseShell(script)
      .map(({ words: [name], input }) => [name, input.map(one => one.words[0])]));
    expect(inputs('a | b | c; d')).toEqual({ a: [], b: ['a'], c: ['b'], d: [] });
    expect(inputs('(a; b) | { c; d; }')).toEqual({ a: [], b: [], c: ['a', 'b'], d: ['a', 'b'] });
    expect(inputs('a $(x) | b')).toEqual({ x: [], a: [], b: ['a'] });
    expect(inputs('if a; then b; fi |& c')).toEqual({ a: [], b: [], c: ['a', 'b'] });
  });
});

describe('here-documents', () => {
  test('are texts, not commands', () => {
    const [cat, next] = parseShell("cat <<'A' > /x && b <<-B\nnpm start\nA\n\tone\n\tB\nc");
    expect(cat.redirects).toEqual([{ operator: '<<', target: 'A', text: 'npm start' }, { operator: '>', target: '/x' }]);
    expect(next.redirects).toEqual([{ operator: '<<', target: 'B', text: 'one' }]);
    expect(words("cat <<'A' > /x && b <<-B\nnpm start\nA\n\tone\n\tB\nc")).toEqual(['cat', 'b', 'c']);
  });

  test('that stand alone, or are given to a shell, are scripts', () => {
    expect(of('RUN <<EOF\na\nb && c\nEOF').map(command => command.words.join(' '))).toEqual(['', 'a', 'b', 'c']);
    expect(of('RUN bash -e <<EOF\na\nEOF').map(command => command.words.join(' '))).toEqual(['bash -e', 'a']);
    expect(of('RUN <<EOF\n#!/bin/bash\na\nEOF').map(command => command.words.join(' '))).toEqual(['', 'a']);
  });

  test('that another program reads are not', () => {
    expect(of('RUN <<EOF\n#!/usr/bin/env python3\nnpm()\nEOF')).toHaveLength(1);
    expect(of('RUN python3 <<EOF\nnpm\nEOF')).toHaveLength(1);
    expect(of('RUN bash script.sh <<EOF\nnpm\nEOF')).toHaveLength(1);
  });
});

describe('what another shell runs', () => {
  test.each<[string, string[]]>([
    ['sh -c "a && b"', ['sh -c a && b', 'a', 'b']],
    ['bash -euxo pipefail -c "a"', ['bash -euxo pipefail -c a']],
    ['/bin/bash -lc a', ['/bin/bash -lc a', 'a']],
    ['exec sudo -u app sh -c a', ['exec sudo -u app sh -c a', 'a']],
    ['su app -c "a b"', ['su app -c a b', 'a b']],
    ['eval "a b"', ['eval a b', 'a b']],
    ['echo -c a', ['echo -c a']],
  ])('%s', (script, expected) => {
    expect(words(script).slice(0, expected.length)).toEqual(expected);
    if (script.includes('pipefail')) expect(words(script)[1]).toBe('a');
    else expect(words(script)).toHaveLength(expected.length);
  });

  test('stands behind the exec form too', () => {
    expect(of('CMD ["sh", "-c", "a && exec b"]').map(command => command.words[0])).toEqual(['sh', 'a', 'exec']);
    expect(of('CMD ["a", "&&", "b"]').map(command => command.words)).toEqual([['a', '&&', 'b']]);
  });
});

test('instructions that run nothing have no commands', () => {
  expect(of('COPY a b')).toEqual([]);
  expect(of('HEALTHCHECK --interval=1s CMD a || exit 1').map(command => command.words[0])).toEqual(['a', 'exit']);
  expect(of('HEALTHCHECK NONE')).toEqual([]);
});

test.each<[string, string[]]>([
  ['/usr/bin/npm start', ['npm', 'start']],
  ['exec npm start', ['npm', 'start']],
  ['env -u X A=b B=c npm', ['npm']],
  ['A=b npm', ['npm']],
  ['/sbin/tini -s -- npm start', ['npm', 'start']],
  ['tini -g -e 143 npm', ['npm']],
  ['dumb-init --rewrite 15:2 -- npm', ['npm']],
  ['gosu app:app npm', ['npm']],
  ['timeout -k 5 10 npm', ['npm']],
  ['tini -- su-exec 1000 env X=y exec npm', ['npm']],
  ['env', ['env']],
  ['', []],
])('%s without what only starts it', (script, expected) => {
  expect(unwrapped(script.split(' ').filter(Boolean))).toEqual(expected);
});

test.each<[unknown, string[] | undefined]>([
  [['a', 1], ['a', '1']],
  ['a "b c" $$D', ['a', 'b c', '$D']],
  ['a b; c', ['a', 'b']],
  ['X=1 a', ['X=1', 'a']],
  [undefined, undefined],
  [null, undefined],
])('words that Compose makes of %j', (value, expected) => {
  expect(composeWords(value)).toEqual(expected);
});

test('no script is too odd to read', () => {
  const parts = ['a', ' ', '"', "'", '`', '$(', ')', '(', '{', '}', ';', ';;', '&&', '|', '\n', '<<E', '<', '>', 'if ', 'fi', 'case x in', 'esac', '[[', '((', '\\', '#', '${', '$'];
  let seed = 7;
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648) % parts.length;
  for (let round = 0; round < 3000; round++) {
    const script = Array.from({ length: 12 }, () => parts[next()]).join('');
    expect(() => parseShell(script)).not.toThrow();
  }
});
