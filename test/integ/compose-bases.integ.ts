import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { requireEngine, Result, run } from './support';
import { HealthCheck } from '../../src';
import type { BaseModel, ServiceModel } from '../../src/model/service-model';
import { renderBake } from '../../src/render/bake';
import { renderCompose } from '../../src/render/compose';
import { renderJson, renderYaml } from '../../src/render/text';
import { service, system } from '../render/model';

/** Two services on two stages of a base, a job in the image of one, and one behind a profile. */
const DOCKERFILE = `FROM alpine:3.24.2 AS base
RUN echo from-the-dockerfile > /made
FROM base AS tools
RUN cp /made /tools
FROM base AS runtime
COPY --from=tools /tools /copy
CMD ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done"]
`;
const BASE = DOCKERFILE.split('FROM base AS runtime')[0].replace('from-the-dockerfile', 'from-the-base');

const root = mkdtempSync(join(tmpdir(), 'compose-bases-'));
const name = root.split('-').pop()!.toLowerCase().replace(/[^a-z0-9]/g, 'x');
const project = `bases-${name}`;
const image = (of: string) => `${project}-${of}`;

const base = (stage: string, contexts?: Record<string, string>): BaseModel => ({
  name: `base-${stage}`, of: 'base', image: image(`base-${stage}`), build: { context: '.', dockerfilePath: 'base.Dockerfile', target: stage, args: {}, secrets: [], contexts },
});
const runs = (of: string, given: Parameters<typeof service>[0] = {}): ServiceModel => service({
  name: of, image: image(of), health: HealthCheck.command(['true']), healthCommand: ['true'], ...given, build: { contexts: { base: 'base-base', tools: 'base-tools' }, labels: { 'acme.of': of }, ...given.build },
});
const { build: _, ...job } = runs('migrate', { image: image('api'), imageOf: 'api', command: ['grep', 'base', '/copy'], healthCommand: undefined, ignoresImageHealth: true, restart: 'no' as never });
const model = system([
  runs('api', { dependsOn: [{ name: 'migrate', condition: 'service_completed_successfully' }] }),
  job,
  runs('web', { dependsOn: [{ name: 'api', condition: 'service_healthy' }] }),
  runs('extra', { profiles: ['extra'] }),
], { name: project, bases: [base('base'), base('tools', { base: 'base-base' })] });

const compose = (...args: string[]): Result => run('docker', ['compose', '--progress=plain', ...args], root);
const ok = (...args: string[]): string => {
  const { status, stdout, stderr } = compose(...args);
  if (status !== 0) throw new Error(`compose ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout.trim();
};
const images = () => run('docker', ['image', 'ls', '--format', '{{.Repository}}', '--filter', `reference=${project}-*`], root).stdout.trim().split('\n').filter(Boolean).map(text => text.slice(project.length + 1)).sort();
const removeImages = () => images().forEach(of => run('docker', ['image', 'rm', '--force', `${image(of)}:latest`], root));
const running = () => ok('ps', '--format', '{{.Service}}').split('\n').filter(Boolean).sort();

beforeAll(() => {
  requireEngine();
  writeFileSync(join(root, 'Dockerfile'), DOCKERFILE);
  writeFileSync(join(root, 'base.Dockerfile'), BASE);
  writeFileSync(join(root, 'compose.yaml'), renderYaml(renderCompose(model), ['test']));
  writeFileSync(join(root, 'docker-bake.json'), renderJson(renderBake(model), ['test']));
});
afterAll(() => {
  compose('--profile', 'extra', 'down', '--volumes', '--timeout', '2');
  removeImages();
  rmSync(root, { recursive: true, force: true });
});
afterEach(() => {
  compose('--profile', 'extra', 'down', '--timeout', '2');
});

test('Compose reads it without a remark', () => {
  expect(run('docker', ['compose', 'config', '--quiet'], root)).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('one service is built with its bases, and nothing else', () => {
  ok('build', 'web');
  expect(images()).toEqual(expect.arrayContaining(['web']));
  expect(images()).not.toContain('api');
  expect(run('docker', ['run', '--rm', image('web'), 'cat', '/made', '/copy'], root).stdout).toBe('from-the-base\nfrom-the-base\n');
  removeImages();
});

test('everything starts from nothing, and bases never run', () => {
  ok('up', '--build', '--wait');
  expect(running()).toEqual(['api', 'web']);
  expect(ok('ps', '--all', '--format', '{{.Service}} {{.ExitCode}}')).toMatch(/^migrate 0$/m);
  expect(ok('ps', '--all', '--format', '{{.Service}}')).not.toMatch(/base/);
});

test('one service starts with what it depends on, and no other', () => {
  ok('up', '--build', '--wait', 'api');
  expect(running()).toEqual(['api']);
});

test('a profile adds its services', () => {
  ok('--profile', 'extra', 'up', '--build', '--wait');
  expect(running()).toEqual(['api', 'extra', 'web']);
});

test('Bake builds each base once, and services on them', () => {
  removeImages();
  const { status, stderr } = run('docker', ['buildx', 'bake', '--load', '--progress=plain', '--provenance=false', '--file', 'docker-bake.json', '--set', '*.platform=local', 'api', 'web'], root);
  expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
  expect(images()).toEqual(['api', 'web']);
  expect(run('docker', ['run', '--rm', image('api'), 'cat', '/copy'], root).stdout).toBe('from-the-base\n');
  expect(run('docker', ['inspect', '--format', '{{index .Config.Labels "acme.of"}}', image('api')], root).stdout.trim()).toBe('api');
});
