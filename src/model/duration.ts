import { show, UsageError } from './problem';

/** A length of time, in whole milliseconds. */
export class Duration {
  /**
   * @param amount milliseconds
   * @throws when the amount is negative, not finite, or not whole in milliseconds
   */
  public static milliseconds(amount: number): Duration {
    return new Duration(amount, 1, 'milliseconds');
  }

  /**
   * @param amount seconds
   * @throws when the amount is negative, not finite, or not whole in milliseconds
   */
  public static seconds(amount: number): Duration {
    return new Duration(amount, 1000, 'seconds');
  }

  /**
   * @param amount minutes
   * @throws when the amount is negative, not finite, or not whole in milliseconds
   */
  public static minutes(amount: number): Duration {
    return new Duration(amount, 60_000, 'minutes');
  }

  private readonly total: number;

  private constructor(amount: number, unit: number, name: string) {
    this.total = typeof amount === 'number' ? Math.round(amount * unit * 1000) / 1000 : NaN;
    if (!Number.isSafeInteger(this.total) || this.total < 0) {
      throw new UsageError(`a duration must be a positive number of ${name}, whole in milliseconds, got ${show(amount)}`);
    }
  }

  /** The length in milliseconds. */
  public toMilliseconds(): number {
    return this.total;
  }

  /** The length in seconds, with a fraction where it has one. */
  public toSeconds(): number {
    return this.total / 1000;
  }

  /** As Docker and Compose write it, in the largest units that keep it exact: `1m30s`, `500ms`, `0s`. */
  public toString(): string {
    if (this.total === 0) return '0s';
    const minutes = Math.floor(this.total / 60_000);
    const seconds = Math.floor(this.total / 1000) % 60;
    const rest = this.total % 1000;
    return `${minutes ? `${minutes}m` : ''}${seconds ? `${seconds}s` : ''}${rest ? `${rest}ms` : ''}`;
  }
}
