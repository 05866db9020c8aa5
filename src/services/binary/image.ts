import type { Secret } from '../../model/secret';
import type { BinaryRuntime } from '../binary-runtime';
import type { SaidByImage } from '../stack/image-end';

/** Everything that decides how the image of one binary is put together, whatever it is compiled from. */
export interface BinaryImage extends SaidByImage {
  /** The service's name, which is the binary's too. */
  readonly name: string;
  readonly runtime: BinaryRuntime;
  /** Whether the binary needs glibc where it runs. */
  readonly dynamic: boolean;
  /** The system of the stages that build. */
  readonly buildSystem: 'debian' | 'alpine';
  /** What the binary is started with. */
  readonly commandArgs: readonly string[];
  readonly packages: readonly string[];
  readonly buildPackages: readonly string[];
  readonly buildSecrets: readonly Secret[];
  readonly args: Record<string, string>;
  /** Folders in the container, absolute, that the user owns. */
  readonly writable: readonly string[];
  /** What is read beside the binary, relative to the manifest's folder. */
  readonly assets: readonly string[];
  /** The folder of the manifest, relative to the build context. */
  readonly within: string;
}

/** Where sources are in the stages that build. */
export const SOURCES = '/src';
/** Where the build leaves the binary. */
export const OUT = '/out';
/** Where the service is in the image. */
export const APP = '/app';

/** Where a path, relative to the build context, is in the stages that build. */
export function inSources(path: string): string {
  return path === '.' ? SOURCES : `${SOURCES}/${path}`;
}
