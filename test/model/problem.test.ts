import { inspect } from 'util';
import { DefinitionError, Problems, show, UsageError } from '../../src/model/problem';
import { WorkspaceError } from '../../src/workspace/problem';

test('one problem is a sentence', () => {
  expect(new DefinitionError(['port is wrong']).message).toBe('port is wrong\nNothing was written.');
});

test('several problems are one list', () => {
  expect(new DefinitionError(['a', 'b']).message).toBe('2 problems in the container definitions:\n  - a\n  - b\nNothing was written.');
});

test('Node prints the problems once and nothing else', () => {
  expect(inspect(new DefinitionError(['port is wrong']))).toBe('[DefinitionError: port is wrong\nNothing was written.]');
});

test('the problems are copied in', () => {
  const problems = ['a'];
  const error = new DefinitionError(problems);
  problems.push('b');
  expect(error.problems).toEqual(['a']);
});

test('attempts collect what is thrown, each with the subject', () => {
  const problems = new Problems('service "api"');
  expect(problems.attempt(() => 7)).toBe(7);
  expect(problems.attempt(() => { throw new UsageError('a'); })).toBeUndefined();
  expect(problems.attempt(() => { throw new WorkspaceError(['b', 'c']); })).toBeUndefined();
  problems.add('d');
  expect(problems.all).toEqual(['a', 'b', 'c', 'd'].map(p => `service "api": ${p}`));
});

test('without a subject a problem stands alone', () => {
  const problems = new Problems();
  problems.add('a');
  expect(problems.all).toEqual(['a']);
});

test('an error that is nobody\'s mistake passes', () => {
  expect(() => new Problems().attempt(() => { throw new TypeError('a bug'); })).toThrow(new TypeError('a bug'));
});

test.each([['a', '"a"'], [1, '1'], [undefined, 'undefined'], [{ a: 1 }, '{"a":1}'], [NaN, 'null']])('%p is shown as %s', (value, text) => {
  expect(show(value)).toBe(text);
});
