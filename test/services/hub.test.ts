import { Construct } from 'constructs';
import { Project } from 'projen';
import { Containers, DockerProject, NodeService } from '../../src';
import { hubOf, isHub, markHub } from '../../src/services/hub';
import { quiet, temporary } from '../support';

const plain = () => new Project({ name: 'acme', outdir: temporary(), ...quiet });

test('only what is marked is a hub', () => {
  const project = plain();
  const marked = new Construct(project, 'marked');
  markHub(marked);
  expect([isHub(project), isHub(marked), isHub(new Construct(project, 'other'))]).toEqual([false, true, false]);
});

test('a scope finds the hub that it is, that is above it, that stands in its project, or in a project above', () => {
  const project = plain();
  const hub = new Containers(project);
  const below = new Construct(new Construct(hub, 'a'), 'b');
  const beside = new Construct(project, 'c');
  const sub = new Project({ name: 'sub', parent: project, outdir: 'sub', ...quiet });
  expect([hub, below, project, beside, sub].map(scope => hubOf(scope, 'x') === hub)).toEqual([true, true, true, true, true]);
});

test('the nearest hub counts', () => {
  const project = plain();
  new Containers(project);
  const sub = new Project({ name: 'sub', parent: project, outdir: 'sub', ...quiet });
  const own = new Containers(sub);
  expect(hubOf(sub, 'x')).toBe(own);
});

test('a service in a project without containers is told what to do', () => {
  const project = plain();
  expect(() => new NodeService(project, 'api'))
    .toThrow(new Error('service "api" has no containers to belong to: give it a DockerProject, or add "new Containers(project)" to the project first'));
});

test('a service takes a DockerProject, its containers, or a scope below either', () => {
  const project = new DockerProject({ name: 'acme', outdir: temporary(), ...quiet });
  const services = [project, project.containers, new Construct(project, 'group')].map((scope, i) => new NodeService(scope, `api-${i}`));
  expect(services.map(service => service.name)).toEqual(['api-0', 'api-1', 'api-2']);
});
