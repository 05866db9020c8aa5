import { execSync } from 'child_process';
import { DockerProject } from '../../src';
import { Files, quiet, readTree, repository } from '../support';

jest.mock('child_process', () => ({ ...jest.requireActual('child_process'), execSync: jest.fn() }));

/** A synthesis with what follows it, in which nothing is really run: the commands, what was said, and package.json. */
function synthesize(files: Files, times = 1, fails = false) {
  const root = repository(files);
  const exec = jest.mocked(execSync).mockReset().mockImplementation(() => {
    if (fails) throw new Error('it failed');
    return '';
  });
  const said: unknown[] = [];
  process.env.PROJEN_DISABLE_POST = '';
  try {
    for (let i = 0; i < times; i++) {
      const project = new DockerProject({ name: 'acme', outdir: root, ...quiet });
      jest.spyOn(project.logger, 'warn').mockImplementation(text => said.push(text));
      project.synth();
    }
    return { commands: exec.mock.calls.map(([command, options]) => [command, (options as { cwd: string }).cwd === root]), said, manifest: readTree(root)['package.json'] };
  } finally {
    process.env.PROJEN_DISABLE_POST = 'true';
  }
}

test.each([
  ['package-lock.json', 'npm install'], ['pnpm-lock.yaml', 'pnpm install --no-frozen-lockfile'], ['yarn.lock', 'yarn install'], ['bun.lock', 'bun install'], ['bun.lockb', 'bun install'],
])('with %s, what package.json lacks is installed by "%s", once', (lockfile, command) => {
  expect(synthesize({ 'package.json': {}, [lockfile]: '' }, 2)).toMatchObject({ commands: [[command, true]], said: [] });
});

test('an install that does not succeed is no error, and says what to do', () => {
  expect(synthesize({}, 1, true).said).toEqual(['"npm install" did not succeed; run it to install what "npx projen" needs and to bring the lockfile up to date']);
});

test('nothing is installed where nothing is missing', () => {
  const { manifest } = synthesize({});
  expect(synthesize({ 'package.json': manifest }).commands).toEqual([]);
});

test('a package that was installed from a file is asked for from there again', () => {
  const record = { packages: { 'node_modules/@jts/projen-docker': { resolved: 'file:../projen-docker.tgz' } } };
  expect(JSON.parse(synthesize({ 'node_modules/.package-lock.json': record }).manifest).devDependencies['@jts/projen-docker']).toBe('file:../projen-docker.tgz');
});

test.each([['from a registry', { packages: { 'node_modules/@jts/projen-docker': { resolved: 'https://registry.npmjs.org/x.tgz' } } }], ['a broken record', '{']])('otherwise by version: %s', (_, record) => {
  expect(JSON.parse(synthesize({ 'node_modules/.package-lock.json': record }).manifest).devDependencies['@jts/projen-docker']).toMatch(/^(\*|\^\d+\.\d+\.\d+.*)$/);
});
