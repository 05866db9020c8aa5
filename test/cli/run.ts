import { main } from '../../src/cli';

/** What a command said, and how it ended. */
export interface Result {
  readonly code: unknown;
  readonly out: string;
  readonly error: string;
}

/** Runs a command of `projen-docker` in a folder. */
export async function run(root: string, ...args: string[]): Promise<Result> {
  const cwd = process.cwd();
  const [stdout, stderr] = [process.stdout, process.stderr].map(stream => jest.spyOn(stream, 'write').mockReturnValue(true));
  process.exitCode = undefined;
  try {
    process.chdir(root);
    await main(args);
    const [out, error] = [stdout, stderr].map(({ mock }) => mock.calls.map(([chunk]) => chunk).join(''));
    return { code: process.exitCode, out, error };
  } finally {
    process.chdir(cwd);
    process.exitCode = undefined;
    stdout.mockRestore();
    stderr.mockRestore();
  }
}
