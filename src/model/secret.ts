import { checkVariable } from './names';
import { repositoryPath } from './paths';
import { show, UsageError } from './problem';

/**
 * A value that must never stand in an image, an argument or a generated file. Only its name and where it comes from are
 * written down.
 *
 * At build time it is mounted for the one instruction that needs it; at run time Compose mounts it as a file.
 */
export class Secret {
  /**
   * The value of an environment variable of whoever builds. For building only: a running container, which is read-only, can
   * take files alone.
   *
   * @param variable the name of the variable, which is the secret's name too, such as `NPM_TOKEN`
   * @throws when it is no valid name of a variable
   */
  public static fromEnv(variable: string): Secret {
    return new Secret(checkVariable(variable, 'the variable of a secret'), variable);
  }

  /**
   * The content of a file that is not under version control.
   *
   * @param name the secret's name: the file it becomes below `/run/secrets`
   * @param path the file, relative to the repository
   * @throws when the name is not valid or the path leaves the repository
   */
  public static fromFile(name: string, path: string): Secret {
    return new Secret(name, undefined, repositoryPath(path, `the file of secret ${show(name)}`));
  }

  /**
   * A random value of 256 bits, in letters, digits, - and _, which is created once in `.secrets/` and from then on only
   * read. Git ignores that folder; it is never printed, and no builder gets it. To use a value of your own, write it into
   * the file.
   *
   * @param name the secret's name: the file it becomes below `/run/secrets`, and the one in `.secrets`
   * @throws when the name is not valid
   */
  public static generated(name: string): Secret {
    return new Secret(name, undefined, `.secrets/${name}`, true);
  }

  private constructor(
    /** The name: of the build secret, and of the file below `/run/secrets`. */
    public readonly name: string,
    /** The environment variable that holds the value. */
    public readonly variable?: string,
    /** The file that holds the value, relative to the repository. */
    public readonly path?: string,
    /** Whether the file is created when it is not there. */
    public readonly isGenerated: boolean = false,
  ) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name)) {
      throw new UsageError(`the name of a secret must be letters, digits and . _ -, got ${show(name)}`);
    }
  }
}
