import { essenceOf } from '../../src/cli/synthesis';

test.each<[string, string, string]>([
  ['an error with a stack',
    'file.js:3\n  throw new Error()\n\nTypeError: x is not a function\n    at Object.<anonymous> (file.js:3:9)\n\nNode.js v20.9.0\n',
    'TypeError: x is not a function'],
  ['problems in definitions, which Node puts in brackets',
    'node:internal/x:123\n    ^\n\n[DefinitionError: 2 problems in the container definitions:\n  - service "api": a\n  - service "web": b\nNothing was written.]\n\nNode.js v20.9.0\n',
    'DefinitionError: 2 problems in the container definitions:\n  - service "api": a\n  - service "web": b\nNothing was written.'],
  ['an error with properties', '[DefinitionError: a is wrong.\nNothing was written.] {\n  problems: []\n}\n', 'DefinitionError: a is wrong.\nNothing was written.'],
  ['a definition that does not compile',
    'TSError: Unable to compile TypeScript:\n.projenrc.ts(7,148): error TS2353: no such property\n\n    at createTSError (index.ts:859:12)\n',
    'TSError: Unable to compile TypeScript:\n.projenrc.ts(7,148): error TS2353: no such property'],
  ['line ends of Windows', 'Error: no\r\n    at x (y.js:1:1)\r\n', 'Error: no'],
  ['no error', 'something\nelse\n', 'something else'],
])('%s', (_, output, essence) => {
  expect(essenceOf(output)).toBe(essence);
});

test('what is very long is cut', () => {
  expect(essenceOf(`Error: ${'x\n'.repeat(100)}`).split('\n')).toHaveLength(20);
});
