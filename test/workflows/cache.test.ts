import { read, stepsOf, textsOf, workflow } from './support';
import { BuildCache, NodeBaseImage, NodeService, WorkflowsOptions } from '../../src';
import { Contexts, interpolate } from '../integ/workflow-expression';
import { fixture, PLAIN, repository, synthDocker } from '../support';

// What the build is told: caches, names, and what comes from where.

/** The Bake file with these variables; with backticks for its quotes, JavaScript reads the templates of HCL alike. */
function evaluated(text: string, values: Record<string, string>): Record<string, any> {
  const { variable, target } = JSON.parse(text);
  const variables = { ...Object.fromEntries(Object.entries<any>(variable).map(([name, { default: value }]) => [name, value])), ...values };
  const evaluate = (template: string) => new Function(...Object.keys(variables), `return \`${template.replace(/"/g, '`')}\``)(...Object.values(variables));
  return Object.fromEntries(Object.entries<any>(target).map(([name, { 'cache-from': from, 'cache-to': to }]) => [name, {
    from: from.map(evaluate).filter(Boolean), to: to.map(evaluate).filter(Boolean),
  }]));
}

/** What the step that builds gives to the Bake file, for a run of this event on this platform. */
function given(options: WorkflowsOptions, github: object, id: string, job = 'build'): Record<string, string> {
  const step = workflow(options).jobs[job].steps.find(({ uses }: any) => uses?.startsWith('docker/bake-action@'));
  const run = { sha: 'a1', server_url: 'https://github.com', repository: 'acme/app', ...github };
  const contexts = { github: run, matrix: { id, platform: id.replace('-', '/') }, steps: { commit: { outputs: { date: '' } } }, inputs: {} };
  const valueOf = (value: unknown) => String(interpolate(String(value), contexts as unknown as Contexts, {}));
  return Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, valueOf(value)]));
}

const MAIN = { event_name: 'push', ref: 'refs/heads/main' };
const bakeFile = () => synthDocker(fixture('npm-workspace'), project => {
  const base = new NodeBaseImage(project, 'base');
  for (const [index, name] of ['api', 'web'].entries()) new NodeService(project, name, { base, port: 3000 + index, directory: 'apps/api' });
}, { registry: 'ghcr.io/acme', platforms: ['linux/amd64', 'linux/arm64'] }).files['docker-bake.json'];

test.each(['gha', 'registry'])('each image has a cache of its own for each platform: %s', kind => {
  const text = bakeFile();
  const caches = ['linux-amd64', 'linux-arm64'].flatMap(id => {
    const targets = evaluated(text, { CACHE: kind, CACHE_SUFFIX: `-${id}`, CACHE_WRITE: 'true' });
    expect(Object.keys(targets)).toEqual(expect.arrayContaining(['base', 'api', 'web']));
    return Object.entries(targets).map(([name, { from, to }]) => {
      expect([from.length, to.length]).toEqual([1, 1]);
      expect(to[0]).toBe(`${from[0]},mode=max,ignore-error=true`);
      expect(from[0]).toContain(kind === 'gha' ? `scope=${name}-${id}` : `:buildcache-${id}`);
      return from[0];
    });
  });
  expect(new Set(caches).size).toBe(caches.length);
});

test('the build says its platform, and writes for the default branch only', () => {
  const text = bakeFile();
  const writes = (event: object, options: WorkflowsOptions = {}) => {
    const variables = given(options, event, 'linux-arm64');
    expect([variables.CACHE, variables.CACHE_SUFFIX]).toEqual(['gha', '-linux-arm64']);
    return evaluated(text, variables).api.to.length > 0;
  };
  expect(writes(MAIN)).toBe(true);
  expect(writes({ event_name: 'schedule', ref: 'refs/heads/main' })).toBe(true);
  expect(writes({ event_name: 'pull_request', ref: 'refs/pull/7/merge' })).toBe(false);
  expect(writes({ event_name: 'merge_group', ref: 'refs/heads/gh-readonly-queue/main/pr-7-a1' })).toBe(false);
  expect(writes({ event_name: 'push', ref: 'refs/heads/develop' }, { branches: ['main', 'develop'] })).toBe(false);
  expect(writes({ event_name: 'push', ref: 'refs/heads/trunk' }, { branches: ['release/**', 'trunk'] })).toBe(true);
});

test('the registry\'s cache is read by the build and written by another job', () => {
  const options = { cache: BuildCache.registry() };
  const text = bakeFile();
  expect(evaluated(text, given(options, MAIN, 'linux-amd64')).api).toEqual({ from: [expect.stringContaining(':buildcache-linux-amd64')], to: [] });
  expect(evaluated(text, given(options, MAIN, 'linux-amd64', 'cache')).api.to).toHaveLength(1);
});

test('without a cache none is read', () => {
  expect(evaluated(bakeFile(), given({ cache: BuildCache.none() }, MAIN, 'linux-amd64')).api).toEqual({ from: [], to: [] });
});

test('packages of the system are taken anew on the schedule, or where somebody asks for it', () => {
  const refresh = (event: object, inputs: object = {}) => {
    const { REFRESH } = workflow().jobs.build.steps.find(({ name }: any) => name === 'Build').env;
    return interpolate(REFRESH, { github: event, inputs } as unknown as Contexts, {});
  };
  expect([refresh(MAIN), refresh({ event_name: 'schedule' }), refresh({ event_name: 'workflow_dispatch' }, { refresh: true }), refresh({ event_name: 'workflow_dispatch' }, { refresh: false })])
    .toEqual(['', '1', '1', '']);
});

test('a default branch may be called whatever git lets it be', () => {
  const name = "it's;a$(branch)";
  const options = { branches: [name], cache: BuildCache.registry() };
  const { jobs } = workflow(options);
  expect(stepsOf(jobs.publish)['Move the tags of the branch'].run).toContain("--latest-on 'it'\\''s;a$(branch)' ");
  expect(jobs.cache.if).toBe("github.event_name != 'pull_request' && github.ref == 'refs/heads/it''s;a$(branch)'");
  expect(given({ branches: [name] }, { ...MAIN, ref: `refs/heads/${name}` }, 'linux-amd64').CACHE_WRITE).toBe('true');
});

describe('names in the registry', () => {
  const one = (registry: string, name = 'Acme Shop') => synthDocker(repository(PLAIN), project => new NodeService(project, 'api', { port: 3000 }), { name, registry }).files['docker-bake.json'];

  test('are lower case, whatever the project is called', () => {
    expect(JSON.parse(one('ghcr.io/acme')).target.api.tags).toEqual(['ghcr.io/acme/acme-shop-api:${TAG}']);
  });

  test('are lower case, whatever the owner is called', () => {
    expect(JSON.parse(one('ghcr.io/Acme')).target.api.tags).toEqual(['ghcr.io/acme/acme-shop-api:${TAG}']);
    expect(one('ghcr.io/Acme')).toContain('ref=ghcr.io/acme/acme-shop-api:buildcache');
    expect(textsOf({}, { registry: 'ghcr.io/Acme' })).toEqual(textsOf({}, { registry: 'ghcr.io/acme' }));
  });
});

test('tags are moved with the names of the run, which the command makes tags of', () => {
  const { jobs } = workflow({ branches: ['main', 'release/**'] });
  expect(stepsOf(jobs.publish).Publish.run).toContain(' --tag "sha-$GITHUB_SHA" ');
  expect(stepsOf(jobs.publish)['Move the tags of the branch'].run).toBe('node node_modules/@jts/projen-docker/bin/projen-docker promote --digests digests.txt --branch "$GITHUB_REF_NAME" --latest-on main --markdown >> "$GITHUB_STEP_SUMMARY"');
  const released = textsOf({ release: { latest: true } });
  expect(stepsOf(read(released).jobs.publish)['Move the tags of the branch'].run).not.toContain('latest');
  expect(stepsOf(read(released, 'images-release').jobs.release).Release.run).toContain(' --release "$GITHUB_REF_NAME" --latest ');
});
