import type { Progress } from './progress';
import { ourManifest } from '../files/own-package';
import { RegistryClient, RegistryClientOptions } from '../registry/registry-client';

/** How registries are asked: under our name, and saying when one lets us wait. */
export function registryOptions<T extends RegistryClientOptions>(progress: Pick<Progress, 'step'>, options: T): T & { readonly userAgent: string } {
  return { userAgent: `projen-docker/${ourManifest().version}`, onPause: why => progress.step(why), ...options };
}

/** Somebody who reads registries so. */
export function openRegistries(progress: Pick<Progress, 'step'>, options: RegistryClientOptions = {}): RegistryClient {
  return new RegistryClient(registryOptions(progress, options));
}
