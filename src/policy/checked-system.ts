import type { ServiceModel } from '../model/service-model';
import { isDockerIgnored } from '../workspace/dockerignore';
import type { ImageLock } from '../workspace/image-lock';
import type { ImageSizes } from '../workspace/image-sizes';
import type { Repository } from '../workspace/repository';

/** One instruction of a Dockerfile, as the builder reads it. */
export interface CheckedInstruction {
  /** In upper case: `RUN`. */
  readonly keyword: string;
  /** What follows the keyword and its flags, on one line and without comments. Here-documents stand below it, on lines of their own. */
  readonly text: string;
  /** The flags, as they are written: `--mount=type=cache,target=/root/.npm`. */
  readonly flags: string[];
  /**
   * The words, where it is written in exec form.
   *
   * @default - it is in shell form
   */
  readonly exec?: string[];
  /**
   * What `ENV`, `ARG` and `LABEL` set: names and values, unquoted. An `ARG` without a value is not among them.
   *
   * @default - it sets nothing
   */
  readonly assignments?: Record<string, string>;
  /** The line of the Dockerfile that it starts on, from 1. */
  readonly line: number;
}

/** One stage of a Dockerfile that the image is made of. */
export interface CheckedStage {
  /**
   * Its name, in lower case.
   *
   * @default - it has none
   */
  readonly name?: string;
  /** What it starts from, as it is written. */
  readonly from: string;
  /**
   * The image that it starts from, with the values of build arguments in place of their names; of a stage that starts from
   * another, that stage's.
   *
   * @default - an argument that has no value here decides it
   */
  readonly image?: string;
  /** Whether another target stands in for it, that of a base image: then what it says is that one's. */
  readonly isShared: boolean;
  /** Whether it is what runs: the target, or a stage that the target is made from. */
  readonly isFinal: boolean;
  /** Its `FROM`. */
  readonly start: CheckedInstruction;
  /** What follows. */
  readonly instructions: CheckedInstruction[];
}

/** A Dockerfile, as far as one image is made of it. */
export interface CheckedDockerfile {
  /** Where it is, relative to the repository. */
  readonly path: string;
  /** Whether it is generated; otherwise it is the repository's own. */
  readonly isGenerated: boolean;
  /** The build context, relative to the repository. */
  readonly context: string;
  /** What build arguments are set to. */
  readonly args: Record<string, string>;
  /** Arguments before the first stage. */
  readonly globals: CheckedInstruction[];
  /** The stages that the target and the one for development need, in order. */
  readonly stages: CheckedStage[];
  /**
   * The stage whose image runs.
   *
   * @default - there is no such stage
   */
  readonly target?: CheckedStage;
  /**
   * The ignore file that decides what reaches the builder, relative to the repository.
   *
   * @default - there is none, and everything does
   */
  readonly ignorePath?: string;
  /** The text of the ignore file. */
  readonly ignoreText: string;
}

/** A service or a base image, and what is about to be written for it. */
export interface CheckedService {
  /** Its name. */
  readonly name: string;
  /** Whether it is built for others only, and never run. */
  readonly isBase: boolean;
  /**
   * What its image is built from.
   *
   * @default - the image comes from elsewhere, or is another service's
   */
  readonly dockerfile?: CheckedDockerfile;
  /**
   * What the Compose file says of it, overrides included: an object as in `services.<name>` there.
   *
   * @default - nothing
   */
  readonly compose?: any;
  /**
   * What the Compose file for development says of it, overrides included.
   *
   * @default - nothing
   */
  readonly composeDevelopment?: any;
}

/** A generated file of structured content, overrides included. */
export interface CheckedFile {
  /** Where it is, relative to the repository. */
  readonly path: string;
  /** What it says, as an object. */
  readonly content: any;
}

/** The generated files that speak of all services, or of none. */
export interface CheckedFiles {
  /** The Compose file. */
  readonly compose: CheckedFile;
  /**
   * The Compose file for development.
   *
   * @default - there is none
   */
  readonly composeDevelopment?: CheckedFile;
  /**
   * The Bake file.
   *
   * @default - there is none
   */
  readonly bake?: CheckedFile;
  /**
   * The workflows on GitHub, as GitHub reads them: without comments.
   *
   * @default - there are none
   */
  readonly workflows?: CheckedFile[];
}

/** What is known of a system beside its files. */
export interface SystemFacts {
  readonly repository: Repository;
  /** The typed definitions, by name. */
  readonly models: ReadonlyMap<string, ServiceModel>;
  readonly lock?: ImageLock;
  readonly sizes?: ImageSizes;
}

/** Everything that is about to be written, for rules to look at. */
export class CheckedSystem {
  /** @internal */
  public static _of(services: CheckedService[], files: CheckedFiles, platforms: string[], facts: SystemFacts): CheckedSystem {
    return new CheckedSystem(services, files, platforms, facts);
  }

  /** @internal */
  public readonly _facts: SystemFacts;

  private constructor(
    /** All services and base images. Services that an override adds to the Compose file are among them. */
    public readonly services: CheckedService[],
    /** The generated files that speak of all services, or of none. */
    public readonly files: CheckedFiles,
    /** The platforms that images are built for; none: that of whoever builds. */
    public readonly platforms: string[],
    facts: SystemFacts,
  ) {
    this._facts = facts;
  }

  /**
   * Whether a file of the build context reaches the builder, by the ignore file. Whether it exists is another question.
   *
   * @param dockerfile whose build
   * @param path relative to the build context
   */
  public reachesBuilder(dockerfile: CheckedDockerfile, path: string): boolean {
    return !isDockerIgnored(dockerfile.ignoreText, path);
  }
}
