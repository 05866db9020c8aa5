import { show, UsageError } from './problem';

const MEBI = 1024 * 1024;

/** An amount of data, in whole bytes. */
export class Size {
  /**
   * @param amount bytes
   * @throws when the amount is not a whole, positive number
   */
  public static bytes(amount: number): Size {
    return new Size(amount, 1, 'bytes');
  }

  /**
   * @param amount megabytes of 1,000,000 bytes, as registries and budgets count
   * @throws when the amount is not positive or not whole in bytes
   */
  public static megabytes(amount: number): Size {
    return new Size(amount, 1_000_000, 'megabytes');
  }

  /**
   * @param amount mebibytes of 1,048,576 bytes, as memory is counted
   * @throws when the amount is not positive or not whole in bytes
   */
  public static mebibytes(amount: number): Size {
    return new Size(amount, MEBI, 'mebibytes');
  }

  /**
   * @param amount gibibytes of 1,073,741,824 bytes
   * @throws when the amount is not positive or not whole in bytes
   */
  public static gibibytes(amount: number): Size {
    return new Size(amount, 1024 * MEBI, 'gibibytes');
  }

  private readonly total: number;

  private constructor(amount: number, unit: number, name: string) {
    this.total = typeof amount === 'number' ? amount * unit : NaN;
    if (!Number.isSafeInteger(this.total) || this.total <= 0) {
      throw new UsageError(`a size must be a positive number of ${name}, whole in bytes, got ${show(amount)}`);
    }
  }

  /** The amount in bytes. */
  public toBytes(): number {
    return this.total;
  }

  /** The amount in mebibytes, rounded down. */
  public toMebibytes(): number {
    return Math.floor(this.total / MEBI);
  }

  /** As Compose writes it: `512m` where it is whole in mebibytes, else bytes such as `1500b`. */
  public toString(): string {
    return this.total % MEBI === 0 ? `${this.total / MEBI}m` : `${this.total}b`;
  }
}
