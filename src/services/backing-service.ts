import { Service } from './service';
import type { Connection } from '../model/connection';

/** Something that services use and that nobody here builds: a database, a cache, a queue. */
export abstract class BackingService extends Service {
  /** What a service has to know to use this one. */
  public abstract readonly connection: Connection;
}
