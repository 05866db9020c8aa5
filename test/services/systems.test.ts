import { Project } from 'projen';
import { Containers, ContainersOptions, NodeService, Postgres } from '../../src';
import { PLAIN, plainIn, problemsOf, quiet, repository, stateOf } from '../support';

type Named = ContainersOptions & { readonly name: string };

const GHCR = { registry: 'ghcr.io/acme' };

describe('what there can be once only is refused, before anything is written', () => {
  /** The problems of a project and a subproject, with what is given. */
  function refused(project: Named, sub: Named, fill: (project: Containers, sub: Containers) => void) {
    const root = repository({ ...PLAIN, ...plainIn('a'), ...plainIn('b') });
    const parent = new Project({ name: project.name, outdir: root, ...quiet });
    const child = new Project({ name: sub.name, parent, outdir: 'b', ...quiet });
    // Those below may be made before those above.
    const below = new Containers(child, sub);
    fill(new Containers(parent, project), below);
    const before = stateOf(root);
    const problems = problemsOf(() => parent.synth());
    expect(stateOf(root)).toEqual(before);
    return problems;
  }
  const api = (containers: Containers, name = 'api', image?: string) => new NodeService(containers, name, { port: 3000, image });
  const REMEDY = 'give one of the projects another "imagePrefix", or each service an "image" of its own';

  test.each<[string, ContainersOptions, string]>([
    ['in a registry', GHCR, 'ghcr.io/acme/'],
    ['in the engine', {}, ''],
  ])('an image %s', (_, options, registry) => {
    expect(refused({ name: 'shop', ...options }, { name: 'shop-portal', ...options }, (shop, portal) => {
      api(shop, 'portal-api');
      api(portal);
    })).toEqual([
      `service "portal-api" of project "shop" and service "api" of project "shop-portal" both build image "${registry}shop-portal-api"; ${REMEDY}`,
      'service "portal-api" of project "shop" and service "api" of project "shop-portal" would both be container "shop-portal-api-1"; give one of the projects another "imagePrefix"',
    ]);
  });

  test('an image on Docker Hub, with its host and without', () => {
    expect(refused({ name: 'shop' }, { name: 'portal' }, (shop, portal) => {
      api(shop, 'web', 'acme/web');
      api(portal, 'api', 'docker.io/acme/web');
    })).toEqual([`service "web" of project "shop" and service "api" of project "portal" both build image "docker.io/acme/web"; ${REMEDY}`]);
  });

  test('a container and its data', () => {
    expect(refused({ name: 'shop', imagePrefix: 'acme' }, { name: 'portal', imagePrefix: 'acme' }, (shop, portal) => {
      new Postgres(shop, 'db');
      new Postgres(portal, 'db');
    })).toEqual([
      'service "db" of project "shop" and service "db" of project "portal" would both be container "acme-db-1"; give one of the projects another "imagePrefix"',
      'service "db" of project "shop" and service "db" of project "portal" would both keep their files in volume "acme_db-data"; give one of the projects another "imagePrefix"',
    ]);
  });

  test('a cache, where the names of subprojects come to the same', () => {
    const root = repository({ ...PLAIN, ...plainIn('a'), ...plainIn('b') });
    const parent = new Project({ name: 'shop', outdir: root, ...quiet });
    for (const [outdir, name] of [['a', 'portal'], ['b', 'Portal']]) {
      api(new Containers(new Project({ name, parent, outdir, ...quiet }), { imagePrefix: outdir }));
    }
    expect(problemsOf(() => parent.synth())).toEqual([
      'service "api" of project "portal" and service "api" of project "Portal" would overwrite each other\'s cache and alerts, which are called "portal/api" for both; give one of the projects another name',
    ]);
  });

  test('projects of one name are told apart by their folders', () => {
    const problems = refused({ name: 'shop', ...GHCR }, { name: 'shop', ...GHCR }, (shop, inner) => {
      api(shop);
      api(inner);
    });
    expect(problems[0]).toBe(`service "api" of project "shop" in . and service "api" of project "shop" in b both build image "ghcr.io/acme/shop-api"; ${REMEDY}`);
  });

  test('but not what only sounds alike', () => {
    const root = repository({ ...PLAIN, ...plainIn('b') });
    const parent = new Project({ name: 'shop', outdir: root, ...quiet });
    api(new Containers(parent, { imagePrefix: 'acme' }));
    api(new Containers(new Project({ name: 'portal', parent, outdir: 'b', ...quiet }), { imagePrefix: 'acme-portal' }));
    expect(() => parent.synth()).not.toThrow();
  });
});
