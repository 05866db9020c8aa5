import { problemsOf } from './fixture';
import { checkConflictMarkers, parseJson, stripJsonComments } from '../../src/workspace/json';

test('gives the value of JSON', () => {
  expect(parseJson('f', ' {"a": [1, -2.5e3, true, null, "\\u00e9"]}\n', 'fix it')).toEqual({ a: [1, -2500, true, null, 'é'] });
});

test.each<[string, string, string]>([
  ['empty', '', 'the file ends too early at line 1, column 1'],
  ['cut in a value', '{\n  "a": {', 'the file ends too early at line 2, column 9'],
  ['cut in a string', '{"a": "b', 'unexpected "\\"" at line 1, column 7'],
  ['trailing comma in an object', '{\n  "a": 1,\n}', 'unexpected "}" at line 3, column 1'],
  ['trailing comma in a list', '[1,]', 'unexpected "]" at line 1, column 4'],
  ['no comma', '{"a": 1 "b": 2}', 'unexpected "\\"" at line 1, column 9'],
  ['no colon', '{"a" 1}', 'unexpected "1" at line 1, column 6'],
  ['no quotes', '{a: 1}', 'unexpected "a" at line 1, column 2'],
  ['a key that is no text', '{1: 1}', 'unexpected "1" at line 1, column 2'],
  ['wrong bracket', '{"a": [1}', 'unexpected "}" at line 1, column 9'],
  ['more after the end', '{} {}', 'unexpected "{" at line 1, column 4'],
  ['a comma after the end', '{},', 'unexpected "," at line 1, column 3'],
  ['a colon as value', '[:]', 'unexpected ":" at line 1, column 2'],
  ['single quotes', "{'a': 1}", 'unexpected "\'" at line 1, column 2'],
  ['a comment', '{ // x\n}', 'unexpected "/" at line 1, column 3'],
])('%s is not JSON', (_what, text, where) => {
  expect(problemsOf(() => parseJson('f.json', text, 'correct it'))).toEqual([`f.json is not valid JSON: ${where}; correct it`]);
});

test('conflict markers are named as such', () => {
  expect(problemsOf(() => parseJson('f.json', '{\n<<<<<<< HEAD\n"a": 1', 'go on'))).toEqual([
    'f.json has merge conflict markers (line 2): resolve the conflict, then go on',
  ]);
  expect(problemsOf(() => checkConflictMarkers('f', 'a: "<<<<<<< no marker"\n', 'go on'))).toEqual([]);
});

test('comments and trailing commas are taken out, texts and lines are kept', () => {
  const text = '{\n // c\n "a": "x, // ]", /* d\n */ "b": [1,\n ],\n}';
  const plain = stripJsonComments(text);
  expect(JSON.parse(plain)).toEqual({ a: 'x, // ]', b: [1] });
  expect(plain.split('\n')).toHaveLength(text.split('\n').length);
});
