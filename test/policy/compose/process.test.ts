import { Process, processOf, startedBy } from '../../../src/policy/compose/process';
import { dockerfileSystem } from '../scenario';

function processIn(text: string): Process {
  const system = dockerfileSystem(text);
  return processOf(system, system.services[0]);
}

function started(text: string): string[] {
  return startedBy(processIn(text)).map(({ said, words }) => `${said.what}: ${words.join(' ')}`);
}

test.each<[string, string, string[]]>([
  ['the last of each counts', 'FROM x\nCMD ["a"]\nENTRYPOINT ["tini", "--"]\nCMD ["b", "c"]', ['ENTRYPOINT: tini --', 'CMD: b c']],
  ['an entry point drops what the stages before said', 'FROM x AS base\nCMD ["a"]\nFROM base\nENTRYPOINT ["b"]', ['ENTRYPOINT: b']],
  ['a command keeps the entry point of the stages before', 'FROM x AS base\nENTRYPOINT ["tini", "--"]\nFROM base\nCMD ["b"]', ['ENTRYPOINT: tini --', 'CMD: b']],
  ['arguments of a program are no command', 'FROM x\nENTRYPOINT ["node"]\nCMD ["npm", "start"]', ['ENTRYPOINT: node npm start']],
  ['an entry script runs the command', 'FROM x\nENTRYPOINT ["/docker-entrypoint.sh"]\nCMD ["npm", "start"]', ['ENTRYPOINT: docker-entrypoint.sh', 'CMD: npm start']],
  ['the last command of a script stays', 'FROM x\nCMD a && b; exec c', ['CMD: c']],
  ['a shell as the entry point has its script from the command', 'FROM x\nENTRYPOINT ["bash", "-lc"]\nCMD ["a && b"]', ['CMD: b']],
  ['an entry point in shell form ignores the command', 'FROM x\nENTRYPOINT a\nCMD ["b"]', ['ENTRYPOINT: a']],
  ['an empty list takes away what was there', 'FROM x\nENTRYPOINT ["a"]\nENTRYPOINT []\nCMD ["b"]', ['CMD: b']],
  ['Compose takes the place of both', '# compose: {"entrypoint": ["a"]}\nFROM x\nENTRYPOINT ["b"]\nCMD ["c"]', ['entrypoint: a']],
  ['Compose takes the place of the command', '# compose: {"command": "a \'b c\' $$D"}\nFROM x\nENTRYPOINT ["tini", "--"]\nCMD ["c"]', ['ENTRYPOINT: tini --', 'command: a b c $D']],
  ['an empty entry point in Compose', '# compose: {"entrypoint": [], "command": ["a"]}\nFROM x\nENTRYPOINT ["b"]', ['command: a']],
  ['nothing is said', 'FROM x', []],
])('%s', (_, text, expected) => {
  expect(started(text)).toEqual(expected);
});

test('says where it stands', () => {
  const { entrypoint, command } = processIn('# compose: {"command": ["c"]}\nFROM x\nENTRYPOINT ["b"]');
  expect(entrypoint?.place).toEqual({ service: 'app', file: 'app/Dockerfile', line: 3 });
  expect(command?.place).toEqual({ service: 'app', file: 'compose.yaml', keys: ['services', 'app', 'command'] });
});
