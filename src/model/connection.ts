import { checkVariable } from './names';
import { show, UsageError } from './problem';
import type { Secret } from './secret';

/** Where a backing service is, and who its users are. */
export interface ConnectionProps {
  /** The scheme of its URLs, such as `postgresql`. */
  readonly scheme: string;
  /** The host's name in the network of the services. */
  readonly host: string;
  /** The port in that network. */
  readonly port: number;
  /**
   * The user.
   *
   * @default - none
   */
  readonly user?: string;
  /**
   * The database, virtual host or whatever the path of its URLs names.
   *
   * @default - none
   */
  readonly database?: string;
  /**
   * The user's password.
   *
   * @default - none
   */
  readonly password?: Secret;
}

/**
 * What a service has to know to use another: said once, by the one that is used.
 *
 * No value holds the password. A service finds it in the file that `passwordFile` names.
 */
export class Connection {
  /** @internal */
  public static _of(props: ConnectionProps): Connection {
    return new Connection(props);
  }

  /** The scheme of its URLs, such as `postgresql`. */
  public readonly scheme: string;
  /** The host's name in the network of the services. */
  public readonly host: string;
  /** The port in that network. */
  public readonly port: number;
  /** The user, if there is one. */
  public readonly user?: string;
  /** The database, virtual host or whatever the path of its URLs names, if there is one. */
  public readonly database?: string;
  /** The user's password, if there is one. */
  public readonly password?: Secret;

  private constructor(props: ConnectionProps) {
    this.scheme = props.scheme;
    this.host = props.host;
    this.port = props.port;
    this.user = props.user;
    this.database = props.database;
    this.password = props.password;
  }

  /** The URL, without the password: `postgresql://app@postgres:5432/app`. */
  public get url(): string {
    const user = this.user === undefined ? '' : `${encodeURIComponent(this.user)}@`;
    const database = this.database === undefined ? '' : `/${encodeURIComponent(this.database)}`;
    return `${this.scheme}://${user}${this.host}:${this.port}${database}`;
  }

  /** The file that holds the password in the container of a service that connects, if there is a password. */
  public get passwordFile(): string | undefined {
    return this.password && `/run/secrets/${this.password.name}`;
  }

  /**
   * The variables that tell a service of this connection: `…_HOST`, `…_PORT`, `…_USER`, `…_DATABASE`, `…_URL` (without the
   * password) and `…_PASSWORD_FILE`, as far as they apply.
   *
   * @param prefix what the names begin with; it is put in upper case, and what is no letter or digit becomes `_`
   * @throws when a name cannot begin so
   */
  public environment(prefix: string): Record<string, string> {
    if (typeof prefix !== 'string' || prefix === '') throw new UsageError(`the prefix of variables must be a word such as "DATABASE", got ${show(prefix)}`);
    const name = checkVariable(prefix.toUpperCase().replace(/[^A-Z0-9]/g, '_'), 'the prefix of variables');
    const values = {
      HOST: this.host, PORT: String(this.port), USER: this.user, DATABASE: this.database, URL: this.url, PASSWORD_FILE: this.passwordFile,
    };
    return Object.fromEntries(Object.entries(values).flatMap(([end, value]) => (value === undefined ? [] : [[`${name}_${end}`, value]])));
  }
}
