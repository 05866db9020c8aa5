import { Secret } from '../../src/model/secret';

test('a secret from a variable has its name', () => {
  expect({ ...Secret.fromEnv('NPM_TOKEN') }).toEqual({ name: 'NPM_TOKEN', variable: 'NPM_TOKEN', path: undefined, isGenerated: false });
});

test('a secret that is generated', () => {
  expect({ ...Secret.generated('db-password') }).toEqual({ name: 'db-password', variable: undefined, path: '.secrets/db-password', isGenerated: true });
  expect(() => Secret.generated('../x')).toThrow('the name of a secret must be');
});

test('a secret from a file', () => {
  expect({ ...Secret.fromFile('db-password', 'secrets\\db.txt') }).toEqual({ name: 'db-password', variable: undefined, path: 'secrets/db.txt', isGenerated: false });
});

test.each([
  [() => Secret.fromEnv('NPM-TOKEN'), 'the variable of a secret must be letters, digits and _ and not start with a digit, got "NPM-TOKEN"'],
  [() => Secret.fromFile('-token', 'x'), 'the name of a secret must be letters, digits and . _ -, got "-token"'],
  [() => Secret.fromFile('a b', 'x'), 'the name of a secret must be letters, digits and . _ -, got "a b"'],
  [() => Secret.fromFile('../x', 'x'), 'the name of a secret must be letters, digits and . _ -, got "../x"'],
  [() => Secret.fromFile('db', '/etc/db'), 'the file of secret "db" must be a path relative to the repository, got "/etc/db"'],
  [() => Secret.fromFile('db', '../db'), 'the file of secret "db" must stay inside the repository, got "../db"'],
])('%s is refused', (make, message) => {
  expect(make).toThrow(new Error(message));
});
