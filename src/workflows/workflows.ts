import { join } from 'path';
import { github, javascript, type Project } from 'projen';
import { branchesOf, nodeVersionOf } from './defaults';
import { inherit } from './inherit';
import type { WorkflowsOptions } from './options';
import { pinsOf } from './pins';
import { stepObject } from './projen-jobs';
import { resolveWorkflows } from './resolve';
import { checkOptions, misshapen } from './shapes';
import { toolCommands } from './tools';
import { WorkflowFile } from './workflow-file';
import { OwnedObjectFile, withdraw } from '../files/owned-files';
import { toImageComponent } from '../model/image-name';
import { Problems, show, UsageError } from '../model/problem';
import type { SystemModel } from '../model/service-model';
import { type ScanModel, type UpgradeModel, type WorkflowsModel, workflowName } from '../model/workflows-model';
import type { GuideWorkflows } from '../render/guide/input';
import { renderScanExceptions } from '../render/scan-exceptions';
import { renderYaml } from '../render/text';
import { describeWorkflow } from '../render/workflows/describe';
import { exceptionsPath } from '../render/workflows/shared';
import type { Pin } from '../render/workflows/steps';
import type { Workflow } from '../render/workflows/workflow';
import { renderWorkflows } from '../render/workflows/workflows';
import { renderWorkflowYaml } from '../render/workflows/yaml';
import type { Repository } from '../workspace/repository';

/** What the project says elsewhere. */
interface Said { readonly bake: string; readonly registry?: string }

/** What the other projects of the repository have to do with these workflows. */
interface Neighbourhood {
  /** What the projects above say of their workflows, the nearest first. */
  readonly above: readonly WorkflowsOptions[];
  /** The folders of all projects that lock images. */
  readonly locked: readonly string[];
  /** The project whose workflows propose upgrades already: for the whole repository. */
  readonly upgradedBy?: string;
}

const PARTS = ['images', 'release', 'rescan', 'cleanup', 'upgrade'] as const;
type Part = typeof PARTS[number];

/** The workflows on GitHub of a project's containers. They belong to the whole repository, and stand in its root. */
export class Workflows {
  /**
   * Those of a project; `undefined`: it has no GitHub, or wants none.
   *
   * @internal
   */
  public static _for(project: Project, said: Said, options: WorkflowsOptions): Workflows | undefined {
    const hub = github.GitHub.of(project.root);
    const { enabled } = checkOptions(options);
    if (!hub?.workflowsEnabled || enabled === false) {
      if (enabled) throw new UsageError(`workflows are enabled, but project "${project.root.name}" has no workflows on GitHub; give it "github: true"`);
      return undefined;
    }
    return new Workflows(project, said, options);
  }

  /** Builds, tests, scans and publishes: `.github/workflows/images.yml`. */
  public readonly images: WorkflowFile;
  /** Releases, and goes back to an earlier release: `.github/workflows/images-release.yml`. */
  public readonly release: WorkflowFile;
  /** Scans what was released: `.github/workflows/images-rescan.yml`. */
  public readonly rescan: WorkflowFile;
  /** Deletes old images: `.github/workflows/images-cleanup.yml`. */
  public readonly cleanup: WorkflowFile;
  /** Proposes upgrades: `.github/workflows/images-upgrade.yml`. */
  public readonly upgrade: WorkflowFile;

  private readonly project: Project;
  private readonly said: Said;
  private readonly options: WorkflowsOptions;
  private readonly name: string;
  private resolved?: WorkflowsModel;
  private workflows: ReadonlyMap<string, Workflow> = new Map();
  private readonly contents = new Map<string, object>();

  private constructor(project: Project, said: Said, options: WorkflowsOptions) {
    this.project = project;
    this.said = said;
    this.options = options;
    this.name = options.name ?? (project.parent ? `images-${toImageComponent(project.name)}` : 'images');
    const [images, release, rescan, cleanup, upgrade] = PARTS.map(part => this.file(part));
    this.images = images;
    this.release = release;
    this.rescan = rescan;
    this.cleanup = cleanup;
    this.upgrade = upgrade;
  }

  private file(part: Part): WorkflowFile {
    const name = part === 'images' ? workflowName(this.name) : workflowName(this.name, part);
    const path = `.github/workflows/${name}.yml`;
    if (this.project.root.tryFindFile(join(this.project.root.outdir, path))) {
      throw new UsageError(`${path} is written already for something else in this repository; give the workflows of project ${show(this.project.name)} another name with workflows.name`);
    }
    const file = new OwnedObjectFile(this.project.root, path, () => this.contents.get(name), renderWorkflowYaml);
    return WorkflowFile._of(name, file);
  }

  /**
   * Checks what was said and makes what will be written; what is not wanted is taken away.
   *
   * @returns the files
   * @internal
   */
  public _prepare(system: SystemModel, repository: Repository, neighbourhood: Neighbourhood, problems: Problems): OwnedObjectFile[] {
    const { root } = this.project;
    const found = new Problems();
    found.add(...misshapen(this.options));
    const model = system.services.length > 0 && found.all.length === 0 ? this.model(system, repository, neighbourhood, found) : undefined;
    // What was said above, and is wrong, has been told there.
    problems.add(...found.all.filter(problem => neighbourhood.above.length === 0 || !problems.all.includes(problem)));
    this.resolved = model;
    const isSound = model !== undefined && found.all.length === 0;
    const pin = pinsOf(github.GitHub.of(root)!.actions);
    this.workflows = new Map((isSound ? renderWorkflows(model, pin) : []).map(workflow => [workflow.name, workflow]));
    const files = [this.images, this.release, this.rescan, this.cleanup, this.upgrade];
    for (const file of files) {
      const workflow = this.workflows.get(file.name);
      const content = found.all.length > 0 ? undefined : problems.attempt(() => file._render(workflow, pin));
      if (content) this.contents.set(file.name, content);
      else withdraw(file.file);
    }
    const written = files.filter(({ name }) => this.contents.has(name)).map(({ file }) => file as OwnedObjectFile);
    return isSound && model.scan && model.scan.exceptions.length > 0 ? [...written, this.exceptions(model.name, model.scan)] : written;
  }

  /**
   * What the guide says of them: what they are made from, and their jobs; `undefined`: there are none.
   *
   * @internal
   */
  public get _described(): GuideWorkflows | undefined {
    return this.resolved && { model: this.resolved, jobs: [...this.workflows.values()].flatMap(describeWorkflow) };
  }

  /**
   * Whether they propose upgrades, which is for the whole repository.
   *
   * @internal
   */
  public get _proposesUpgrades(): boolean {
    return this.resolved?.upgrade !== undefined;
  }

  private model(system: SystemModel, repository: Repository, { above, locked, upgradedBy }: Neighbourhood, problems: Problems): WorkflowsModel {
    const { project, said } = this;
    const options = inherit(this.options, above.filter(one => misshapen(one).length === 0), system);
    const hub = github.GitHub.of(project.root)!;
    const nodeVersion = nodeVersionOf(project.root, repository);
    if (upgradedBy !== undefined && this.options.upgrade?.enabled) {
      problems.add(`workflows.upgrade is enabled in project ${show(project.name)}, but that of project ${show(upgradedBy)} upgrades the whole repository in one pull request; leave it out here, or disable it there`);
    }
    const isLeftOut = upgradedBy !== undefined;
    return resolveWorkflows({ ...options, ...isLeftOut && { upgrade: { enabled: false } } }, system, {
      name: this.name,
      directory: system.directory,
      bakeFile: said.bake,
      hasRegistry: said.registry !== undefined,
      subproject: system.subproject,
      tools: toolCommands(project.root, system.directory, repository, options.nodeVersion ?? nodeVersion),
      branches: branchesOf(project.root),
      nodeVersion,
      checkout: checkoutOf(hub),
      upgrades: locked.length > 0 || !(project.root instanceof javascript.NodeProject && project.root.upgradeWorkflow),
      upgrade: {
        ...tokenOf(options.upgrade?.credentials ?? hub.projenCredentials, pinsOf(hub.actions)),
        locks: locked,
      },
    }, problems);
  }

  /** What a scan lets pass, as the scanner reads it. */
  private exceptions(name: string, { exceptions }: ScanModel): OwnedObjectFile {
    return new OwnedObjectFile(this.project, exceptionsPath(name), () => renderScanExceptions(exceptions), renderYaml);
  }
}

/** What the project says of every checkout. */
function checkoutOf({ downloadLfs, checkoutSubmodules }: github.GitHub): object {
  return {
    ...downloadLfs && { lfs: true },
    ...checkoutSubmodules !== github.CheckoutSubmodules.DISABLED && { submodules: checkoutSubmodules === github.CheckoutSubmodules.RECURSIVE ? 'recursive' : true },
  };
}

function tokenOf(credentials: github.GithubCredentials, pin: Pin): Pick<UpgradeModel, 'token' | 'tokenSteps' | 'environment' | 'isRunToken'> {
  const { tokenRef, setupSteps, environment } = credentials;
  return {
    token: tokenRef,
    // At our commit of the action, which is projen's at a tag.
    tokenSteps: setupSteps.map(step => stepObject({ ...step, uses: step.uses?.split('@')[0] }, pin)),
    environment,
    isRunToken: /^\$\{\{\s*(?:secrets\.GITHUB_TOKEN|github\.token)\s*\}\}$/.test(tokenRef),
  };
}
