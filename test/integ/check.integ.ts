import { Repository, requireEngine } from './support';
import { Containers, DockerfileService, NodeBaseImage, NodeService } from '../../src';
import { run } from '../cli/run';

// What the real builder and Compose say, in the words of docker:check. Rules are left out: they need an installed projen.

const made: Repository[] = [];
beforeAll(requireEngine);
afterAll(() => made.forEach(one => one.remove()));

function repository(define: (containers: Containers) => void, files: Record<string, string> = {}): Repository {
  const one = new Repository('npm-plain', files);
  made.push(one);
  one.synth(define);
  return one;
}

const OWN = { 'own/.dockerignore': '**\n', 'own/Dockerfile': 'FROM alpine:3.24.2 as Base\nFROM Base\nUSER 1000:1000\nCMD ["true"]\n' };

test('generated files: neither has anything to say', async () => {
  const { root } = repository(containers => new NodeService(containers, 'api', { port: 3000 }));
  expect(await run(root, 'check', '--no-rules')).toMatchObject({ code: 0, out: '0 errors, 0 warnings\n' });
});

test('services on a base: there is nothing to say of them either', async () => {
  const { root } = repository(containers => {
    const base = new NodeBaseImage(containers, 'base');
    new NodeService(containers, 'api', { port: 3000, base });
  });
  expect(await run(root, 'check', '--no-rules')).toMatchObject({ code: 0, out: '0 errors, 0 warnings\n' });
});

test('the builder warns of a Dockerfile, in its place', async () => {
  const { root } = repository(containers => new DockerfileService(containers, 'own', { directory: 'own', readOnly: true }), OWN);
  const { code, out } = await run(root, 'check', '--no-rules');
  expect(code).toBe(1);
  expect(out).toMatch(/^warning: own\/Dockerfile:1: service "own": .*\(docker\/FromAsCasing\)$/m);
  expect(out).toMatch(/^warning: own\/Dockerfile:1: service "own": .*\(docker\/StageNameCasing\)$/m);
});

test('the builder cannot read a Dockerfile, or find its image', async () => {
  const one = repository(containers => new DockerfileService(containers, 'own', { directory: 'own' }), OWN);
  const check = async (dockerfile: string) => {
    one.write('own/Dockerfile', dockerfile);
    return run(one.root, 'check', '--no-rules');
  };
  expect(await check('FROM alpine:3.24.2\nRUM true\n')).toMatchObject({ code: 1, out: expect.stringMatching(/^error: .*unknown instruction: RUM.*\(docker\/build\)$/m) });
  expect(await check('FROM 127.0.0.1:1/nowhere:1\n')).toMatchObject({ code: 1, out: expect.stringMatching(/^error: .*127\.0\.0\.1:1\/nowhere.*\(docker\/build\)$/m) });
});

test('Compose refuses an override', async () => {
  const { root } = repository(containers => {
    new NodeService(containers, 'api', { port: 3000 });
    containers.compose.addOverride('services.api.nonsense', true);
  });
  expect(await run(root, 'check', '--no-rules')).toMatchObject({ code: 1, out: expect.stringMatching(/^error: compose\.yaml: .*nonsense.*\(compose\/config\)$/m) });
});
