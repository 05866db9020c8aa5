import { CheckedInstruction } from '../../../src/policy/checked-system';
import { copyOf } from '../../../src/policy/dockerfile/copies';
import { mountsOf } from '../../../src/policy/dockerfile/mounts';
import { parseDockerfile } from '../../../src/workspace/dockerfile/parse';

const read = (line: string) => parseDockerfile(`FROM x\n${line}`)[1] as CheckedInstruction;

test.each<[string, string[], string, string[]]>([
  ['COPY a "b" c/ /to/', ['a', 'b', 'c/'], '/to/', ['a', 'b', 'c/']],
  ['COPY --chown=1:1 ["a b", "/to"]', ['a b'], '/to', ['a b']],
  ['COPY --from=build /a /to', ['/a'], '/to', []],
  ['ADD https://example.com/x git@github.com:a/b.git x.tar /to', ['https://example.com/x', 'git@github.com:a/b.git', 'x.tar'], '/to', ['x.tar']],
  ['COPY <<EOF a /to\ntext\nEOF', ['a'], '/to', ['a']],
  ['COPY a\\ b /to', ['a\\', 'b'], '/to', []],
  ['RUN cp a b', [], '', []],
])('%s', (line, sources, target, ofContext) => {
  expect(copyOf(read(line))).toEqual({ sources, target, ofContext });
});

test('mounts of a RUN', () => {
  expect(mountsOf(read('RUN --mount=target=. --mount=type=bind,from=build,source=/a,target=/b --mount=type=cache,target=/c,src=d true'))).toEqual([
    { type: 'bind', from: undefined, source: undefined },
    { type: 'bind', from: 'build', source: '/a' },
    { type: 'cache', from: undefined, source: 'd' },
  ]);
  expect(mountsOf(read('COPY a b'))).toEqual([]);
});
