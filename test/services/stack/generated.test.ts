import { NodeService, StaticSite } from '../../../src';
import { isDockerIgnored } from '../../../src/workspace/dockerignore';
import { Files, PLAIN, repository, synthDocker } from '../../support';

const OURS = ['docs/containers.md', 'docker-lock.json', 'docker-sizes.json', 'docker-bake.json', 'compose.yaml', 'compose.dev.yaml', '.projen/docker.json', '.projenrc.ts'];
const NAMED = { guideFile: 'guide.txt', lockFile: 'images.json', sizesFile: 'sizes/[all].json', bakeFile: 'bake.json', composeFile: 'deploy/stack.yaml', composeDevelopmentFile: 'deploy/dev.yaml' };
const STACKS: [string, Files, Parameters<typeof synthDocker>[1]][] = [
  ['a Node service', PLAIN, project => new NodeService(project, 'api')],
  ['a site as it is', { 'index.html': '' }, project => new StaticSite(project, 'web')],
];

describe.each(STACKS)('%s at the root', (_, files, define) => {
  test('gets none of the files that speak of all services', () => {
    const ignore = synthDocker(repository(files), define).files['.dockerignore'];
    OURS.forEach(path => expect([path, isDockerIgnored(ignore, path)]).toEqual([path, true]));
    expect(isDockerIgnored(ignore, Object.keys(files).pop()!)).toBe(false);
  });

  test('whatever they are called', () => {
    const ignore = synthDocker(repository(files), define, NAMED).files['.dockerignore'];
    Object.values(NAMED).forEach(path => expect([path, isDockerIgnored(ignore, path)]).toEqual([path, true]));
  });
});

test('a service in its own folder has nothing to say about them', () => {
  const ignore = synthDocker(repository({ 'web/index.html': '' }), project => new StaticSite(project, 'web', { directory: 'web' })).files['web/.dockerignore'];
  expect(ignore).not.toContain('containers.md');
});
