import { Problems as Collected } from '../model/problem';

/**
 * What is wrong with the files of a repository: all problems that were found, not only the first.
 *
 * Each problem is one sentence with what is wrong, what was found and what to do. It does not name the service that asked;
 * whoever asks puts `service "api": ` before it.
 */
export class WorkspaceError extends Error {
  /** The problems, in the order in which they were found, each once. */
  public readonly problems: string[];

  constructor(problems: string[]) {
    const unique = [...new Set(problems)];
    super(unique.join('\n'));
    this.name = 'WorkspaceError';
    this.problems = unique;
  }
}

/** Stops with a single problem. */
export function fail(problem: string): never {
  throw new WorkspaceError([problem]);
}

/** Collects problems, so that one error can list them all. */
export class Problems extends Collected {
  /** Throws a WorkspaceError when there is any problem. */
  public throwIfAny(): void {
    if (this.all.length > 0) throw new WorkspaceError([...this.all]);
  }
}
