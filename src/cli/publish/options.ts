import type { Persistence } from '../../engine/program';
import type { RegistryClientOptions } from '../../registry/registry-client';

/** How patiently commands that publish ask and wait. */
export interface PublishingOptions {
  readonly registry?: RegistryClientOptions;
  /** How programs are run again that fail for reasons that may pass. */
  readonly persistence?: Persistence;
  /** The pauses after which a registry is asked again for a tag that it was given and does not show yet. */
  readonly settling?: Persistence;
  /** Milliseconds between two looks at a registry that does not have something yet. */
  readonly interval?: number;
  /** The time in milliseconds. */
  readonly now?: () => number;
}
