import { checkConflictMarkers } from './json';
import { fail } from './problem';
import { Repository } from './repository';

/** The library, loaded when it is first needed: that is a third of what this package takes to load, and npm alone needs none of it. */
export function yaml(): typeof import('yaml') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('yaml');
}

/**
 * The settings in a YAML file; none when it does not exist or is empty.
 *
 * @throws WorkspaceError when it is not YAML or no mapping.
 */
export function readYaml(repo: Repository, path: string): Record<string, unknown> {
  return repo.memo(`yaml:${path}`, () => {
    const text = repo.tryRead(path);
    if (text === undefined) return {};
    checkConflictMarkers(path, text, 'run the install again');
    let value: unknown;
    try {
      value = yaml().parse(text, { logLevel: 'error' }) ?? {};
    } catch (error) {
      return fail(`${path} is not valid YAML: ${(error as Error).message.split('\n')[0].replace(/:$/, '')}; correct the file`);
    }
    if (typeof value !== 'object' || Array.isArray(value)) return fail(`${path} must hold a mapping of settings, got ${JSON.stringify(value)}: correct the file`);
    return value as Record<string, unknown>;
  });
}
