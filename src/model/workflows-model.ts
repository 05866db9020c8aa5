import type { LoginMeans } from './registry-login';
import type { VulnerabilityException } from './vulnerability-exception';

/** What workflows are made from: everything that was said, checked and with defaults. */
export interface WorkflowsModel {
  /** What all workflows are called, or begin with. */
  readonly name: string;
  /** The project's folder in the repository. */
  readonly directory: string;
  /** Relative to the project. */
  readonly bakeFile: string;
  /** Patterns of the branches whose pushes are built and published. */
  readonly branches: readonly string[];
  readonly defaultBranch: string;
  /** Patterns of the branches whose pull requests are built; none: all. */
  readonly pullRequestBranches: readonly string[];
  readonly platforms: readonly PlatformModel[];
  /** Where jobs run that are of no platform. */
  readonly runner: readonly string[];
  readonly nodeVersion: string;
  readonly tools: ToolCommands;
  /** Settings of every checkout. */
  readonly checkout: object;
  readonly cache: 'gha' | 'registry' | 'none';
  readonly cancelPushes: boolean;
  readonly affectedOnly: boolean;
  /** When the packages of the system are taken anew, which the cache would keep for ever. */
  readonly refresh?: { readonly schedule: string };
  readonly size: boolean;
  readonly smoke: boolean;
  readonly scan?: ScanModel;
  readonly publish?: PublishModel;
  readonly release?: ReleaseModel;
  readonly rescan?: { readonly schedule: string };
  readonly cleanup?: CleanupModel;
  readonly upgrade?: UpgradeModel;
  /** What the builder needs and must not be seen: names in the environment of the job, or files, and the secrets that they come from. */
  readonly buildSecrets: readonly BuildSecretModel[];
  /** How many images there are. */
  readonly images: number;
}

/** A platform, and who builds for it. */
export interface PlatformModel {
  readonly platform: string;
  /** As it stands in names: `linux-amd64`. */
  readonly id: string;
  readonly labels: readonly string[];
  readonly emulated: boolean;
}

/** The repository's own dependencies, which bring the tools that the jobs call. */
export interface ToolCommands {
  /** Installs exactly what the lockfile says, with what packages do when they are installed. */
  readonly install: string;
  /** Without: for jobs that have rights, in which no package's own scripts may run. */
  readonly installWithoutScripts: string;
  /** Calls `projen-docker` from the project's folder. */
  readonly command: string;
  /** Brings this package to its newest version. */
  readonly upgrade: string;
}

/** In which repositories a feature of GitHub is used that private ones have to pay for. */
export type Where = 'public' | 'always' | 'never';

/** What is scanned for, and what fails. */
export interface ScanModel {
  readonly severities: readonly string[];
  readonly unfixed: boolean;
  readonly codeScanning: Where;
  readonly exceptions: readonly VulnerabilityException[];
}

export interface PublishModel {
  /** By host. */
  readonly logins: ReadonlyMap<string, LoginMeans>;
  readonly environment?: string;
  readonly sign: Where;
  readonly attest: Where;
}

export interface ReleaseModel {
  readonly on: 'tag' | 'release';
  readonly tags: readonly string[];
  /** What stands before the version in tags: `portal-`; mostly nothing. */
  readonly tagPrefix: string;
  /** What the tags of releases on GitHub begin with, which has no filter for them: `portal-v`, or nothing. */
  readonly begins?: string;
  readonly rebuild: boolean;
  /** How long a release waits for the images of its commit, in minutes. */
  readonly wait: number;
  readonly latest: boolean;
  readonly environment?: string;
}

export interface CleanupModel {
  readonly schedule: string;
  readonly keep: number;
  readonly olderThanDays: number;
  readonly untaggedOnly: boolean;
  readonly protect: readonly string[];
}

export interface UpgradeModel {
  readonly schedule: string;
  readonly token: string;
  /** Steps that make the token, as GitHub reads them. */
  readonly tokenSteps: readonly object[];
  readonly environment?: string;
  readonly branch: string;
  /** Whether the token is the run's own, which starts no workflows and may not change them. */
  readonly isRunToken: boolean;
  /** The folders of the projects whose images are locked to digests, which are brought up to date too; relative to the repository. */
  readonly locks: readonly string[];
}

/** A secret that a build needs. */
export interface BuildSecretModel {
  /** The secret of the repository, as GitHub knows it. */
  readonly secret: string;
  /** The variable that the builder reads. */
  readonly variable?: string;
  /** The file that the builder reads, relative to the project. */
  readonly path?: string;
}

/** What somebody wants to know of a job before they let it run. */
export interface JobDescription {
  readonly workflow: string;
  readonly job: string;
  /** One sentence. */
  readonly does: string;
  /** What starts it, in words. */
  readonly runs: string;
  /** Rights of the token: `packages: write`. */
  readonly permissions: readonly string[];
  /** Names of secrets. */
  readonly secrets: readonly string[];
  /** What a pull request from a fork gets. */
  readonly fork: string;
}

/** Names of files and of workflows as they are called on GitHub. */
export function workflowName(name: string, part?: 'release' | 'rescan' | 'cleanup' | 'upgrade'): string {
  return part === undefined ? name : `${name}-${part}`;
}

/** The check to require. Checks are told apart by their names alone: two workflows with one gate each would stand in for each other. */
export function gateName(name: string): string {
  return name === 'images' ? 'Gate' : `Gate of ${name}`;
}
