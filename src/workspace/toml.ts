import { checkConflictMarkers } from './json';
import { fail } from './problem';
import type { Repository } from './repository';

/** What we use of the library. Its own types are those of an ECMAScript module, which this package is not. */
interface Toml {
  readonly parse: (text: string) => Record<string, unknown>;
}

/** The library, loaded when it is first needed: repositories without TOML need none of it. */
function toml(): Toml {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('smol-toml');
}

/**
 * The settings in a TOML file; undefined when it does not exist.
 *
 * @throws WorkspaceError when it is not TOML, with line and column.
 */
export function readToml(repo: Repository, path: string): Record<string, unknown> | undefined {
  return repo.memo(`toml:${path}`, () => {
    const text = repo.tryRead(path);
    if (text === undefined) return undefined;
    checkConflictMarkers(path, text, 'correct the file');
    try {
      return toml().parse(text);
    } catch (error) {
      const { message, line, column } = error as Error & { line: number; column: number };
      const what = message.split('\n')[0].replace(/^Invalid TOML document: /, '');
      return fail(`${path} is not valid TOML: ${what} at line ${line}, column ${column}; correct the file`);
    }
  });
}
