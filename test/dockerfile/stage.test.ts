import { renderDockerfile } from '../../src/dockerfile/dockerfile';
import { Instruction } from '../../src/dockerfile/instruction';
import { Stage, StageModel } from '../../src/dockerfile/stage';

const MODEL: StageModel = { name: 'runtime', from: 'alpine', instructions: ['SYSTEM', 'APPLICATION', 'CMD'].map(Instruction.raw), early: 1 };
const textsOf = (model: StageModel) => model.instructions.map(String);

test('what is prepended stands after the system, what is appended at the end, both in the order of the calls', () => {
  const stage = new Stage('runtime');
  stage.prepend(Instruction.raw('EARLY 1'), Instruction.raw('EARLY 2'));
  stage.append(Instruction.raw('LATE 1'));
  stage.prepend(Instruction.raw('EARLY 3'));
  stage.append(Instruction.raw('LATE 2'));
  expect(textsOf(stage._apply(MODEL))).toEqual(['SYSTEM', 'EARLY 1', 'EARLY 2', 'EARLY 3', 'APPLICATION', 'CMD', 'LATE 1', 'LATE 2']);
});

test('without a place for them, prepended instructions come first', () => {
  const stage = new Stage('build');
  stage.prepend(Instruction.raw('EARLY'));
  expect(textsOf(stage._apply({ ...MODEL, early: undefined }))).toEqual(['EARLY', 'SYSTEM', 'APPLICATION', 'CMD']);
});

test('the model that it is applied to stays as it was', () => {
  const stage = new Stage('runtime');
  stage.append(Instruction.raw('LATE'));
  stage._apply(MODEL);
  expect(textsOf(MODEL)).toEqual(['SYSTEM', 'APPLICATION', 'CMD']);
});

test.each(['prepend', 'append'] as const)('%s takes instructions only', method => {
  expect(() => new Stage('runtime')[method]('RUN x' as never)).toThrow(new Error('a stage takes instructions such as Instruction.run([...]), got "RUN x"'));
});

test('a Dockerfile: header, arguments, stages, one blank line between them', () => {
  const text = renderDockerfile({
    globals: [Instruction.arg('NODE_VERSION', '24.1.0')],
    stages: [{ ...MODEL, name: 'base', comment: 'one\ntwo' }, { name: 'runtime', from: 'base', instructions: [] }],
  }, ['marker', '']);
  expect(text).toBe(['# marker', '#', '', 'ARG NODE_VERSION=24.1.0', '', '# one', '# two', 'FROM alpine AS base', 'SYSTEM', 'APPLICATION', 'CMD', '', 'FROM base AS runtime', ''].join('\n'));
});

test('without a header or arguments there are no blank lines for them', () => {
  expect(renderDockerfile({ globals: [], stages: [{ name: 'x', from: 'scratch', instructions: [] }] }, [])).toBe('FROM scratch AS x\n');
});
