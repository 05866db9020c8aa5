import { DockerfileService, Instruction, NodeService } from '../../../src';
import { Files, PLAIN, refusal, repository, synthDocker } from '../../support';

const KEY = `-----BEGIN ${'PRIVATE'} KEY-----\nMIIE\n`;

/** What is said of a Dockerfile that copies all of its context, up to the advice. */
function leaksOf(files: Files, ignore = '.env\n', copy = 'COPY . /app/'): string | undefined {
  const context = { 'Dockerfile': `FROM node:24.21.0-slim\n${copy}\nUSER 1000:1000\n`, '.dockerignore': ignore, ...files };
  const root = repository(Object.fromEntries(Object.entries(context).map(([path, text]) => [`own/${path}`, text])));
  const define = (project: Parameters<Parameters<typeof synthDocker>[1]>[0]) => new DockerfileService(project, 'own', { directory: 'own' });
  try {
    synthDocker(root, define);
    return undefined;
  } catch {
    const [problem, ...others] = refusal(root, define);
    expect(others).toEqual([]);
    expect(problem).toMatch(/^service "own": own\/Dockerfile:2: .* \(leaky-ignore-file\)$/);
    return problem.replace(/^service "own": own\/Dockerfile:2: | \([a-z-]+\)$/g, '');
  }
}

test.each<[string, Files, string]>([
  ['a private key by what it says', { 'certs/server.pem': KEY, 'certs/ca.pem': '-----BEGIN CERTIFICATE-----\n' }, 'certs/server.pem'],
  ['a key', { 'tls.key': KEY, 'slides.key': 'Keynote' }, 'tls.key'],
  ['a token of a registry', { '.npmrc': '//npm.acme.test/:_authToken=kx3vq81\n' }, '.npmrc'],
  ['environment files', { 'a/.env.production': 'DB_PASSWORD=x\n' }, 'a/.env.production'],
  ['names', { '.aws/credentials': '', '.netrc': '' }, '.aws/credentials and .netrc'],
  ['many', { 'a.p12': '', 'b.p12': '', 'c.p12': '', 'd.p12': '', 'e.p12': '' }, 'a.p12, b.p12, c.p12 and 2 more'],
])('%s', (_, files, shown) => {
  expect(leaksOf(files)).toContain(`this would copy ${shown}, which own/.dockerignore lets through; add the line`);
});

test.each<[string, Files]>([
  ['a registry without a token', { '.npmrc': 'save-exact=true\n//npm.acme.test/:_authToken=${NPM_TOKEN}\n' }],
  ['examples', { '.env.example': 'A=b', '.env.local.sample': 'A=b', '.env.vault': 'A=b' }],
  ['what browsers may know', { '.env.production': '# public\nVITE_API=https://x\nexport NEXT_PUBLIC_A=b\n' }],
  ['keys of tests and of packages', { 'tests/tls.key': KEY, 'node_modules/x/server.pem': KEY, 'packages/a/fixtures/id_rsa': '' }],
])('%s may pass', (_, files) => {
  expect(leaksOf(files)).toBeUndefined();
});

test('an environment file is never copied with all the rest, even where there is none yet', () => {
  expect(leaksOf({}, '')).toBe('this would copy .env, which own/.dockerignore lets through; add the lines "**/.env*" and "!**/.env.example" to it');
  expect(leaksOf({ '.env': 'VITE_API=https://x\n' }, '')).toBeUndefined();
  expect(leaksOf({ '.env': 'PORT=3000\n' }, '', 'COPY .env /app/')).toContain('this would copy .env, which');
});

test('the history counts where the context has it', () => {
  expect(leaksOf({ '.git/HEAD': 'ref: x\n' })).toContain('this would copy .git, which own/.dockerignore lets through; add the line ".git" to it');
  expect(leaksOf({ '.git/HEAD': 'ref: x\n' }, '.env\n.git\n')).toBeUndefined();
});

test('of an ignore file that is generated, the typed way is said', () => {
  const root = repository({ ...PLAIN, 'certs/server.key': KEY });
  const [problem] = refusal(root, project => new NodeService(project, 'api', { ignorePatterns: ['!certs/server.key'] }).stage('build').append(Instruction.copy(['certs/server.key'], '/certs/')));
  expect(problem).toContain('this would copy certs/server.key, which .dockerignore lets through; add "certs/server.key" to the end of "ignorePatterns"');
});
