import { isAbsolute } from 'path';
import { FileBase, github, Project, ProjectOptions } from 'projen';
import { Adoption } from './adopt/adopt';
import { otherDefaultBranch } from './adopt/default-branch';
import { checkOwnPackage, Tooling } from './adopt/tooling';
import { Containers } from './containers';
import type { ContainersOptions } from './containers-options';
import { synthesizeAtomically } from './files/owned-files';
import { isFirstSynthesis, isForeign } from './files/ownership';

/** What a project of containers can be told. */
export interface DockerProjectOptions extends ProjectOptions, ContainersOptions {
  /**
   * Whether the repository is on GitHub, and gets workflows. What is said of a root counts for its subprojects.
   *
   * @default true
   */
  readonly github?: boolean;

  /**
   * What projen does for the repository on GitHub.
   *
   * @default - nothing but our workflows, and the run's own token for upgrades
   */
  readonly githubOptions?: github.GitHubOptions;
}

/** What git leaves alone in a fresh repository, beside what projen names. */
const GIT_IGNORED = ['.env', '.env.*', '!.env.example', '*.log', '.DS_Store', 'coverage/'];

/** Nobody asked for projen's own workflows; and a token of another name would have to be made first. */
const QUIET: github.GitHubOptions = {
  mergify: false,
  pullRequestLint: false,
  projenCredentials: github.GithubCredentials.fromPersonalAccessToken({ secret: 'GITHUB_TOKEN' }),
};

/**
 * A repository of containers: services as typed constructs, from which `npx projen` writes Dockerfiles, ignore files, the
 * Compose files, the Bake file and the workflows on GitHub.
 *
 * Whatever else is in the repository stays yours: no file that projen did not write is ever overwritten or deleted.
 *
 * @pjid docker
 */
export class DockerProject extends Project {
  /** What all images have in common, and the files that speak of all services. */
  public readonly containers: Containers;

  /** The repository on GitHub; `github.actions.set()` takes another version of an action. `undefined`: it is not on GitHub, or this is a subproject. */
  public readonly github?: github.GitHub;

  /** Absolute paths that files have asked for; not there yet while projen makes its own files. */
  private readonly asked?: Set<string>;

  /** @param options the project's name, and what its images have in common */
  public constructor(options: DockerProjectOptions) {
    super(options);
    this.asked = new Set(this.files.map(({ absolutePath }) => absolutePath));
    // These two are the user's where they are there already.
    const shared: FileBase[] = [this.gitignore, this.gitattributes];
    shared.filter(({ path }) => isForeign(this, path)).forEach(({ path }) => this.tryRemoveFile(path));
    this.gitignore.exclude(...GIT_IGNORED);
    // Without a record of its own files, projen takes every file with its marker for a leftover and deletes it.
    if (isFirstSynthesis(this)) this.addExcludeFromCleanup('**');

    if (!this.parent && options.github !== false) this.github = new github.GitHub(this, { ...QUIET, ...options.githubOptions });
    const isNew = this.initProject !== undefined && !this.parent;
    const branch = isNew && options.github !== false && !options.workflows ? otherDefaultBranch(this.outdir) : undefined;
    this.containers = new Containers(this, branch === undefined ? options : { ...options, workflows: { branches: [branch] } });
    this.containers._guardWholeProject();
    if (!this.parent && !this.ejected) {
      new Tooling(this);
      const adoption = new Adoption(this, isNew, branch);
      this.containers._plan(adoption.planned);
      this.containers._addCheck(checkOwnPackage);
    }
  }

  public override preSynthesize(): void {
    super.preSynthesize();
    this.files.forEach(synthesizeAtomically);
  }

  /**
   * Finds a file of this project or one below it.
   *
   * @param filePath the path, absolute or relative to this project
   */
  public override tryFindFile(filePath: string): FileBase | undefined {
    // A file asks the root for its absolute path before it takes it. What was never asked for is free, without a search
    // through the whole tree, which for every one of many files takes most of the time of a synthesis.
    if (this.parent || !this.asked || !isAbsolute(filePath) || this.asked.has(filePath)) return super.tryFindFile(filePath);
    this.asked.add(filePath);
    return undefined;
  }

  /** Marks generated files for git, so that reviews fold them. */
  public override annotateGenerated(glob: string): void {
    this.gitattributes.addAttributes(glob, 'linguist-generated');
  }
}
