/**
 * The images of backing services: data, no logic.
 *
 * Sources: docker-library/official-images (library/postgres, mysql, mariadb, redis, rabbitmq; as of 2026-08-21, the newest state that could
 * be read) for the tags; valkey-io/valkey-container for Valkey, which is no official image, its version compared with Debian's package.
 * Users are those that the images' Dockerfiles create and start their servers as.
 *
 * A default never gets another major version within a major version of this package: data of the old one would not be read.
 */
export interface BackingImage {
  /** The name without a tag. */
  readonly image: string;
  /** The default tag. */
  readonly version: string;
  /** The unprivileged user, by the name that it has in all variants of the image. */
  readonly user: string;
  /** The number of that user where it is the same in all variants. */
  readonly uid?: number;
}

/** Its user is 70 on Alpine and 999 on Debian. */
export const POSTGRES: BackingImage = { image: 'postgres', version: '18.6-alpine3.24', user: 'postgres' };

/** A long-term release, as is that of MariaDB. */
export const MYSQL: BackingImage = { image: 'mysql', version: '8.4.11', user: 'mysql', uid: 999 };

export const MARIADB: BackingImage = { image: 'mariadb', version: '11.8.8', user: 'mysql', uid: 999 };

export const REDIS: BackingImage = { image: 'redis', version: '8.10.1-alpine3.23', user: 'redis', uid: 999 };

export const VALKEY: BackingImage = { image: 'valkey/valkey', version: '9.1.2-alpine', user: 'valkey', uid: 999 };

/** Its user is 100 on Alpine and 999 on Ubuntu. */
export const RABBITMQ: BackingImage = { image: 'rabbitmq', version: '4.3.5-alpine', user: 'rabbitmq' };
