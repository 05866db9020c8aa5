import { join, posix, relative } from 'path';
import type { IConstruct } from 'constructs';
import { Component, FileBase, ObjectFile, Project } from 'projen';
import { renderDockerfile } from './dockerfile/dockerfile';
import { OwnedObjectFile, OwnedTextFile } from './files/owned-files';
import { foreignFiles, forgetReplaced } from './files/ownership';
import { createSecret } from './files/secrets';
import { createStarter } from './files/starters';
import { withOwnCollections } from './model/copy';
import { checkImagePrefix, checkRegistry, toImageComponent } from './model/image-name';
import { joinPath, relativePath, repositoryPath } from './model/paths';
import { checkPlatforms } from './model/platform';
import { DefinitionError, Problems, show, UsageError } from './model/problem';
import type { BuildModel, ServiceModel, SystemModel } from './model/service-model';
import { renderBake } from './render/bake';
import { renderCompose, renderComposeDevelopment } from './render/compose';
import { renderIgnore } from './render/ignore';
import { renderJson, renderYaml } from './render/text';
import { BaseImage } from './services/base-image';
import { hubOf, isHub, markHub } from './services/hub';
import { Service } from './services/service';
import { makeSystem } from './services/system';
import { addTasks, createSecretsFirst } from './tasks';
import { Repository } from './workspace/repository';

/** What all images of a project have in common. */
export interface ContainersOptions {
  /**
   * Where images live: a host and a path, such as `ghcr.io/owner`, or an account on Docker Hub.
   *
   * @default - none: images are local
   * @featured
   */
  readonly registry?: string;

  /**
   * Platforms that images are built for, such as `linux/amd64` and `linux/arm64`.
   *
   * @default - the platform of the machine that builds
   * @featured
   */
  readonly platforms?: string[];

  /**
   * What stands before the service's name in the name of each image; also the name of the Compose project.
   *
   * @default - the project's name, in lower case
   */
  readonly imagePrefix?: string;

  /**
   * Where the Compose file is written.
   *
   * @default "compose.yaml"
   */
  readonly composeFile?: string;

  /**
   * Where the Compose file for development is written, which is given to Compose after the first.
   *
   * @default "compose.dev.yaml"
   */
  readonly composeDevelopmentFile?: string;

  /**
   * Where the Bake file is written.
   *
   * @default "docker-bake.json"
   */
  readonly bakeFile?: string;
}

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

  private readonly options: ContainersOptions;
  private system?: SystemModel;
  private guardsProject = false;
  private readonly checks: ((repository: Repository) => void)[] = [];
  private planned: ReadonlyMap<string, string> = new Map();

  /**
   * @param project any projen project
   * @param options what all its images have in common
   * @throws when the project has containers already
   */
  public constructor(project: Project, options: ContainersOptions = {}) {
    if (Containers.of(project)) throw new UsageError(`project ${show(project.name)} has containers already; use Containers.of(project)`);
    super(project, 'Containers');
    markHub(this);
    this.options = withOwnCollections(options);
    const paths = {
      compose: repositoryPath(options.composeFile ?? 'compose.yaml', 'composeFile'),
      composeDevelopment: repositoryPath(options.composeDevelopmentFile ?? 'compose.dev.yaml', 'composeDevelopmentFile'),
      bake: repositoryPath(options.bakeFile ?? 'docker-bake.json', 'bakeFile'),
    };
    // Compose reads the paths of all its files as seen from the first file, Bake as seen from where it is started.
    const rendered = (render: (system: SystemModel) => object, directory: string) => () => this.system
      && render({ ...this.system, directory: joinPath(this.system.directory, directory) });
    const besideCompose = posix.dirname(paths.compose);
    this.compose = new OwnedObjectFile(project, paths.compose, rendered(renderCompose, besideCompose), renderYaml);
    this.composeDevelopment = new OwnedObjectFile(project, paths.composeDevelopment, rendered(renderComposeDevelopment, besideCompose), renderYaml);
    this.bake = new OwnedObjectFile(project, paths.bake, rendered(renderBake, '.'), renderJson);
    addTasks(project, paths);
    SynthesisGate.for(project.root);
  }

  /**
   * Checks everything and makes the files that will be written; writes nothing.
   *
   * @internal
   */
  public _prepare(repository: Repository, problems: Problems): void {
    if (this.system) return;
    const { project } = this;
    const system = this.system = this._makeSystem(repository, problems);
    createSecretsFirst(project, generatedSecrets(system).map(path => relativePath(system.directory, path)));
    const files = [...this.filesOf(system), ...this.systemFiles(system.services)];
    foreignFiles(project, this.guardsProject ? project.files : files).forEach(path => problems.add(foreign(path)));
  }

  /**
   * What the artefacts say of all services, as far as there are no problems.
   *
   * @internal
   */
  public _makeSystem(repository: Repository, problems: Problems): SystemModel {
    const { project, options } = this;
    const constructs = project.node.findAll();
    const isOwn = (construct: IConstruct) => hubOf(construct, '') === this;
    const registry = problems.attempt(() => options.registry === undefined ? undefined : checkRegistry(options.registry));
    const prefix = problems.attempt(() => options.imagePrefix === undefined ? undefined : checkImagePrefix(options.imagePrefix));
    return makeSystem({
      services: constructs.filter(Service.isService).filter(isOwn),
      baseImages: constructs.filter(BaseImage.isBaseImage).filter(isOwn),
      registry,
      name: prefix ?? toImageComponent(project.name),
      platforms: problems.attempt(() => checkPlatforms(options.platforms ?? [])) ?? [],
      directory: relative(project.root.outdir, project.outdir).replace(/\\/g, '/') || '.',
      repository,
      warn: message => project.logger.warn(message),
    }, problems);
  }

  /** Creates, once, what is not written again: secrets with random values, and files that start the user's own work. */
  public override synthesize(): void {
    if (!this.system) return;
    const { outdir } = this.project.root;
    buildsOf(this.system).flatMap(({ generated }) => generated?.starters ?? []).forEach(({ path, text }) => createStarter(outdir, path, text));
    generatedSecrets(this.system).forEach(path => createSecret(join(outdir, path)));
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

  /**
   * Lets projen delete none of the files that took the place of one that it wrote; called when all checks have passed.
   *
   * @internal
   */
  public _forgetReplaced(): void {
    if (this.guardsProject) forgetReplaced(this.project);
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
  private systemFiles(models: readonly ServiceModel[]): FileBase[] {
    const wanted: [FileBase, boolean][] = [
      [this.compose, models.length > 0],
      [this.bake, models.length > 0],
      [this.composeDevelopment, models.some(model => model.development)],
    ];
    wanted.filter(([, want]) => !want).forEach(([file]) => this.project.tryRemoveFile(file.path));
    return wanted.flatMap(([file, want]) => (want ? [file] : []));
  }
}

/** Stands at the root of all projects and stops the whole synthesis, before any of them writes, when anything is wrong. */
class SynthesisGate extends Component {
  public static for(root: Project): void {
    if (!root.node.tryFindChild('SynthesisGate')) new SynthesisGate(root);
  }

  private constructor(root: Project) {
    super(root, 'SynthesisGate');
  }

  public override preSynthesize(): void {
    const problems = new Problems();
    const hubs = this.project.node.findAll().filter(isHub) as Containers[];
    const repository = new Repository(this.project.outdir, new Map(hubs.flatMap(hub => [...hub._planned])));
    hubs.forEach(hub => hub._prepare(repository, problems));
    hubs.forEach(hub => hub._check(repository, problems));
    if (problems.all.length > 0) throw new DefinitionError(problems.all);
    hubs.forEach(hub => hub._forgetReplaced());
  }
}

function buildsOf({ bases, services }: SystemModel): BuildModel[] {
  return [...bases, ...services].flatMap(({ build }) => build ?? []);
}

/** The files of secrets that are created where they are not there. */
function generatedSecrets({ bases, services }: SystemModel): string[] {
  const ofServices = services.flatMap(service => [...service.secrets, ...service.build?.secrets ?? []]);
  const secrets = [...ofServices, ...bases.flatMap(({ build }) => build.secrets)];
  return [...new Set(secrets.filter(({ isGenerated }) => isGenerated).flatMap(({ path }) => path ?? []))];
}

function foreign(path: string): string {
  const ways = /Dockerfile$/.test(path) ? 'remove or rename it, or take the service in as it is, with DockerfileService' : 'remove or rename it, or give ours another path';
  return `${path} stands where a generated file goes, and projen did not write it; ${ways}`;
}
