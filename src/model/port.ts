import { show, UsageError } from './problem';

/** A TCP port. */
export class Port {
  /**
   * @param what how a message calls it, such as `port`
   * @throws when it is not a whole number from 1 to 65535
   */
  public static of(value: number, what: string = 'port'): Port {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65535) {
      throw new UsageError(`${what} must be a whole number from 1 to 65535, got ${show(value)}`);
    }
    return new Port(value);
  }

  private constructor(public readonly value: number) {}
}
