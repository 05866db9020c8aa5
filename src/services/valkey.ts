import type { Construct } from 'constructs';
import { planValkey } from './backing/redis';
import { BackingService } from './backing-service';
import type { RedisOptions } from './redis';

/**
 * A Valkey server, which Redis clients talk to. It writes every change to its volume, unless `persistent` is false.
 *
 * Its connection's URL begins with `redis://`; the password is that of the user `default`, whom clients need not name.
 */
export class Valkey extends BackingService {
  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name, which is the host's name for other services
   * @param options what differs from the defaults
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: RedisOptions = {}) {
    super(scope, id, planValkey(id, options));
  }
}
