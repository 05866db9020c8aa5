import { Problems } from '../../../src/model/problem';
import { Secret } from '../../../src/model/secret';
import { installSecrets } from '../../../src/services/node/registry-auth';
import { readNodeApp } from '../../../src/workspace/node-app';
import { Repository } from '../../../src/workspace/repository';
import { Files, PLAIN, plainIn, repository } from '../../support';

function secretsOf(files: Files, named: Secret[] = [], directory = '.'): { secrets: string[]; problems: readonly string[] } {
  const repo = new Repository(repository({ ...plainIn(directory), ...files }));
  const problems = new Problems();
  const secrets = installSecrets(repo, readNodeApp(repo, directory), named, problems);
  return { secrets: secrets.map(({ name, variable, path }) => `${name} ${variable ?? path}`), problems: problems.all };
}

test.each<[string, Files, string[]]>([
  ['no settings', {}, []],
  ['no token', { '.npmrc': 'registry=https://npm.example.com/\nsave-exact=true\n' }, []],
  ['a token', { '.npmrc': '//npm.example.com/:_authToken=${NPM_TOKEN}\n' }, ['NPM_TOKEN']],
  ['a token with a default', { '.npmrc': '//npm.example.com/:_authToken=${NPM_TOKEN-}\n' }, ['NPM_TOKEN']],
  ['two tokens', { '.npmrc': '//b/:_authToken=${B}\n//a/:_authToken = ${A}\r\n//c/:_auth="${A}"\n' }, ['A', 'B']],
  ['a password', { '.npmrc': '//a/:_password=${PASS}\n' }, ['PASS']],
  ['Yarn 1', { '.yarnrc': 'registry "https://npm.example.com"\n"//npm.example.com/:_authToken" "${T}"\n' }, ['T']],
  ['Yarn', { '.yarnrc.yml': 'npmScopes:\n  acme:\n    npmAuthToken: "${YARN_TOKEN:-}"\n' }, ['YARN_TOKEN']],
  ['Bun', { 'bunfig.toml': '[install.registry]\nurl = "https://x"\ntoken = "$BUN_TOKEN"\n' }, ['BUN_TOKEN']],
])('%s', (_, files, names) => {
  expect(secretsOf(files)).toEqual({ secrets: names.map(name => `${name} ${name}`), problems: [] });
});

test.each([
  ['.npmrc', '//registry.npmjs.org/:_authToken=npm_abcdef'],
  ['.npmrc', '  //registry.npmjs.org/:_auth = YWJj'],
  ['.npmrc', '_authToken=npm_abcdef'],
  ['.yarnrc', '"//npm.example.com/:_authToken" "abcdef"'],
  ['.yarnrc.yml', 'npmAuthToken: abcdef'],
  ['.yarnrc.yml', 'npmRegistries:\n  "//x":\n    npmAuthIdent: "user:pass"'],
  ['bunfig.toml', '[install.registry]\ntoken = "abcdef"'],
])('a token in %s is refused: %s', (file, text) => {
  expect(secretsOf({ [file]: `a=b\n${text}\n` })).toEqual({
    secrets: [],
    problems: [`${file} holds a token; write \${NPM_TOKEN} in its place, or name the file in "buildSecrets" with Secret.fromFile("npmrc", "${file}")`],
  });
});

test('the settings of the install root count', () => {
  const { problems } = secretsOf({ 'apps/api/.npmrc': '_authToken=x\n' }, [], 'apps/api');
  expect(problems).toEqual(['apps/api/.npmrc holds a token; write ${NPM_TOKEN} in its place, or name the file in "buildSecrets" with Secret.fromFile("npmrc", "apps/api/.npmrc")']);
});

test('a file that is a secret itself is not looked into', () => {
  expect(secretsOf({ '.npmrc': '_authToken=x\n' }, [Secret.fromFile('npmrc', '.npmrc')])).toEqual({ secrets: ['npmrc .npmrc'], problems: [] });
});

test('a variable that was named is not named twice', () => {
  expect(secretsOf({ '.npmrc': '_authToken=${T}\n' }, [Secret.fromEnv('T'), Secret.fromEnv('OTHER')])).toEqual({ secrets: ['T T', 'OTHER OTHER'], problems: [] });
});

test('a comment is no token', () => {
  expect(secretsOf({ ...PLAIN, '.npmrc': '# _authToken=npm_abcdef\n; _authToken=npm_abcdef\n' })).toEqual({ secrets: [], problems: [] });
});
