import { checkLogin, RegistryLogin } from '../../src/model/registry-login';

const UUID = '00000000-0000-0000-0000-00000000000a';
const ECR = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const PASSWORD = RegistryLogin.password({ username: 'acme-bot', passwordSecret: 'REGISTRY_TOKEN' });
const AMAZON = RegistryLogin.amazon({ role: 'arn:aws:iam::123456789012:role/ci/images' });
const GOOGLE_OPTIONS = {
  workloadIdentityProvider: 'projects/123456789/locations/global/workloadIdentityPools/github/providers/acme', serviceAccount: 'images@acme.iam.gserviceaccount.com',
};
const GOOGLE = RegistryLogin.google(GOOGLE_OPTIONS);
const AZURE_OPTIONS = { clientId: UUID, tenantId: UUID.toUpperCase(), subscriptionId: UUID };
const AZURE = RegistryLogin.azure(AZURE_OPTIONS);

test.each<[string, RegistryLogin, object]>([
  ['ghcr.io', RegistryLogin.githubToken(), { kind: 'github' }],
  ['docker.io', PASSWORD, { kind: 'password', username: 'acme-bot', passwordSecret: 'REGISTRY_TOKEN' }],
  [ECR, AMAZON, { kind: 'amazon', role: 'arn:aws:iam::123456789012:role/ci/images' }],
  ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', RegistryLogin.amazon({ role: 'arn:aws-cn:iam::123456789012:role/images' }), { kind: 'amazon' }],
  ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', AMAZON, { kind: 'amazon' }],
  ['123456789012.dkr-ecr.eu-central-1.on.aws', AMAZON, { kind: 'amazon' }],
  ['public.ecr.aws', AMAZON, { kind: 'amazon' }],
  ['europe-docker.pkg.dev', GOOGLE, { kind: 'google', ...GOOGLE_OPTIONS }],
  ['eu.gcr.io', GOOGLE, { kind: 'google' }],
  ['gcr.io', GOOGLE, { kind: 'google' }],
  ['acme.azurecr.io', AZURE, { kind: 'azure', ...AZURE_OPTIONS }],
  ['registry.acme.example:5000', RegistryLogin.none(), { kind: 'none' }],
  // A stored password, or nothing at all, may be right anywhere.
  ['ghcr.io', PASSWORD, { kind: 'password' }],
  [ECR, PASSWORD, { kind: 'password' }],
  ['acme.azurecr.io', RegistryLogin.none(), { kind: 'none' }],
])('%s is entered with a login that fits', (host, login, means) => {
  expect(checkLogin(host, login)).toMatchObject(means);
});

test('GitHub\'s own registry needs none to be said', () => {
  expect(checkLogin('ghcr.io', undefined)).toEqual({ kind: 'github' });
});

const leave = 'or leave out publishing with workflows.publish: { enabled: false }';
test.each([
  ['docker.io', 'Docker Hub', 'RegistryLogin.password({ username, passwordSecret })'],
  ['quay.io', 'quay.io', 'RegistryLogin.password({ username, passwordSecret })'],
  ['ghcr.io.acme.example', 'ghcr.io.acme.example', 'RegistryLogin.password({ username, passwordSecret })'],
  [ECR, ECR, 'RegistryLogin.amazon({ role })'],
  ['europe-docker.pkg.dev', 'europe-docker.pkg.dev', 'RegistryLogin.google({ workloadIdentityProvider, serviceAccount })'],
  ['123456789012.dkr-ecr.eu-central-1.on.aws', '123456789012.dkr-ecr.eu-central-1.on.aws', 'RegistryLogin.amazon({ role })'],
  ['public.ecr.aws', 'public.ecr.aws', 'RegistryLogin.amazon({ role })'],
  ['acme.azurecr.io', 'acme.azurecr.io', 'RegistryLogin.azure({ clientId, tenantId, subscriptionId })'],
])('%s cannot be entered without one', (host, label, call) => {
  expect(() => checkLogin(host, undefined)).toThrow(new Error(`workflows cannot log in to ${label}; say how with workflows.logins: { "${host}": ${call} }, ${leave}`));
});

test.each<[string, RegistryLogin, string, string, string]>([
  ['docker.io', RegistryLogin.githubToken(), 'Docker Hub', 'github', 'RegistryLogin.password({ username, passwordSecret })'],
  ['ghcr.io', AMAZON, 'ghcr.io', 'amazon', 'RegistryLogin.githubToken()'],
  [ECR, GOOGLE, ECR, 'google', 'RegistryLogin.amazon({ role })'],
  ['acme.azurecr.io', RegistryLogin.githubToken(), 'acme.azurecr.io', 'github', 'RegistryLogin.azure({ clientId, tenantId, subscriptionId })'],
  ['quay.io', AZURE, 'quay.io', 'azure', 'RegistryLogin.password({ username, passwordSecret })'],
])('%s is not entered with the login of another', (host, login, label, kind, call) => {
  expect(() => checkLogin(host, login)).toThrow(new Error(`the login of ${label} is one for another registry (${kind}); use ${call}`));
});

test.each(['', ' ', 'a\nb', 'a\rb', '${{ secrets.USER }}', ' x', undefined, 5])('%j is no username', username => {
  expect(() => RegistryLogin.password({ username: username as string, passwordSecret: 'TOKEN' }))
    .toThrow(new Error(`the username of a registry login must be a name on one line, and known when the workflow is written, got ${JSON.stringify(username) ?? 'undefined'}`));
});

test.each(['', 'MY-TOKEN', '1TOKEN', 'GITHUB_TOKEN', 'github_pat', '${{ secrets.TOKEN }}', 'secrets.TOKEN', 'dckr_pat.x', 'A B', 'TOKEN\n'])('%j is no name of a secret', passwordSecret => {
  expect(() => RegistryLogin.password({ username: 'acme', passwordSecret }))
    .toThrow(new Error(`passwordSecret must be the name of a secret of the repository, such as "DOCKERHUB_TOKEN", and not begin with GITHUB_, got ${JSON.stringify(passwordSecret)}`));
});

test.each(['', 'images', 'arn:aws:iam::12345:role/images', 'arn:aws:iam::123456789012:user/images', 'arn:aws:iam::123456789012:role/', 'arn:aws:iam::123456789012:role/a b', 'arn:aws:iam::123456789012:role/a\n'])(
  '%j is no role', role => {
    expect(() => RegistryLogin.amazon({ role })).toThrow(`role must look like "arn:aws:iam::123456789012:role/images", got ${JSON.stringify(role)}`);
  });

test.each([
  [{ workloadIdentityProvider: 'github' }, 'workloadIdentityProvider must look like "projects/123456789/locations/global/workloadIdentityPools/github/providers/acme", got "github"'],
  [{ workloadIdentityProvider: `${GOOGLE_OPTIONS.workloadIdentityProvider}/x` }, 'workloadIdentityProvider must look like'],
  [{ workloadIdentityProvider: 'projects/acme/locations/global/workloadIdentityPools/github/providers/acme' }, 'workloadIdentityProvider must look like'],
  [{ serviceAccount: 'images@acme.example' }, 'serviceAccount must look like "images@acme.iam.gserviceaccount.com", got "images@acme.example"'],
  [{ serviceAccount: 'images' }, 'serviceAccount must look like'],
])('%j is nothing of Google\'s', (options, message) => {
  expect(() => RegistryLogin.google({ ...GOOGLE_OPTIONS, ...options })).toThrow(message);
});

test.each(['clientId', 'tenantId', 'subscriptionId'])('%s must be a UUID', name => {
  for (const id of ['', 'acme', UUID.slice(1), `${UUID}\n`, undefined]) {
    expect(() => RegistryLogin.azure({ ...AZURE_OPTIONS, [name]: id })).toThrow(`${name} must be a UUID like "00000000-0000-0000-0000-000000000000", got ${JSON.stringify(id) ?? 'undefined'}`);
  }
});

test('a login does not change when what it was made from does', () => {
  const options = { username: 'acme', passwordSecret: 'TOKEN' };
  const login = RegistryLogin.password(options);
  options.username = 'other';
  expect(checkLogin('docker.io', login)).toMatchObject({ username: 'acme' });
});

test.each(['robot$shop+ci', '$oauthtoken', 'a b'])('%s is a username', username => {
  expect(RegistryLogin.password({ username, passwordSecret: 'REGISTRY_TOKEN' })._means).toEqual({ kind: 'password', username, passwordSecret: 'REGISTRY_TOKEN' });
});
