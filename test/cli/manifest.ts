import type { Manifest } from '../../src/model/manifest';

/** What synthesis writes down of a project that has nothing yet, with what is given. */
export function manifest(given: Partial<Manifest> = {}): Manifest {
  return {
    name: 'acme',
    composeFile: 'compose.yaml',
    bakeFile: 'docker-bake.json',
    lockFile: 'docker-lock.json',
    sizesFile: 'docker-sizes.json',
    platforms: [],
    references: [],
    targets: [],
    services: [],
    ...given,
  };
}
