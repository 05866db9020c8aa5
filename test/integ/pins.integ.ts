import { Registry } from './registry';
import { Repository, requireEngine } from './support';
import { Containers, DockerfileService, Instruction, NodeService } from '../../src';
import { main } from '../../src/cli';

// A tag moves in a registry, and what is locked stays what it was: in Dockerfiles of ours, in those of the repository, and for services
// that are pulled.

let registry: Registry;
const made: Repository[] = [];

beforeAll(async () => {
  requireEngine();
  registry = await Registry.start();
});
afterAll(async () => {
  made.forEach(repository => repository.remove());
  await registry.stop();
});

/** Pushes an image `base:1` that holds this text, and forgets it here. */
function push(repository: Repository, text: string): void {
  const image = `${registry.host}/base:1`;
  repository.write('base/Dockerfile', `FROM alpine:3.24.2\nRUN printf ${text} > /mark\n`);
  for (const args of [['build', '--quiet', '--tag', image, 'base'], ['push', '--quiet', image], ['image', 'rm', image]]) {
    const { status, stderr } = repository.docker(...args);
    if (status !== 0) throw new Error(stderr);
  }
}

/** Runs a command of ours where the repository is. */
async function command(repository: Repository, ...args: string[]): Promise<unknown> {
  const cwd = process.cwd();
  process.chdir(repository.root);
  try {
    await main(args);
    return process.exitCode;
  } finally {
    process.exitCode = undefined;
    process.chdir(cwd);
  }
}

test('images are taken by the digest that is locked, whatever their tags mean later', async () => {
  const repository = new Repository('npm-plain');
  made.push(repository);
  const image = `${registry.host}/base:1`;
  repository.write('own/Dockerfile', `ARG BASE=${image}\nFROM \${BASE}\nUSER 1000:1000\nCMD ["cat", "/mark"]\n`);
  repository.write('own/.dockerignore', '**\n');
  const define = (containers: Containers) => {
    new DockerfileService(containers, 'own', { directory: 'own', readOnly: true, dropCapabilities: true });
    new NodeService(containers, 'api', { port: 3000 }).stage('runtime').prepend(Instruction.copy(['/mark'], '/mark', { from: image }));
  };
  push(repository, 'first');
  repository.synth(define);
  // What the rest is made from is in no registry of this test.
  expect(JSON.parse(repository.read('.projen/docker.json')).references).toContain(image);
  const only = JSON.parse(repository.read('.projen/docker.json'));
  repository.write('.projen/docker.json', JSON.stringify({ ...only, references: [image] }));
  expect(await command(repository, 'lock')).toBe(0);
  push(repository, 'second');

  repository.synth(define);
  expect(repository.read('own/Dockerfile')).not.toContain('sha256');
  const marks = (): string[] => ['own', 'api'].map(name => {
    const { image: built } = JSON.parse(repository.read('.projen/docker.json')).targets.find((target: { name: string }) => target.name === name);
    return repository.docker('run', '--rm', '--entrypoint', 'cat', `${built}:latest`, '/mark').stdout;
  });
  repository.bake('--no-cache');
  expect(marks()).toEqual(['first', 'first']);
  const { status, stderr } = repository.compose('build', '--no-cache', 'own');
  expect([status, stderr]).toEqual([0, expect.anything()]);
  expect(marks()).toEqual(['first', 'first']);

  repository.write('.projen/docker.json', JSON.stringify({ ...only, references: [image] }));
  expect(await command(repository, 'lock', '--check')).toBe(1);
  expect(await command(repository, 'lock')).toBe(0);
  expect(await command(repository, 'lock', '--check')).toBe(0);
  repository.synth(define);
  repository.bake('--no-cache');
  expect(marks()).toEqual(['second', 'second']);
});
