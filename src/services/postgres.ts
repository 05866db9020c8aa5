import type { Construct } from 'constructs';
import { planPostgres } from './backing/postgres';
import type { DatabaseOptions } from './backing-options';
import { BackingService } from './backing-service';
import type { Size } from '../model/size';

/** What a PostgreSQL server can be told. */
export interface PostgresOptions extends DatabaseOptions {
  /**
   * How large `/dev/shm` may become, where parallel queries exchange rows.
   *
   * @default Size.mebibytes(128)
   */
  readonly sharedMemory?: Size;
}

/**
 * A PostgreSQL server with one database, of which the user is a superuser, as the official image makes it.
 *
 * Its connection's URL begins with `postgresql://`.
 */
export class Postgres extends BackingService {
  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name, which is the host's name for other services
   * @param options what differs from the defaults
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: PostgresOptions = {}) {
    super(scope, id, planPostgres(id, options));
  }
}
