/**
 * What is wrong with a definition, all of it at once.
 *
 * Every problem is one sentence: what, got, and what to do. The stack is left out of what Node prints, because it
 * leads into this package and never to the line that the user has to change.
 */
export class DefinitionError extends Error {
  public readonly problems!: readonly string[];

  /** @param advice what helps with some of them */
  public constructor(problems: readonly string[], advice?: string) {
    super(summary(problems, advice));
    this.name = 'DefinitionError';
    // Not enumerable: Node would print them a second time.
    Object.defineProperty(this, 'problems', { value: [...problems], enumerable: false });
    this.stack = `${this.name}: ${this.message}`;
  }
}

function summary(problems: readonly string[], advice: string | undefined): string {
  const list = problems.length === 1 ? problems[0] : `${problems.length} problems in the container definitions:\n${problems.map(p => `  - ${p}`).join('\n')}`;
  return [list, ...advice === undefined ? [] : [advice], 'Nothing was written.'].join('\n');
}

/** Collects problems, so that one error can name them all. */
export class Problems {
  private readonly found: string[] = [];

  /** @param subject prefix of every problem, such as `service "api"` */
  public constructor(private readonly subject: string = '') {}

  public add(...problems: readonly string[]): void {
    this.found.push(...problems.map(problem => (this.subject ? `${this.subject}: ${problem}` : problem)));
  }

  /** Runs `check`; what it throws becomes a problem and the result is `undefined`. */
  public attempt<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      const several = (error as { problems?: readonly string[] }).problems;
      if (several) this.add(...several);
      else if (error instanceof UsageError) this.add(error.message);
      else throw error;
      return undefined;
    }
  }

  public get all(): readonly string[] {
    return this.found;
  }
}

/** A value that can't be: says what, what it got, and what would do. */
export class UsageError extends Error {
  public constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** How a value is shown in a message: strings quoted, everything else as JSON. */
export function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
