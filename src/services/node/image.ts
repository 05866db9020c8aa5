import type { Manager } from './manager';
import type { AppPlan, PackagePlan } from './plan';
import type { HealthCheck } from '../../model/health-check';
import type { Secret } from '../../model/secret';
import type { NodeApp } from '../../workspace/node-app';
import type { NodeRuntime } from '../node-runtime';

/** Everything that decides what stands in the Dockerfile of a Node service. */
export interface NodeImage {
  readonly app: NodeApp;
  readonly plan: AppPlan;
  /** Local packages that are built or copied, dependencies first. */
  readonly locals: readonly PackagePlan[];
  /** Those of `locals` that must be in the image. */
  readonly runtimeLocals: readonly PackagePlan[];
  readonly manager: Manager;
  readonly nodeVersion: string;
  readonly runtime: NodeRuntime;
  readonly port?: number;
  readonly user: string;
  readonly health: HealthCheck;
  readonly healthCommand?: readonly string[];
  /** What Node is started with before the entry file. */
  readonly nodeFlags: readonly string[];
  /** System packages of the build stages. */
  readonly buildPackages: readonly string[];
  /** Whether `buildPackages` are there to compile add-ons. */
  readonly compilesAddons: boolean;
  /** System packages of the runtime stage. */
  readonly packages: readonly string[];
  readonly buildSecrets: readonly Secret[];
  readonly args: Record<string, string>;
  readonly labels: Record<string, string>;
  /** Folders in the container, absolute, that the user owns. */
  readonly writable: readonly string[];
  readonly developmentCommand: readonly string[];
  /** Whether the development stage runs the build scripts. */
  readonly developmentBuilds: boolean;
}

/** Where the install root is in the image. */
export const ROOT = '/app';

/** Where a path, relative to the install root, is in the image. */
export function inImage(path: string): string {
  return path === '.' ? ROOT : `${ROOT}/${path}`;
}
