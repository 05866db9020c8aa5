import { existsSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { NodeService, Secret } from '../../src';
import { createSecret } from '../../src/files/secrets';
import { PLAIN, repository, synthDocker, temporary } from '../support';

test('a secret is created once, private to the owner of its folder, and ignored by git', () => {
  const folder = join(temporary(), '.secrets');
  const path = join(folder, 'password');
  expect(createSecret(path)).toBe(true);
  const value = readFileSync(path, 'utf8');
  expect(value).toMatch(/^[\w-]{43}$/);
  expect(createSecret(path)).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe(value);
  expect([statSync(folder), statSync(path)].map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['700', '644']);
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toContain('\n*\n');
  createSecret(join(folder, 'other'));
  expect(readFileSync(join(folder, 'other'), 'utf8')).not.toBe(value);
});

test('synthesis creates what services need, reaches no builder with it, and the tasks create what a clone lacks', () => {
  const define = (secret: Secret) => synthDocker(repository({ ...PLAIN, '.secrets/mine': 'by hand' }), p => new NodeService(p, 'api', { secrets: [secret] }));
  const { root, files } = define(Secret.generated('token'));
  expect(files['.secrets/token']).toMatch(/^[\w-]{43}$/);
  expect(files['compose.yaml']).toContain('file: ./.secrets/token');
  expect(files['.dockerignore']).toContain('\n.secrets/token\n');
  const steps = (task: string) => JSON.parse(files['.projen/tasks.json']).tasks[task].steps.map(({ exec }: { exec: string }) => exec);
  expect(steps('docker:up')[0]).toBe('npx --no-install projen-docker secrets .secrets/token');
  expect(steps('docker:dev')[0]).toBe(steps('docker:up')[0]);
  expect(steps('docker:build')).toHaveLength(1);
  expect(existsSync(join(root, '.secrets', '.gitignore'))).toBe(true);

  expect(define(Secret.generated('mine')).files['.secrets/mine']).toBe('by hand');
});

test('nothing is created when something is wrong', () => {
  const root = repository(PLAIN);
  expect(() => synthDocker(root, p => new NodeService(p, 'api', { port: 0, secrets: [Secret.generated('token')] }))).toThrow('port');
  expect(existsSync(join(root, '.secrets'))).toBe(false);
});
