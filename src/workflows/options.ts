import type { github } from 'projen';
import type { BuildCache } from '../model/build-cache';
import type { RegistryLogin } from '../model/registry-login';
import type { VulnerabilityException } from '../model/vulnerability-exception';

/** What is scanned for, and what fails. */
export interface ScanOptions {
  /**
   * Whether images are scanned for known vulnerabilities before they are published.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Severities that fail a scan: `CRITICAL`, `HIGH`, `MEDIUM`, `LOW`, `UNKNOWN`. Others are reported.
   *
   * @default ["CRITICAL", "HIGH"]
   */
  readonly severities?: string[];

  /**
   * Whether vulnerabilities fail a scan that no version has fixed yet.
   *
   * @default false
   */
  readonly unfixed?: boolean;

  /**
   * Vulnerabilities that do not fail a scan, each with a reason and the day on which it does again.
   *
   * @default - none
   */
  readonly exceptions?: VulnerabilityException[];

  /**
   * Whether findings are shown under code scanning. Private repositories need GitHub Code Security for it. They fail a scan either way.
   *
   * @default - in public repositories
   */
  readonly codeScanning?: boolean;
}

/** How the cache is kept from growing old. */
export interface RefreshOptions {
  /**
   * Whether images are built now and then with the newest packages of the system. The cache would keep those of the day on which it was
   * filled; what is built then stays in the cache for the next push, and is tested and scanned, but not published.
   *
   * @default - true where there is a cache
   */
  readonly enabled?: boolean;

  /**
   * When: a cron expression of five fields, in UTC.
   *
   * @default "7 2 * * 1"
   */
  readonly schedule?: string;
}

/** How images get into the registry. */
export interface PublishOptions {
  /**
   * Whether the images of branches are published.
   *
   * @default - true where images have a registry
   */
  readonly enabled?: boolean;

  /**
   * Whether images are signed, without a key: with the identity of the workflow, by Sigstore. Its log is public, and names repository,
   * workflow, branch and commit.
   *
   * @default - in public repositories
   */
  readonly sign?: boolean;

  /**
   * Whether it is attested which commit and which run an image comes from. Private repositories need GitHub Enterprise Cloud for it.
   *
   * @default - in public repositories
   */
  readonly attest?: boolean;

  /**
   * The environment of GitHub that publishing belongs to: its rules for approval hold. The password of a registry has to be a secret of the
   * repository all the same, because other jobs log in, too.
   *
   * @default - none
   */
  readonly environment?: string;
}

/** What makes a release. */
export enum ReleaseTrigger {
  /** A tag that is pushed. */
  TAG = 'tag',
  /** A release that is published on GitHub; its tag is the version. */
  RELEASE = 'release',
}

/** How images become releases. */
export interface ReleaseOptions {
  /**
   * Whether there are releases, and a way back to an earlier one.
   *
   * @default - true where images are published
   */
  readonly enabled?: boolean;

  /**
   * What makes a release.
   *
   * @default ReleaseTrigger.TAG
   */
  readonly trigger?: ReleaseTrigger;

  /**
   * Patterns of the tags that are versions, in GitHub's syntax. In a repository of several projects a version may have a fixed text before
   * it, the same in all patterns, which images do not get: with `portal-v*`, the tag `portal-v1.2.3` releases them as `1.2.3`.
   *
   * GitHub does not filter releases by their tags: for `ReleaseTrigger.RELEASE` it is one pattern that asks for a beginning, such as `portal-v*`.
   *
   * @default - ["v*"]; for `ReleaseTrigger.RELEASE` all
   */
  readonly tags?: string[];

  /**
   * Whether a release is built anew, rather than being the very images of its commit that were tested.
   *
   * @default false
   */
  readonly rebuild?: boolean;

  /**
   * Whether `latest` is the newest release, rather than the newest images of the default branch.
   *
   * @default false
   */
  readonly latest?: boolean;

  /**
   * How long a release waits for the images of its commit, in minutes, from 1 to 300, with a login to Google to 45 and to Azure to 165: a
   * version is often pushed together with its commit. Say more where builds take longer, or somebody has to approve what is published.
   *
   * @default - 30; 120 where a platform is emulated, or as long as the login lasts
   */
  readonly waitMinutes?: number;

  /**
   * The environment of GitHub that releases and rollbacks belong to: its rules for approval hold. The password of a registry has to be a
   * secret of the repository all the same, because other jobs log in, too.
   *
   * @default - none
   */
  readonly environment?: string;
}

/** How released images are scanned anew. */
export interface RescanOptions {
  /**
   * Whether released images are scanned anew.
   *
   * @default - true where images are scanned and released
   */
  readonly enabled?: boolean;

  /**
   * When: a cron expression of five fields, in UTC.
   *
   * @default "23 4 * * 1"
   */
  readonly schedule?: string;
}

/** How old images are deleted. */
export interface CleanupOptions {
  /**
   * Whether old images are deleted.
   *
   * @default - true where images are published to the GitHub Container Registry; other registries have rules of their own for it
   */
  readonly enabled?: boolean;

  /**
   * When: a cron expression of five fields, in UTC.
   *
   * @default "41 3 * * 0"
   */
  readonly schedule?: string;

  /**
   * How many images of commits are kept of each service, the newest. Releases, branches, `latest` and caches always are.
   *
   * @default 10
   */
  readonly keep?: number;

  /**
   * How many days everything is kept, whatever else is said; at least one.
   *
   * @default 7
   */
  readonly olderThanDays?: number;

  /**
   * Whether only what has no tag at all is deleted.
   *
   * @default false
   */
  readonly untaggedOnly?: boolean;

  /**
   * Tags that are kept in any case: `*` stands for any characters.
   *
   * @default - none
   */
  readonly protect?: string[];
}

/** How the repository keeps up with this package and with the images that it takes from elsewhere. */
export interface UpgradeOptions {
  /**
   * Whether upgrades are proposed: for the whole repository, with the digests of all of its projects, so that one of them does it.
   *
   * @default - what the parent project's containers say; else true, unless another project does it already, or projen's own workflow upgrades
   * the dependencies and no images are locked
   */
  readonly enabled?: boolean;

  /**
   * When: a cron expression of five fields, in UTC.
   *
   * @default "17 5 * * 1"
   */
  readonly schedule?: string;

  /**
   * The token that pushes the branch and opens the pull request. The run's own may not change workflows, which an upgrade of this package
   * sometimes does, and the checks of its pull requests wait until somebody approves them to run. A GitHub App has neither limit; it takes
   * the permissions contents, pull requests and workflows: write. What a token that may change workflows pushes could run before anybody
   * has read it: keep its secrets in an environment whose rules ask for a reviewer, as in `fromApp({ environment: 'upgrades' })`.
   *
   * @default - the `projenCredentials` of the project; in a `DockerProject` that is the run's own token
   */
  readonly credentials?: github.GithubCredentials;
}

/** What the workflows do on GitHub. */
export interface WorkflowsOptions {
  /**
   * Whether there are workflows.
   *
   * @default - true where the project has GitHub
   */
  readonly enabled?: boolean;

  /**
   * What the workflows are called: `images` makes `.github/workflows/images.yml`, `images-release.yml` and so on. With another name the
   * check to require is `Gate of <name>`.
   *
   * @default - "images"; that of a subproject has its name behind it
   */
  readonly name?: string;

  /**
   * Patterns of the branches whose pushes are built and published, in GitHub's syntax.
   *
   * @default - those of the parent project's containers; else the branches that a project of projen releases, its default branch first; else ["main"]
   */
  readonly branches?: string[];

  /**
   * The default branch: its images are `latest`, and it alone writes the cache.
   *
   * @default - that of the parent project's containers, where `branches` let it in; else the first of `branches` that is no pattern
   */
  readonly defaultBranch?: string;

  /**
   * Patterns of the branches that pull requests are merged into, for those that are built.
   *
   * @default - those of the parent project's containers; else all
   */
  readonly pullRequestBranches?: string[];

  /**
   * The labels of the runners that build for a platform, by platform. A platform without a runner of its own kind is emulated, which is slow.
   *
   * @default - for each platform that of the parent project's containers; else GitHub's `ubuntu-24.04` for linux/amd64 and
   * `ubuntu-24.04-arm` for linux/arm64
   */
  readonly runners?: Record<string, string[]>;

  /**
   * The labels of the runner for everything else. One of your own needs Docker, Buildx, `skopeo` and the GitHub CLI.
   *
   * @default - that of the parent project's containers, or ["ubuntu-24.04"]
   */
  readonly runner?: string[];

  /**
   * The version of Node.js that the tools are installed with and run on, from 20 on.
   *
   * @default - that of the parent project's containers; else `workflowNodeVersion` of a Node project of projen, or what the repository asks
   * for in `.nvmrc`, `.node-version` or `engines`; else "24"
   */
  readonly nodeVersion?: string;

  /**
   * How to log in to registries, by host: `docker.io` is Docker Hub.
   *
   * @default - for each host the login of the parent project's containers; else the run's own token for ghcr.io
   */
  readonly logins?: Record<string, RegistryLogin>;

  /**
   * Where the layers of earlier builds are kept.
   *
   * @default BuildCache.github()
   */
  readonly cache?: BuildCache;

  /**
   * How the cache is kept from growing old.
   *
   * @default - every Monday
   */
  readonly refresh?: RefreshOptions;

  /**
   * Whether a push cancels the run of the push before it, as it always does for pull requests. Commits in between then get no images.
   *
   * @default false
   */
  readonly cancelPushes?: boolean;

  /**
   * Whether pull requests build what they change only. Pushes build everything, so that each commit has all its images.
   *
   * @default true
   */
  readonly affectedOnly?: boolean;

  /**
   * Whether images are measured against their budgets.
   *
   * @default true
   */
  readonly size?: boolean;

  /**
   * Whether services are started from the images, and what the definition promises is tried out.
   *
   * @default true
   */
  readonly smoke?: boolean;

  /**
   * How images are scanned.
   *
   * @default - CRITICAL and HIGH fail where there is a fix
   */
  readonly scan?: ScanOptions;

  /**
   * How images are published.
   *
   * @default - signed and attested in public repositories
   */
  readonly publish?: PublishOptions;

  /**
   * How images become releases.
   *
   * @default - by tags such as `v1.2.3`, from the images of the commit
   */
  readonly release?: ReleaseOptions;

  /**
   * How released images are scanned anew.
   *
   * @default - every Monday
   */
  readonly rescan?: RescanOptions;

  /**
   * How old images are deleted.
   *
   * @default - every Sunday, all but ten of each service
   */
  readonly cleanup?: CleanupOptions;

  /**
   * How upgrades are proposed.
   *
   * @default - as the parent project's containers say; else every Monday
   */
  readonly upgrade?: UpgradeOptions;
}
