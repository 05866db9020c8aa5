import { Instruction } from './instruction';
import { show, UsageError } from '../model/problem';

/** What a stage starts from, and what stands in it. */
export interface StageModel {
  readonly name: string;
  /** An image, or the name of an earlier stage. */
  readonly from: string;
  /** Comment lines above the stage. */
  readonly comment?: string;
  readonly instructions: readonly Instruction[];
  /** Where in `instructions` additional ones are put that must run as root, before the application is copied. */
  readonly early?: number;
}

/**
 * One stage of a generated Dockerfile, to which you can add instructions of your own.
 */
export class Stage {
  private readonly early: Instruction[] = [];
  private readonly late: Instruction[] = [];

  /** @internal */
  public constructor(
    /** The stage's name. */
    public readonly name: string,
  ) {}

  /**
   * Adds instructions near the start of the stage: after its packages and variables, before application files are copied,
   * still as root. The place for additional system packages, certificates and tools.
   *
   * @param instructions what to add, in this order
   */
  public prepend(...instructions: Instruction[]): void {
    this.early.push(...checked(instructions));
  }

  /**
   * Adds instructions at the end of the stage. In the runtime stage these run as the unprivileged user.
   *
   * @param instructions what to add, in this order
   */
  public append(...instructions: Instruction[]): void {
    this.late.push(...checked(instructions));
  }

  /**
   * Whether nothing was added.
   *
   * @internal
   */
  public get _isEmpty(): boolean {
    return this.early.length + this.late.length === 0;
  }

  /** @internal */
  public _apply(model: StageModel): StageModel {
    const at = model.early ?? 0;
    const { instructions } = model;
    return { ...model, instructions: [...instructions.slice(0, at), ...this.early, ...instructions.slice(at), ...this.late] };
  }
}

function checked(instructions: Instruction[]): Instruction[] {
  for (const instruction of instructions) {
    if (!(instruction instanceof Instruction)) throw new UsageError(`a stage takes instructions such as Instruction.run([...]), got ${show(instruction)}`);
  }
  return instructions;
}
