import { planGitHub } from '../../../src/cli/cleanup/github';
import { GitHubStore } from '../../../src/cli/cleanup/store';

const env = { GITHUB_TOKEN: 't' };

test.each<[string, string, NodeJS.ProcessEnv, boolean]>([
  ['that of GitHub', 'ghcr.io/acme/api', env, true],
  ['another one', 'registry.example.com/acme/api', env, false],
  ['Docker Hub', 'acme/api', env, false],
  ['that of the GitHub Enterprise server', 'containers.git.example.com/acme/api', { ...env, GITHUB_SERVER_URL: 'https://git.example.com' }, true],
  ['that of another server', 'containers.git.example.com/acme/api', { ...env, GITHUB_SERVER_URL: 'https://github.com' }, false],
  ['something called so', 'containers.github.com/acme/api', { ...env, GITHUB_SERVER_URL: 'https://github.com' }, false],
  ['without a server', 'containers.git.example.com/acme/api', { ...env, GITHUB_SERVER_URL: 'nowhere' }, false],
])('%s: %s', (_what, image, variables, expected) => {
  expect(planGitHub(image, { env: variables })?.store instanceof GitHubStore).toBe(expected);
});

test.each<[NodeJS.ProcessEnv, string]>([
  [{}, 'set GITHUB_TOKEN or GH_TOKEN'], [{ GITHUB_TOKEN: '' }, 'set GITHUB_TOKEN or GH_TOKEN'],
  [{ ...env, GITHUB_API_URL: 'http://api.example.com' }, 'GITHUB_API_URL must be an address with https://'], [{ ...env, GITHUB_API_URL: 'x' }, 'GITHUB_API_URL must be'],
])('what is missing or wrong: %j', (variables, message) => expect(() => planGitHub('ghcr.io/acme/api', { env: variables })).toThrow(message));

test('an image without an owner', () => expect(() => planGitHub('ghcr.io/api', { env })).toThrow('an image at ghcr.io must have an owner and a name, got "ghcr.io/api"'));
