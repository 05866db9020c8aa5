import type { CheckedSystem } from './checked-system';

/** What a finding of a rule does. */
export enum PolicySeverity {
  /** Synthesis stops before anything is written. */
  ERROR = 'error',
  /** It is said, and synthesis goes on. */
  WARNING = 'warning',
  /** The rule is not run. */
  OFF = 'off',
}

/** Something that a rule does not allow. */
export interface PolicyFinding {
  /**
   * The service or base image that it is about: suppressing the rule there takes the finding away.
   *
   * @default - it is about no service, and only the severity of its rule takes it away
   */
  readonly service?: string;

  /** One sentence, without the service's name: what is wrong, and what to do. */
  readonly message: string;

  /**
   * The file that it is in, relative to the repository.
   *
   * @default - it is in no file
   */
  readonly file?: string;

  /**
   * The line in that file, from 1.
   *
   * @default - the whole file, or where `keys` lead to
   */
  readonly line?: number;

  /**
   * Where it is in a generated file of keys and values: those that lead there, such as `['services', 'api', 'privileged']`, through the
   * file that it is in, or else through the Compose file.
   *
   * @default - `line` says where it is, if it is in a line
   */
  readonly keys?: string[];
}

/**
 * A rule that definitions must keep. It sees what is about to be written, with everything that was added or overridden, and
 * Dockerfiles that are the repository's own.
 */
export interface IPolicyRule {
  /** What it is called: lower case words with `-` between them, such as `root-user`. */
  readonly id: string;
  /** What its findings do, unless the project says otherwise. */
  readonly severity: PolicySeverity;
  /** What it asks for, in one sentence. */
  readonly summary: string;

  /**
   * Looks for what the rule does not allow.
   *
   * @param system everything that is about to be written
   */
  check(system: CheckedSystem): PolicyFinding[];
}

/** What a project says of rules. */
export interface PolicyOptions {
  /**
   * What findings of rules do, by the rules' ids.
   *
   * @default - what each rule says
   */
  readonly severities?: Record<string, PolicySeverity>;

  /**
   * Rules of your own, run beside the others.
   *
   * @default - none
   */
  readonly rules?: IPolicyRule[];
}
