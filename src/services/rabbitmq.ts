import type { Construct } from 'constructs';
import { planRabbitMq } from './backing/rabbitmq';
import type { KnownBackingOptions } from './backing-options';
import { BackingService } from './backing-service';

/** What a RabbitMQ server can be told. `settings` are lines of rabbitmq.conf. */
export interface RabbitMqOptions extends KnownBackingOptions {
  /**
   * The user that services connect as, who is an administrator.
   *
   * @default "app"
   */
  readonly username?: string;

  /**
   * The virtual host that services use.
   *
   * @default "/"
   */
  readonly virtualHost?: string;
}

/**
 * A RabbitMQ server. A password of your own must do without `#` and quotes, which have a meaning in its configuration.
 *
 * Its connection's URL begins with `amqp://`.
 */
export class RabbitMq extends BackingService {
  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name, which is the host's name for other services
   * @param options what differs from the defaults
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, options: RabbitMqOptions = {}) {
    super(scope, id, planRabbitMq(id, options));
  }
}
