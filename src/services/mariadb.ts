import type { Construct } from 'constructs';
import { planMariaDb } from './backing/mysql';
import type { DatabaseOptions } from './backing-options';
import { BackingService } from './backing-service';
import type { Secret } from '../model/secret';

/** What a MariaDB server can be told. */
export interface MariaDbOptions extends DatabaseOptions {
  /**
   * The password of the user `root`, who can connect from within the container only.
   *
   * @default Secret.generated('<name>-root-password')
   */
  readonly rootPassword?: Secret;
}

/**
 * A MariaDB server with one database and a user who may do everything in it.
 *
 * Its connection's URL begins with `mysql://`.
 */
export class MariaDb extends BackingService {
  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name, which is the host's name for other services
   * @param options what differs from the defaults
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: MariaDbOptions = {}) {
    super(scope, id, planMariaDb(id, options));
  }
}
