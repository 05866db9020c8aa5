import type { Mount } from './mount';
import { assignment, execForm, hasLineBreak, pathWord, quoteValue } from './quote';
import { checkVariable } from '../model/names';
import { show, UsageError } from '../model/problem';

/** How a `RUN` is run. */
export interface RunOptions {
  /**
   * What is mounted while it runs.
   *
   * @default - nothing
   */
  readonly mounts?: Mount[];
}

/** How a `COPY` copies. */
export interface CopyOptions {
  /**
   * The stage or image to copy from.
   *
   * @default - the build context
   */
  readonly from?: string;

  /**
   * Owner of the copies, numeric: `1000:1000`.
   *
   * @default - root
   */
  readonly chown?: string;

  /**
   * Mode of the copies, octal: `0555`.
   *
   * @default - as they are
   */
  readonly chmod?: string;
}

/** One instruction of a Dockerfile, quoted and escaped so that exactly the given values arrive. */
export class Instruction {
  /**
   * Shell commands as one layer; all must succeed.
   *
   * @param commands one or several commands, each on a line of its own
   * @param options what is mounted
   * @throws when there is no command, or one holds a line break or ends with a backslash
   */
  public static run(commands: string[], options: RunOptions = {}): Instruction {
    if (commands.length === 0) throw new UsageError('RUN needs at least one command');
    commands.forEach(command => {
      // The builder would take the next line for the rest of this one.
      if (/\\\s*$/.test(oneLine('RUN', command))) throw new UsageError(`a command of RUN must not end with a backslash, got ${show(command)}; put it in quotes`);
    });
    const mounts = (options.mounts ?? []).map(mount => mount.toString());
    return new Instruction(`RUN ${[...mounts, commands.join(' \\\n && ')].join(' \\\n    ')}`);
  }

  /**
   * Copies files and folders into the image.
   *
   * @param sources paths in the build context, or in `from`
   * @param destination where they go; a folder ends with `/`
   * @param options from where and whose they are
   * @throws when there is no source, when a path holds a line break, or when an option is not one word
   */
  public static copy(sources: string[], destination: string, options: CopyOptions = {}): Instruction {
    if (sources.length === 0) throw new UsageError('COPY needs at least one source');
    const flags = (['from', 'chown', 'chmod'] as const).flatMap(name => (options[name] ? [`--${name}=${oneWord(name, options[name])}`] : []));
    const paths = [...sources, destination].map(path => oneLine('COPY', path));
    const words = paths.map(pathWord);
    // What would be read as several words, as a flag, as a here-document, as a list or as going on is said in the exec form.
    const isPlain = paths.every(path => path !== '' && !/[\s\u0085"[\\]|^--|<</.test(path));
    return new Instruction(['COPY', ...flags, isPlain ? words.join(' ') : execForm(words)].join(' '));
  }

  /**
   * Environment variables of the image.
   *
   * @param variables names and values
   * @throws when a value holds a line break, which no `ENV` can
   */
  public static env(variables: Record<string, string>): Instruction {
    return Instruction.assignments('ENV', variables);
  }

  /**
   * Labels of the image.
   *
   * @param labels names and values
   * @throws when a value holds a line break, which no `LABEL` can
   */
  public static label(labels: Record<string, string>): Instruction {
    return Instruction.assignments('LABEL', labels);
  }

  /**
   * A build argument. Its value stands in the image's history: never use one for a secret.
   *
   * @param name the argument
   * @param defaultValue what it is when the build does not say
   */
  public static arg(name: string, defaultValue?: string): Instruction {
    checkVariable(name, 'the name of a build argument');
    return new Instruction(`ARG ${defaultValue === undefined ? name : assignment(name, oneLine('ARG', defaultValue))}`);
  }

  /**
   * Who runs what follows.
   *
   * @param user numeric, such as `1000:1000`
   */
  public static user(user: string): Instruction {
    return new Instruction(`USER ${oneLine('USER', user)}`);
  }

  /**
   * The working directory of what follows.
   *
   * @param path an absolute path
   */
  public static workdir(path: string): Instruction {
    return new Instruction(`WORKDIR ${/[\s\u0085"'$\\]/.test(oneLine('WORKDIR', path)) ? quoteValue(path) : path}`);
  }

  /**
   * A line of your own, as it is. Nothing is quoted, escaped or checked.
   *
   * @param text the instruction, such as `VOLUME /data`
   */
  public static raw(text: string): Instruction {
    return new Instruction(text.replace(/\r\n?/g, '\n').replace(/\n+$/, ''));
  }

  /** @internal */
  public static _comment(text: string): Instruction {
    return new Instruction(`# ${oneLine('comment', text)}`);
  }

  private static assignments(keyword: string, values: Record<string, string>): Instruction {
    if (Object.keys(values).length === 0) throw new UsageError(`${keyword} needs at least one name`);
    const pairs = Object.entries(values).map(([name, value]) => {
      return assignment(checkAssigned(keyword, name), oneLine(keyword, value));
    });
    return new Instruction(`${keyword} ${pairs.join(' \\\n    ')}`);
  }

  private constructor(private readonly text: string) {}

  /**
   * The same, with the images that it takes files from as `pin` writes them.
   *
   * @internal
   */
  public _pinned(pin: (image: string) => string): Instruction {
    const text = this.text.replace(/^(?:COPY|RUN)(?:\s+(?:\\\n\s*)?--\S+)+/, flags => flags.replace(/(?<=--from=|[,=]from=)[^\s,]+/g, pin));
    return text === this.text ? this : new Instruction(text);
  }

  /** The instruction as it stands in the Dockerfile; it may take several lines. */
  public toString(): string {
    return this.text;
  }
}

/** A name that a label or a variable of an image can have. */
export function checkAssigned(keyword: string, name: string): string {
  if (name === '') throw new UsageError(`a name in ${keyword} must not be empty`);
  if (/[\s\u0085\0="'$\\]/.test(name)) throw new UsageError(`a name in ${keyword} must not hold white space, quotes, = or $, got ${show(name)}`);
  return name;
}

function oneWord(flag: string, value: string): string {
  if (/[\s"']/.test(value)) throw new UsageError(`--${flag} of COPY must be one word, got ${show(value)}`);
  return value;
}

function oneLine(keyword: string, value: string): string {
  if (typeof value !== 'string') throw new UsageError(`${keyword} needs text, got ${show(value)}`);
  if (value.includes('\0')) throw new UsageError(`a NUL character cannot stand in ${keyword}, got ${show(value)}`);
  if (hasLineBreak(value)) throw new UsageError(`a line break cannot stand in ${keyword}, got ${show(value)}; use one entry per line, or Instruction.raw() for a heredoc`);
  return value;
}
