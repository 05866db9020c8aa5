import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { DockerProject, NodeService, type WorkflowsOptions } from '../../src';
import { renderMarkdownTable } from '../../src/cli/table';
import type { JobDescription } from '../../src/model/workflows-model';
import { PLAIN, quiet, repository, synthService } from '../support';

// The table in docs/workflows.md is made from the workflows, so that it cannot lie. UPDATE_EXAMPLES=1 writes it anew.

const PAGE = join(__dirname, '..', '..', 'docs', 'workflows.md');
const TABLE = /<!-- jobs -->\n[\s\S]*?<!-- \/jobs -->/;

function jobs(): readonly JobDescription[] {
  const project = new DockerProject({ name: 'acme', outdir: repository(PLAIN), registry: 'ghcr.io/acme', platforms: ['linux/amd64', 'linux/arm64'], ...quiet });
  new NodeService(project, 'api', { port: 3000 });
  project.synth();
  return project.containers.workflows!._described!.jobs;
}

function table(): string {
  const rows = jobs().map(({ workflow, job, does, runs, permissions, secrets, fork }) =>
    [`\`${workflow}\``, `\`${job}\``, does, runs, permissions.map(text => `\`${text}\``).join(', ') || 'none', secrets.join(', ') || 'none', fork]);
  return renderMarkdownTable(['Workflow', 'Job', 'What for', 'Runs', 'Rights of its token', 'Secrets', 'A fork gets'], rows);
}

test('docs/workflows.md has a row for each job as it is generated', () => {
  const expected = `<!-- jobs -->\n${table()}\n<!-- /jobs -->`;
  const page = readFileSync(PAGE, 'utf8');
  if (process.env.UPDATE_EXAMPLES !== undefined) writeFileSync(PAGE, page.replace(TABLE, () => expected));
  expect(TABLE.exec(readFileSync(PAGE, 'utf8'))?.[0]).toBe(expected);
});

test('a fork gets no right to write and no secret, in any job', () => {
  const forks = jobs().filter(({ fork }) => fork !== 'does not run');
  expect(forks.map(({ workflow, job }) => `${workflow} ${job}`)).toEqual(['images check', 'images build', 'images test', 'images scan', 'images gate']);
  expect(forks.flatMap(({ permissions }) => permissions).filter(permission => permission !== 'contents: read')).toEqual([]);
  expect(forks.flatMap(({ secrets }) => secrets)).toEqual([]);
});

test('the guide shows who publishes: workflows where there are any, and otherwise how it is done by hand', () => {
  const guideOf = (workflows: WorkflowsOptions) => synthService(PLAIN, { port: 3000 }, { registry: 'ghcr.io/acme', workflows }).files['docs/containers.md'];
  expect(guideOf({})).toContain('git push origin v1.2.3');
  expect(guideOf({ release: { tags: ['portal-v*'] } })).toContain('\ngit tag portal-v1.2.3\ngit push origin portal-v1.2.3\n');
  expect(guideOf({ release: { tags: ['portal@[0-9]*'] } })).toContain('\ngit push origin portal@1.2.3\n');
  expect(guideOf({})).toContain('gh workflow run images-release.yml -f version=1.2.2');
  expect(guideOf({})).not.toContain('docker-bake.json --push');
  expect(guideOf({ release: { enabled: false } })).not.toContain('git push');
  for (const workflows of [{ enabled: false }, { publish: { enabled: false } }]) {
    expect(guideOf(workflows)).toContain('docker login ghcr.io');
    expect(guideOf(workflows)).toContain('docker-bake.json --push');
  }
});
