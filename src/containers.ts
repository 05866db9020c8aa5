import { join, posix, relative } from 'path';
import type { IConstruct } from 'constructs';
import { Component, FileBase, ObjectFile, Project } from 'projen';
import type { ContainersOptions } from './containers-options';
import { renderDockerfile } from './dockerfile/dockerfile';
import { OwnedObjectFile, OwnedTextFile, withdraw } from './files/owned-files';
import { foreignFiles, forgetReplaced } from './files/ownership';
import { createSecret } from './files/secrets';
import { createStarter } from './files/starters';
import { withOwnCollections } from './model/copy';
import { checkImagePrefix, checkRegistry, toImageComponent } from './model/image-name';
import { MANIFEST_PATH } from './model/manifest';
import { joinPath, relativePath } from './model/paths';
import { checkPlatforms } from './model/platform';
import { Problems, show, UsageError } from './model/problem';
import type { SystemModel } from './model/service-model';
import { errorsOf, type Outcome, runPolicy, warningsOf } from './policy/policy';
import { Report, reportOf } from './policy/report';
import type { IPolicyRule } from './policy/rule';
import { renderBake } from './render/bake';
import { renderCompose, renderComposeDevelopment } from './render/compose';
import { renderGuide } from './render/guide/guide';
import type { GuideInput } from './render/guide/input';
import { renderIgnore } from './render/ignore';
import { renderJson, renderYaml } from './render/text';
import { BaseImage } from './services/base-image';
import { hubOf, isHub, markHub } from './services/hub';
import { pinSystem } from './services/pins';
import { Service } from './services/service';
import { makeSystem } from './services/system';
import { SynthesisGate } from './synthesis-gate';
import { buildsOf, generatedSecrets, guideInputOf, isDeveloped, manifestOf, pathsOf, type Prepared, type SystemPaths, unlockedImages, viewPrepared } from './system-files';
import { addTasks, createSecretsFirst } from './tasks';
import { Workflows } from './workflows/workflows';
import { parseImageLock } from './workspace/image-lock';
import { readImageSizes } from './workspace/image-sizes';
import { Repository } from './workspace/repository';

/**
 * The containers of a project: collects its services, checks them all, and only then lets their files be written.
 *
 * A DockerProject has one already. In any other projen project, add one and give services either of the two.
 */
export class Containers extends Component {
  /** The containers of a project, if it has any. */
  public static of(project: Project): Containers | undefined {
    return project.node.children.find(isHub) as Containers | undefined;
  }

  /** `compose.yaml`, open to `addOverride()` and `patch()`. */
  public readonly compose: ObjectFile;
  /** `compose.dev.yaml`, open to `addOverride()` and `patch()`. */
  public readonly composeDevelopment: ObjectFile;
  /** `docker-bake.json`, open to `addOverride()` and `patch()`. */
  public readonly bake: ObjectFile;
  /** The workflows on GitHub, open to more jobs and steps; `undefined`: there are none. */
  public readonly workflows?: Workflows;

  private readonly options: ContainersOptions;
  private readonly paths: SystemPaths;
  private readonly files: Record<'compose' | 'composeDevelopment' | 'bake' | 'manifest', OwnedObjectFile>;
  private readonly rules: IPolicyRule[];
  private guidePage?: OwnedTextFile;
  private ownFiles?: readonly FileBase[];
  private workflowFiles?: readonly OwnedObjectFile[];
  private prepared?: Prepared;
  private outcome?: Outcome;
  private guardsProject = false;
  private readonly checks: ((repository: Repository) => void)[] = [];
  private planned: ReadonlyMap<string, string> = new Map();

  /**
   * @param project any projen project
   * @param options what all its images have in common
   * @throws when the project has containers already, or a path leaves it
   */
  public constructor(project: Project, options: ContainersOptions = {}) {
    if (Containers.of(project)) throw new UsageError(`project ${show(project.name)} has containers already; use Containers.of(project)`);
    super(project, 'Containers');
    markHub(this);
    this.options = withOwnCollections(options);
    this.rules = [...options.policy?.rules ?? []];
    const paths = this.paths = pathsOf(options);
    const owned = (path: string, render: (prepared: Prepared) => object, format: typeof renderJson) =>
      new OwnedObjectFile(project, path, () => this.prepared && render(this.prepared), format);
    // Compose reads the paths of all its files as seen from the first file, Bake as seen from where it is started.
    const from = ({ system }: Prepared, directory: string) => ({ ...system, directory: joinPath(system.directory, directory) });
    const besideCompose = posix.dirname(paths.compose);
    this.files = {
      compose: owned(paths.compose, prepared => renderCompose(from(prepared, besideCompose)), renderYaml),
      composeDevelopment: owned(paths.composeDevelopment, prepared => renderComposeDevelopment(from(prepared, besideCompose)), renderYaml),
      bake: owned(paths.bake, prepared => renderBake(from(prepared, '.')), renderJson),
      manifest: owned(MANIFEST_PATH, prepared => manifestOf(prepared, paths), renderJson),
    };
    this.compose = this.files.compose;
    this.composeDevelopment = this.files.composeDevelopment;
    this.bake = this.files.bake;
    this.workflows = Workflows._for(project, { bake: paths.bake, registry: options.registry }, options.workflows ?? {});
    addTasks(project, paths);
    SynthesisGate.for(project.root);
  }

  /**
   * Adds a rule of your own, which is run beside ours.
   *
   * @param rule the rule
   */
  public addPolicyRule(rule: IPolicyRule): void {
    this.rules.push(rule);
  }

  /**
   * Checks everything that is said and makes the files that will be written, but for workflows; writes nothing.
   *
   * @internal
   */
  public _prepare(repository: Repository, problems: Problems): SystemModel {
    if (this.ownFiles) return this.prepared!.system;
    const system = this._makeSystem(repository, problems);
    createSecretsFirst(this.project, generatedSecrets(system).map(path => relativePath(system.directory, path)));
    this.ownFiles = [...this.filesOf(system), ...this.systemFiles(system)];
    return system;
  }

  /**
   * Makes the files of the workflows. They belong to the whole repository, so that all projects are prepared before.
   *
   * @param all the containers of all projects, those above before those below
   * @internal
   */
  public _prepareWorkflows(all: readonly Containers[], problems: Problems): void {
    if (this.workflowFiles) return;
    const { system, repository } = this.prepared!;
    const { scopes } = this.project.node;
    const above = all.filter(other => other !== this && scopes.includes(other.project)).reverse();
    this.workflowFiles = this.workflows?._prepare(system, repository, {
      above: above.flatMap(({ options }) => options.workflows ?? []),
      locked: all.flatMap(containers => containers.lockedFolder ?? []),
      upgradedBy: all.find(({ workflows }) => workflows?._proposesUpgrades)?.project.name,
    }, problems) ?? [];
  }

  /**
   * Checks that no file takes the place of one that projen did not write.
   *
   * @internal
   */
  public _checkPlaces(problems: Problems): void {
    const { project, ownFiles = [], workflowFiles = [] } = this;
    const foreignTo = (owner: Project, wanted: readonly FileBase[]) => foreignFiles(owner, wanted).forEach(path => problems.add(foreign(path)));
    foreignTo(project, this.guardsProject ? project.files : [...ownFiles, ...workflowFiles.filter(file => file.project === project)]);
    // A root that looks at all of its files has found them already.
    if (!Containers.of(project.root)?.guardsProject) foreignTo(project.root, workflowFiles.filter(file => file.project !== project));
  }

  /**
   * What the artefacts say of all services, as far as there are no problems.
   *
   * @internal
   */
  public _makeSystem(repository: Repository, problems: Problems): SystemModel {
    const { project, options, paths } = this;
    const constructs = project.node.findAll();
    const isOwn = (construct: IConstruct) => hubOf(construct, '') === this;
    const registry = problems.attempt(() => options.registry === undefined ? undefined : checkRegistry(options.registry));
    const prefix = problems.attempt(() => options.imagePrefix === undefined ? undefined : checkImagePrefix(options.imagePrefix));
    const services = constructs.filter(Service.isService).filter(isOwn);
    const baseImages = constructs.filter(BaseImage.isBaseImage).filter(isOwn);
    const directory = relative(project.root.outdir, project.outdir).replace(/\\/g, '/') || '.';
    const made = makeSystem({
      services,
      baseImages,
      registry,
      name: prefix ?? toImageComponent(project.name),
      subproject: project.parent && toImageComponent(project.name),
      platforms: problems.attempt(() => checkPlatforms(options.platforms ?? [])) ?? [],
      directory,
      repository,
      files: Object.values(paths).map(path => joinPath(directory, path)),
      warn: message => project.logger.warn(message),
    }, problems);
    const lockPath = joinPath(directory, paths.lock);
    const lock = problems.attempt(() => parseImageLock(lockPath, repository.tryRead(lockPath))) ?? new Map();
    const sizes = problems.attempt(() => readImageSizes(repository, joinPath(directory, paths.sizes))) ?? new Map();
    const suppressions = new Map([...services, ...baseImages].map(part => [part.name, part._suppressions]));
    this.prepared = { ...pinSystem(made, lock, repository), repository, lock, sizes, suppressions };
    return this.prepared.system;
  }

  /**
   * Runs the rules on what is about to be written.
   *
   * @internal
   */
  public _judge(problems: Problems): Report {
    const { files, rules, options: { policy }, workflowFiles = [] } = this;
    const workflows = workflowFiles.filter(({ path }) => path.startsWith('.github/workflows/'));
    const checked = viewPrepared(this.prepared!, files, workflows);
    this.outcome = runPolicy(checked, this.prepared!.suppressions, { ...policy, rules });
    problems.add(...errorsOf(this.outcome));
    const { directory } = this.prepared!.system;
    const byPath = new Map([
      ...Object.values(files).map(file => [joinPath(directory, file.path), file] as const),
      ...workflows.map(file => [file.path, file] as const),
    ]);
    const textOf = (path: string) => byPath.get(path)?._text() ?? '';
    return reportOf(checked, this.outcome, { ...policy, rules }, textOf);
  }

  /**
   * Says what rules find that stops nothing, and lets projen delete none of the files that took the place of one that it
   * wrote; called when everything is as it should be.
   *
   * @internal
   */
  public _open(): void {
    const warnings = [...this.outcome ? warningsOf(this.outcome) : [], ...this.prepared ? unlockedImages(this.prepared, this.paths.lock) : []];
    warnings.forEach(warning => this.project.logger.warn(warning));
    if (this.guardsProject) forgetReplaced(this.project);
  }

  /** Creates, once, what is not written again: secrets with random values, and files that start the user's own work. */
  public override synthesize(): void {
    if (!this.prepared) return;
    const { outdir } = this.project.root;
    const { system } = this.prepared;
    buildsOf(system).flatMap(({ generated }) => generated?.starters ?? []).forEach(({ path, text }) => createStarter(outdir, path, text));
    generatedSecrets(system).forEach(path => createSecret(join(outdir, path)));
  }

  /**
   * Names files that this synthesis will write for services to be made from: paths and contents.
   *
   * @internal
   */
  public _plan(files: ReadonlyMap<string, string>): void {
    this.planned = files;
  }

  /** @internal */
  public get _planned(): ReadonlyMap<string, string> {
    return this.planned;
  }

  /**
   * Adds a check of the repository, which throws what is wrong.
   *
   * @internal
   */
  public _addCheck(check: (repository: Repository) => void): void {
    this.checks.push(check);
  }

  /**
   * Runs the checks that were added; what a service has said already is not said again.
   *
   * @internal
   */
  public _check(repository: Repository, problems: Problems): void {
    const found = new Problems();
    this.checks.forEach(check => found.attempt(() => check(repository)));
    problems.add(...found.all.filter(problem => !problems.all.some(said => said.endsWith(problem))));
  }

  /**
   * Lets no file of the project, whoever adds it, take the place of one that projen did not write.
   *
   * @internal
   */
  public _guardWholeProject(): void {
    this.guardsProject = true;
  }

  /** Its folder, where images are locked. */
  private get lockedFolder(): string | undefined {
    const { system: { directory, services }, repository } = this.prepared!;
    return services.length > 0 && repository.isFile(joinPath(directory, this.paths.lock)) ? directory : undefined;
  }

  private filesOf(system: SystemModel): FileBase[] {
    const texts = new Map<string, (marker: readonly string[]) => string>();
    for (const { generated, dockerfilePath } of buildsOf(system)) {
      if (!generated) continue;
      texts.set(dockerfilePath, marker => renderDockerfile(generated.dockerfile, marker));
      texts.set(generated.ignorePath, marker => renderIgnore(generated.ignore, marker));
      generated.files?.forEach(({ path, render }) => texts.set(path, render));
    }
    return [...texts].map(([path, render]) => new OwnedTextFile(this.project, relativePath(system.directory, path), render));
  }

  /** Without services there is nothing to start or build, and what stands at these paths is none of our business. */
  private systemFiles(system: SystemModel): FileBase[] {
    const { compose, composeDevelopment, bake, manifest } = this.files;
    const hasServices = system.services.length > 0;
    const wanted: [FileBase, boolean][] = [
      [compose, hasServices],
      [bake, hasServices],
      [manifest, hasServices],
      [composeDevelopment, isDeveloped(system)],
    ];
    wanted.filter(([, want]) => !want).forEach(([file]) => withdraw(file));
    if (hasServices && this.options.guide !== false) {
      this.guidePage = new OwnedTextFile(this.project, this.paths.guide, marker => renderGuide(this.guideInput(), marker));
    }
    return [...wanted.flatMap(([file, want]) => (want ? [file] : [])), ...this.guidePage ? [this.guidePage] : []];
  }

  private guideInput(): GuideInput {
    const input = guideInputOf(this.prepared!, this.paths, this.outcome?.found ?? [], this.guardsProject ? '.projenrc.ts' : undefined);
    return { ...input, workflows: this.workflows?._described };
  }
}

function elsewhere(path: string): string {
  if (/Dockerfile$/.test(path)) return 'take the service in as it is, with DockerfileService';
  return path.startsWith('.github/workflows/') ? 'call ours something else with workflows.name' : 'give ours another path';
}

function foreign(path: string): string {
  return `${path} stands where a generated file goes, and projen did not write it; remove or rename it, or ${elsewhere(path)}`;
}
