import { show, UsageError } from './problem';

const SERVICE = /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A service's name is at once a Compose service, a Bake target and a part of an image name: the intersection of the three. */
export function checkServiceName(name: string, what: string = 'service'): string {
  if (typeof name !== 'string' || !SERVICE.test(name) || name.length > 63) {
    throw new UsageError(`the name of a ${what} must be lower case letters and digits with - or _ between them, at most 63 characters, got ${show(name)}`);
  }
  return name;
}

/** The name of an environment variable or a build argument. */
export function checkVariable(name: string, what: string): string {
  if (!VARIABLE.test(name)) {
    throw new UsageError(`${what} must be letters, digits and _ and not start with a digit, got ${show(name)}`);
  }
  return name;
}

/** A map of variables, checked and copied. */
export function checkVariables(variables: Record<string, string>, what: string): Record<string, string> {
  for (const [name, value] of Object.entries(variables)) {
    checkVariable(name, `the name of ${what === 'environment variable' ? 'an' : 'a'} ${what}`);
    if (typeof value !== 'string') throw new UsageError(`${what} ${name} must be a string, got ${show(value)}`);
    if (value.includes('\0')) throw new UsageError(`${what} ${name} must not hold a NUL character`);
  }
  return { ...variables };
}

/** Names of system packages, as apk and apt take them: with a version if need be. */
export function checkPackages(packages: readonly string[], what: string): string[] {
  for (const name of packages) {
    if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9+._-]*(?:[=~<>]+[\w+.:~-]+)?$/i.test(name)) {
      throw new UsageError(`${what} must be names of system packages such as "libpq5", got ${show(name)}`);
    }
  }
  return [...new Set(packages)];
}
