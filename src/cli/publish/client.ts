import { PERSISTENCE, type Persistence } from '../../engine/program';
import { ourManifest } from '../../files/own-package';
import { RegistryClient, RegistryClientOptions } from '../../registry/registry-client';
import type { Progress } from '../progress';

/** How patiently commands that publish ask and wait. */
export interface PublishingOptions {
  readonly registry?: RegistryClientOptions;
  /** How programs are run again that fail for reasons that may pass. */
  readonly persistence?: Persistence;
  /** Milliseconds between two looks at a registry that does not have something yet. */
  readonly interval?: number;
}

/** How programs are run, saying why when they are run again. */
export function persistenceOf(progress: Progress, persistence: Persistence = PERSISTENCE): Persistence {
  return { onPause: why => progress.step(why), ...persistence };
}

/** Somebody who reads registries, and says when one lets us wait. */
export function openRegistries(progress: Progress, options: RegistryClientOptions = {}): RegistryClient {
  return new RegistryClient({ userAgent: `projen-docker/${ourManifest().version}`, onPause: why => progress.step(why), ...options });
}
