import { javascript, python } from 'projen';
import { read, stepsOf, workflowsIn } from './support';
import { Containers, ContainersOptions, DockerfileService, NodeService } from '../../src';
import { Files, plainIn, quiet, repository, synthDocker, synthesize } from '../support';

// What the workflows take from the repository and the project where nobody says it.

/** The workflow of a repository with one service. */
function images(files: Files, options: ContainersOptions = {}) {
  const root = repository({ ...plainIn('app'), ...files });
  return read(workflowsIn(synthDocker(root, project => new NodeService(project, 'api', { port: 3000, directory: 'app' }), options).files));
}

/** The same, of a Node project of projen. */
function imagesOf(options: Partial<javascript.NodeProjectOptions>, files: Files = {}, containers: ContainersOptions = {}) {
  const project = new javascript.NodeProject({ name: 'acme', defaultReleaseBranch: 'main', outdir: repository({ ...plainIn('app'), ...files }), github: true, ...options, ...quiet });
  return read(workflowsIn(synthesize(project, () => {
    new NodeService(new Containers(project, { registry: 'ghcr.io/acme', ...containers }), 'api', { port: 3000, directory: 'app' });
  }).files));
}

const nodeOf = ({ jobs }: ReturnType<typeof read>) => stepsOf(jobs.check)['Set up Node.js'].with['node-version'];

describe('Node.js is', () => {
  test.each<[string, Files, string]>([
    ['24 where nobody asks', {}, '24'],
    ['.nvmrc\'s', { '.nvmrc': 'v22.11.0\n' }, '22.11.0'],
    ['.node-version\'s', { '.node-version': '22\n' }, '22'],
    ['the long-term support that is meant', { '.nvmrc': 'lts/jod\n' }, '22'],
    ['ours where any will do', { '.nvmrc': 'lts/*\n' }, '24'],
    ['one that engines allow', { 'package.json': { engines: { node: '>=22 <23' } } }, '22'],
    ['ours where engines allow it', { 'package.json': { engines: { node: '>=20' } } }, '24'],
    ['ours where the tools do not run on what is asked for', { '.nvmrc': '18\n' }, '24'],
    ['ours where the tools do not run on that release of a line', { '.nvmrc': '20.5.1\n' }, '24'],
    ['the newest of the oldest line', { '.nvmrc': '20\n' }, '20'],
    ['the first that the tools run on', { '.nvmrc': '20.9\n' }, '20.9'],
    ['ours where nothing known is asked for', { 'package.json': { engines: { node: '>=99' } } }, '24'],
  ])('%s', (_, files, version) => {
    expect(nodeOf(images(files))).toBe(version);
  });

  test('ours where what asks is malformed and no image is made from it', () => {
    const files = { '.nvmrc': 'system\n', 'Dockerfile.api': 'FROM alpine:3.24.2\nHEALTHCHECK CMD ["true"]\nUSER 1000:1000\nCMD ["sleep", "9"]\n', '.dockerignore': '.git\nnode_modules\n.env\n' };
    const { files: written } = synthDocker(repository(files), project => new DockerfileService(project, 'api', { dockerfile: 'Dockerfile.api', suppressions: { 'no-health-check': 'a test' } }));
    expect(nodeOf(read(workflowsIn(written)))).toBe('24');
  });

  test.each<[string, Partial<javascript.NodeProjectOptions>, string]>([
    ['that of the project\'s own workflows', { workflowNodeVersion: '22.x' }, '22'],
    ['within what the project supports', { minNodeVersion: '22.12.0', maxNodeVersion: '22.99.0' }, '22'],
    ['not the oldest that the project supports', { minNodeVersion: '22.12.0' }, '24'],
    ['ours where a project says nothing', {}, '24'],
    ['ours where the project says none in digits', { workflowNodeVersion: 'lts/*' }, '24'],
    ['ours where the project says several', { workflowNodeVersion: '22.x || 24' }, '24'],
    ['ours where the project says one before its release', { workflowNodeVersion: '26.0.0-rc.1' }, '24'],
  ])('in a project of projen %s', (_, options, version) => {
    expect(nodeOf(imagesOf(options))).toBe(version);
  });

  test('what is said', () => {
    expect(nodeOf(imagesOf({ workflowNodeVersion: '22.x' }, { '.nvmrc': '22\n' }, { workflows: { nodeVersion: '26' } }))).toBe('26');
  });
});

describe('branches are', () => {
  const of = ({ on, jobs }: ReturnType<typeof read>) => [on.push.branches, stepsOf(jobs.publish)['Move the tags of the branch'].run.match(/--latest-on (\S+)/)[1]];

  test.each<[string, Partial<javascript.NodeProjectOptions>, string[]]>([
    ['the default branch', { release: true, defaultReleaseBranch: 'trunk' }, ['trunk']],
    ['all that are released', { release: true, defaultReleaseBranch: 'master', majorVersion: 2, releaseBranches: { '1.x': { majorVersion: 1 } } }, ['master', '1.x']],
    ['main where nothing is released', { release: false, defaultReleaseBranch: 'trunk' }, ['main']],
  ])('in a project of projen %s', (_, options, branches) => {
    expect(of(imagesOf(options))).toEqual([branches, branches[0]]);
  });

  test('what is said', () => {
    expect(of(imagesOf({ release: true, defaultReleaseBranch: 'trunk' }, {}, { workflows: { branches: ['next'] } }))).toEqual([['next'], 'next']);
  });

  test('main in other projects', () => {
    const project = new python.PythonProject({ name: 'acme', moduleName: 'acme', authorName: 'a', authorEmail: 'a@example.com', version: '1.0.0', outdir: repository(plainIn('app')), ...quiet });
    const { files } = synthesize(project, () => {
      new NodeService(new Containers(project, { registry: 'ghcr.io/acme' }), 'api', { port: 3000, directory: 'app' });
    });
    expect(of(read(workflowsIn(files)))).toEqual([['main'], 'main']);
  });
});
