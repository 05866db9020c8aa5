import { execFileSync } from 'child_process';
import { mkdirSync } from 'fs';
import { join } from 'path';
import { affected } from '../../src/cli/affected';
import { gitHubRepository } from '../../src/cli/github';
import { Checkout } from '../../src/cli/propose/git';
import { git, gitRoot, gitSays } from '../../src/engine/git';
import { UsageError } from '../../src/model/problem';
import { repository, temporary } from '../support';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

function checkout(): string {
  const root = repository({ 'apps/a/x.txt': '', '.projen/docker.json': { composeFile: 'compose.yaml', bakeFile: 'docker-bake.json', targets: [], services: [], references: [], platforms: [] } });
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  execFileSync('git', ['remote', 'add', 'origin', 'https://github.com/acme/shop'], { cwd: root });
  return root;
}

test('the folder of a checkout, from any folder in it', () => {
  const root = checkout();
  expect(gitRoot(root)).toBe(root);
  expect(gitRoot(join(root, 'apps', 'a'))).toBe(root);
  const odd = join(root, 'space at the end ');
  mkdirSync(odd);
  execFileSync('git', ['init', '--quiet'], { cwd: odd });
  expect(gitRoot(odd)).toBe(odd);
});

test('an exit code is an answer', () => {
  expect(git(checkout(), ['rev-parse', '--verify', '--quiet', 'HEAD'])).toEqual({ code: 1, stdout: '', stderr: '' });
  expect(git(temporary(), ['rev-parse'])).toMatchObject({ code: 128, stderr: expect.stringMatching(/^fatal: not a git repository/) });
});

test('a folder that is not there is no missing program', () => {
  const folder = temporary();
  const missing = join(folder, 'missing');
  expect(() => git(missing, ['status'])).toThrow(`"git status" cannot be run in ${JSON.stringify(missing)}: `);
  process.env.PATH = folder;
  expect(() => git(folder, ['status'])).toThrow(new UsageError('"git" is not installed, or not on the PATH; install Git'));
});

describe('a checkout that belongs to somebody else', () => {
  /** As Git sees it in a container whose user has not checked it out. */
  function foreign(): string {
    const root = checkout();
    Object.assign(process.env, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' });
    return root;
  }
  const said = (root: string) => `fatal: detected dubious ownership in repository at '${root}', which "git config --global --add safe.directory ${root}" permits`;

  test('has no root, and Git says why', () => {
    const root = foreign();
    const problem = new UsageError(`Git does not work in this folder: ${said(root)}; run this command in a checkout of your own`);
    expect(() => gitRoot(root)).toThrow(problem);
    expect(() => new Checkout(root, undefined)).toThrow(problem);
  });

  test('does not say which repository it is', () => {
    const root = foreign();
    expect(() => gitHubRepository(root, undefined, {})).toThrow(`nothing says which repository this is (Git says: ${said(root)}); set GITHUB_REPOSITORY`);
  });

  test('is wholly concerned', () => {
    const root = foreign();
    const directory = jest.spyOn(process, 'cwd').mockReturnValue(root);
    const errors = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const output = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      expect(affected.run(['--since', 'HEAD'])).toBe(0);
      expect(errors.mock.calls.map(([text]) => text)).toEqual([`everything is concerned: Git does not work in this folder: ${said(root)}; run this command in a checkout of your own\n`]);
    } finally {
      [directory, errors, output].forEach(spy => spy.mockRestore());
    }
  });
});

test.each([
  ['warning: x\nfatal: a\nhint: b\n', 'fatal: a'], ['error: No such remote \'origin\'\n', 'error: No such remote \'origin\''], ['something\nelse\n', 'else'], ['', 'nothing'],
])('of %j the reason is said', (stderr, expected) => {
  expect(gitSays(stderr)).toBe(expected);
});
