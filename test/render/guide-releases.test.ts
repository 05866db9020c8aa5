import { NodeService, ReleaseTrigger, WorkflowsOptions } from '../../src';
import { PLAIN, repository, synthDocker } from '../support';

/** What the guide says of releases. */
function guideOf(release: WorkflowsOptions['release']): string {
  const { files } = synthDocker(repository(PLAIN), project => new NodeService(project, 'api', { port: 3000 }), { registry: 'ghcr.io/acme', workflows: { release } });
  return files['docs/containers.md'];
}

test.each([
  [['v*'], 'v1.2.3'],
  [['[0-9]*'], '1.2.3'],
  [['portal-v*'], 'portal-v1.2.3'],
  [['portal@[0-9]*'], 'portal@1.2.3'],
  [['v2.*'], 'v2.0.0'],
  [['v1.4.*'], 'v1.4.0'],
])('a release of %j is made with a tag that it lets in: %s', (tags, tag) => {
  expect(guideOf({ tags })).toContain(`git tag ${tag}\ngit push origin ${tag}\n`);
});

test('of releases on GitHub it says which count', () => {
  expect(guideOf({ trigger: ReleaseTrigger.RELEASE })).toContain('A release that is published on GitHub gives the images of its commit the version');
  expect(guideOf({ trigger: ReleaseTrigger.RELEASE, tags: ['portal-v*'] })).toContain('A release that is published on GitHub with a tag that begins with `portal-v` gives');
});
