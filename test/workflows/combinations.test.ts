import { readdirSync } from 'fs';
import { join } from 'path';
import { github } from 'projen';
import { AZURE, GOOGLE, Texts, textsOf, workflowsIn } from './support';
import { BuildCache, DockerProjectOptions, RegistryLogin, ReleaseTrigger, VulnerabilityException, WorkflowsOptions } from '../../src';
import { ACTIONS } from '../../src/catalog/actions';
import { readTree } from '../support';
import { auditWorkflow, lintWorkflow } from '../workflow-validators';

// Every file that options can make is accepted by actionlint, by GitHub's own parser, and by the audits of a security reviewer.

const REGISTRIES: Record<string, [registry: string, workflows: WorkflowsOptions]> = {
  'GitHub': ['ghcr.io/acme', {}],
  'Docker Hub': ['acme', { logins: { 'docker.io': RegistryLogin.password({ username: 'acme-bot', passwordSecret: 'DOCKERHUB_TOKEN' }) } }],
  'Amazon': ['123456789012.dkr.ecr.eu-central-1.amazonaws.com', {
    logins: { '123456789012.dkr.ecr.eu-central-1.amazonaws.com': RegistryLogin.amazon({ role: 'arn:aws:iam::123456789012:role/images' }) },
  }],
  'Google': ['europe-docker.pkg.dev/acme/images', { logins: { 'europe-docker.pkg.dev': GOOGLE } }],
  'Azure': ['acme.azurecr.io', { logins: { 'acme.azurecr.io': AZURE } }],
  'one of its own': ['registry.acme.example:5000/apps', { logins: { 'registry.acme.example:5000': RegistryLogin.none() } }],
};
const RELEASES: Record<string, WorkflowsOptions['release']> = {
  'by tags': { tags: ['v*', '!v*-rc*'], latest: true, environment: 'production' },
  'by releases': { trigger: ReleaseTrigger.RELEASE },
  'built anew': { rebuild: true },
  'none': { enabled: false },
};
const CACHES = { github: BuildCache.github(), registry: BuildCache.registry(), none: BuildCache.none() };

const products = Object.entries(REGISTRIES).flatMap(([where, [registry, login]]) => Object.entries(RELEASES).flatMap(([how, release]) =>
  Object.entries(CACHES).map(([cache, kind]): Combination => [`${where}, releases ${how}, cache ${cache}`, { ...login, release, cache: kind }, { registry }])));

type Combination = [name: string, workflows: WorkflowsOptions, options?: Partial<DockerProjectOptions>];

const EXCEPTION = VulnerabilityException.of('CVE-2026-12345', { reason: 'only its command line is affected', expires: '2027-03-01' });
const singles: Combination[] = [
  ['defaults', {}],
  ['no registry', {}, { registry: undefined }],
  ['no platforms', {}, { platforms: [] }],
  ['an emulated platform', {}, { platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'] }],
  ['emulated platforms only', {}, { platforms: ['linux/s390x', 'linux/riscv64'] }],
  ['runners of its own', { runners: { 'linux/arm64': ['self-hosted', 'ARM64'] }, runner: ['self-hosted', 'linux'] }],
  ['another name', { name: 'containers' }],
  ['several branches', { branches: ['main', 'develop', 'release/**', '!release/old'] }],
  ['a default branch', { branches: ['release/**', 'trunk'], defaultBranch: 'trunk' }],
  ['pull requests to some branches', { pullRequestBranches: ['main', 'release/*'] }],
  ['pushes cancel', { cancelPushes: true }],
  ['everything is built', { affectedOnly: false }],
  ['no size', { size: false }],
  ['no smoke test', { smoke: false }],
  ['neither size nor smoke test', { size: false, smoke: false }],
  ['no scan', { scan: { enabled: false } }],
  ['neither test nor scan', { size: false, smoke: false, scan: { enabled: false } }],
  ['other severities', { scan: { severities: ['CRITICAL', 'HIGH', 'MEDIUM'], unfixed: true } }],
  ['exceptions', { scan: { exceptions: [EXCEPTION] } }],
  ['code scanning always', { scan: { codeScanning: true } }],
  ['code scanning never', { scan: { codeScanning: false } }],
  ['no publishing', { publish: { enabled: false } }],
  ['no signature', { publish: { sign: false } }],
  ['no attestation', { publish: { attest: false } }],
  ['neither signature nor attestation', { publish: { sign: false, attest: false } }],
  ['attestations always', { publish: { attest: true } }],
  ['signatures always', { publish: { sign: true } }],
  ['both always', { publish: { sign: true, attest: true } }],
  ['signatures always, no attestation', { publish: { sign: true, attest: false } }],
  ['releases of one project among several', { release: { tags: ['portal-v*', '!portal-v*-rc*'] } }],
  ['those of GitHub', { release: { trigger: ReleaseTrigger.RELEASE, tags: ["it's(portal)@v*"] } }],
  ['those that are built anew', { release: { rebuild: true, tags: ['portal/v*'] } }],
  ['a registry of Amazon at another name', { logins: { '123456789012.dkr-ecr.eu-central-1.on.aws': RegistryLogin.amazon({ role: 'arn:aws:iam::123456789012:role/images' }) } },
    { registry: '123456789012.dkr-ecr.eu-central-1.on.aws' }],
  ['Amazon\'s public registry', { logins: { 'public.ecr.aws': RegistryLogin.amazon({ role: 'arn:aws:iam::123456789012:role/images' }) } }, { registry: 'public.ecr.aws/acme' }],
  ['a stored token at GitHub\'s registry', { logins: { 'ghcr.io': RegistryLogin.password({ username: 'acme-bot', passwordSecret: 'GHCR_TOKEN' }) } }],
  ['no refresh', { refresh: { enabled: false } }],
  ['another refresh', { refresh: { schedule: '0 0 * * *' }, cache: BuildCache.registry() }],
  ['an environment', { publish: { environment: 'staging' } }],
  ['no rescan', { rescan: { enabled: false } }],
  ['another schedule', { rescan: { schedule: '*/30 6-18 * * MON-FRI' }, cleanup: { schedule: '0 0 1 * *' }, upgrade: { schedule: '15 3 * * 2' } }],
  ['no cleanup', { cleanup: { enabled: false } }],
  ['another cleanup', { cleanup: { keep: 3, olderThanDays: 1, untaggedOnly: true, protect: ['demo-*', 'v*'] } }],
  ['no upgrades', { upgrade: { enabled: false } }],
  ['upgrades with a token', { upgrade: { credentials: github.GithubCredentials.fromPersonalAccessToken({ secret: 'UPGRADE_TOKEN' }) } }],
  ['upgrades with an app', { upgrade: { credentials: github.GithubCredentials.fromApp() } }],
  ['another Node.js', { nodeVersion: '22.12' }],
  ['large files and submodules', {}, { githubOptions: { downloadLfs: true, checkoutSubmodules: github.CheckoutSubmodules.RECURSIVE } }],
];

jest.setTimeout(60_000);

const PINS = Object.fromEntries(Object.entries(ACTIONS).map(([name, { version, commit }]) => [name, { version, commit }]));
const seen = new Map<string, Promise<string[]>>();

/** What is said of files, each text once. */
async function complaints(texts: Texts): Promise<string[]> {
  const lists = await Promise.all(Object.entries(texts).map(([name, text]) => {
    if (!seen.has(text)) seen.set(text, lintWorkflow(`${name}.yml`, text).then(found => [...found, ...auditWorkflow(text, PINS)]));
    return seen.get(text)!;
  }));
  return lists.flat();
}

// Without a third value in each row, Jest would take the parameter for a callback and wait for it.
test.each([...singles, ...products].map(([name, workflows, options = {}]) => [name, workflows, options] as const))('%s', async (_, workflows, options) => {
  const texts = textsOf(workflows, options);
  expect(Object.keys(texts)).toContain(workflows.name ?? 'images');
  expect(await complaints(texts)).toEqual([]);
});

const EXAMPLES = join(__dirname, '..', '..', 'examples');

test.each(readdirSync(EXAMPLES))('the workflows of examples/%s', async name => {
  const texts = workflowsIn(readTree(join(EXAMPLES, name)));
  expect(Object.keys(texts)).toContain('images');
  expect(await complaints(texts)).toEqual([]);
});
