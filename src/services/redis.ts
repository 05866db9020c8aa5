import type { Construct } from 'constructs';
import { planRedis } from './backing/redis';
import type { KnownBackingOptions } from './backing-options';
import { BackingService } from './backing-service';
import type { Size } from '../model/size';

/** What a Redis or Valkey server can be told. */
export interface RedisOptions extends KnownBackingOptions {
  /**
   * How much the data may take. What happens then says the setting `maxmemory-policy`: by default, writing fails.
   *
   * @default - three quarters of the memory limit
   */
  readonly maxMemory?: Size;
}

/**
 * A Redis server. It writes every change to its volume, unless `persistent` is false.
 *
 * Its connection's URL begins with `redis://`; the password is that of the user `default`, whom clients need not name.
 */
export class Redis extends BackingService {
  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name, which is the host's name for other services
   * @param options what differs from the defaults
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: RedisOptions = {}) {
    super(scope, id, planRedis(id, options));
  }
}
