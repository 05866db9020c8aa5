import { RegistryLogin } from '../../../src';
import type { LoginMeans } from '../../../src/model/registry-login';
import { loginSteps } from '../../../src/render/workflows/login';
import { AZURE, GOOGLE, UUID } from '../../workflows/support';

const stepsFor = (...registries: [host: string, login: RegistryLogin][]) =>
  loginSteps(registries.map(([host, { _means }]): [string, LoginMeans] => [host, _means]), action => ({ uses: action }));

test('every login ends in the action that logs out again, because a runner may be kept', () => {
  const steps = stepsFor(
    ['ghcr.io', RegistryLogin.githubToken()], ['docker.io', RegistryLogin.password({ username: 'acme', passwordSecret: 'TOKEN' })], ['acme.azurecr.io', AZURE], ['eu-docker.pkg.dev', GOOGLE],
    ['123456789012.dkr-ecr.eu-central-1.on.aws', RegistryLogin.amazon({ role: 'arn:aws:iam::123456789012:role/images' })], ['registry.acme.example', RegistryLogin.none()],
  );
  expect(steps.filter(({ name }) => /^Log in/.test(String(name))).map(({ uses }) => uses)).toEqual(Array(5).fill('docker/login-action'));
  expect(steps.filter(({ run }) => /docker login|acr login(?!.*--expose-token)/.test(String(run)))).toEqual([]);
});

test('Azure gives a password, which is kept out of the log', () => {
  expect(stepsFor(['acme.azurecr.io', AZURE]).slice(1)).toEqual([
    {
      name: 'Get a password for acme.azurecr.io',
      id: 'azure',
      run: 'password=$(az acr login --name acme --expose-token --output tsv --query accessToken)\necho "::add-mask::$password"\necho "password=$password" >> "$GITHUB_OUTPUT"\n',
    },
    { name: 'Log in to acme.azurecr.io', uses: 'docker/login-action', with: { registry: 'acme.azurecr.io', username: UUID, password: '${{ steps.azure.outputs.password }}' } },
  ]);
});

test('several registries of one kind do not take each other\'s password', () => {
  const steps = stepsFor(['eu-docker.pkg.dev', GOOGLE], ['acme.azurecr.io', AZURE], ['us-docker.pkg.dev', GOOGLE], ['shop.azurecr.io', AZURE]);
  const ids = steps.flatMap(({ id }) => id ?? []);
  expect(ids).toEqual(['google', 'azure', 'google-2', 'azure-2']);
  const passwords = steps.filter(({ uses }) => uses === 'docker/login-action').map(step => (step.with as { registry: string; password: string }));
  expect(passwords.map(({ registry, password }) => [registry, /steps\.([\w-]+)\.outputs/.exec(password)![1]])).toEqual([
    ['eu-docker.pkg.dev', 'google'], ['acme.azurecr.io', 'azure'], ['us-docker.pkg.dev', 'google-2'], ['shop.azurecr.io', 'azure-2'],
  ]);
});
