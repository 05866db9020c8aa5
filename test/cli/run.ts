import { main } from '../../src/cli';

/** What was said. */
export interface Said {
  readonly out: string;
  readonly error: string;
}

/** What a command said, and how it ended. */
export interface Result extends Said {
  readonly code: unknown;
}

/** Keeps what is said to people and programs while something is done. */
export async function listen<T>(action: () => Promise<T>): Promise<Said & { readonly value: T }> {
  const spies = [process.stdout, process.stderr].map(stream => jest.spyOn(stream, 'write').mockReturnValue(true));
  try {
    const value = await action();
    const [out, error] = spies.map(({ mock }) => mock.calls.map(([chunk]) => chunk).join(''));
    return { value, out, error };
  } finally {
    spies.forEach(spy => spy.mockRestore());
  }
}

/** Runs a command of `projen-docker` in a folder. */
export async function run(root: string, ...args: string[]): Promise<Result> {
  const cwd = process.cwd();
  process.exitCode = undefined;
  try {
    process.chdir(root);
    const { out, error } = await listen(() => main(args));
    return { code: process.exitCode, out, error };
  } finally {
    process.chdir(cwd);
    process.exitCode = undefined;
  }
}
