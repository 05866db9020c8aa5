import { pathWord } from './quote';
import { show, UsageError } from '../model/problem';

/** How a `RUN` mounts something that must not become part of the image. */
export interface CacheMountOptions {
  /**
   * The name that builds share the cache by.
   *
   * @default - the target
   */
  readonly id?: string;
}

/** How a file or folder of the build context is mounted. */
export interface BindMountOptions {
  /**
   * The stage to mount from.
   *
   * @default - the build context
   */
  readonly from?: string;

  /**
   * Whether the instruction may write to it. What it writes is thrown away.
   *
   * @default false
   */
  readonly writable?: boolean;
}

/** How a build secret is mounted. */
export interface SecretMountOptions {
  /**
   * The file it appears as.
   *
   * @default - /run/secrets/ and its name
   */
  readonly target?: string;
}

/** Something that is there while one `RUN` runs and never becomes part of the image. */
export class Mount {
  /**
   * A folder that later builds on the same machine find again.
   *
   * Always `sharing=locked`, because package managers' caches are not made for two writers.
   *
   * @param target the folder
   * @param options its name
   */
  public static cache(target: string, options: CacheMountOptions = {}): Mount {
    return new Mount(['type=cache', ...(options.id ? [`id=${options.id}`] : []), `target=${target}`, 'sharing=locked']);
  }

  /**
   * A file or folder of the build context, or of a stage; only a change of it makes the instruction run again.
   *
   * @param source the path in the context or the stage
   * @param target where it appears; relative to the working directory
   * @param options where it comes from
   */
  public static bind(source: string, target: string, options: BindMountOptions = {}): Mount {
    return new Mount(['type=bind', ...(options.from ? [`from=${options.from}`] : []), `source=${source}`, `target=${target}`, ...(options.writable ? ['rw'] : [])]);
  }

  /**
   * A build secret, there as a file for one instruction.
   *
   * @param name its name
   * @param options where it appears
   */
  public static secret(name: string, options: SecretMountOptions = {}): Mount {
    return new Mount(['type=secret', `id=${name}`, ...(options.target ? [`target=${options.target}`] : [])]);
  }

  private constructor(private readonly parts: string[]) {
    for (const part of parts) {
      // The builder reads the flag as one line of CSV after taking its own quotes away: these three cannot be said in it.
      if (/[",\r\n]/.test(part)) throw new UsageError(`a mount cannot hold quotes, commas or line breaks, got ${show(part)}`);
      // Flags it reads byte by byte, so that it would look for a path of other letters.
      if (/[^\0-\x7f]/.test(part)) throw new UsageError(`a mount can hold ASCII characters only, because builders misread others, got ${show(part)}; rename the file or folder`);
    }
  }

  /** The flag as it stands in a Dockerfile. */
  public toString(): string {
    const text = this.parts.map(pathWord).join(',');
    // A flag loses its own quotes and backslashes before the paths in it are expanded.
    return /[\s\u0085\\]/.test(text) ? `--mount="${text.replace(/\\/g, '\\\\')}"` : `--mount=${text}`;
  }
}
