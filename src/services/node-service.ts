import { Construct } from 'constructs';
import { SynthesisContext } from './hub';
import { contextOf } from './node/context';
import { DevelopmentPlan, NodeDevelopmentOptions, planDevelopment } from './node/development';
import { inImage, NodeImage } from './node/image';
import { droppedScripts } from './node/lifecycle';
import { managerOf } from './node/manager';
import { AppPlan, planApp, planLocal } from './node/plan';
import { nodeProbe } from './node/probe';
import { installSecrets } from './node/registry-auth';
import { NODE_STAGES, nodeStages } from './node/stages';
import { chooseNodeVersion, NodeVersion } from './node/version';
import { NodeRuntime, NodeRuntimeKind } from './node-runtime';
import { CommonModel, Service, ServiceOptions } from './service';
import { Instruction } from '../dockerfile/instruction';
import { checkPackages } from '../model/names';
import { joinPath, repositoryPath } from '../model/paths';
import { Port } from '../model/port';
import { Problems, show } from '../model/problem';
import type { DevelopmentModel, ServiceModel } from '../model/service-model';
import { Size } from '../model/size';
import { NodeApp, readNodeApp } from '../workspace/node-app';
import { isWithin, relativeTo } from '../workspace/paths';

/** What a Node service can be told. */
export interface NodeServiceOptions extends ServiceOptions {
  /**
   * Where the service's `package.json` is, relative to the project.
   *
   * @default "."
   */
  readonly directory?: string;

  /**
   * The file that Node runs, relative to the directory.
   *
   * @default - what the `start` script runs with node, else `main` of package.json, else a file such as src/server.js
   */
  readonly entry?: string;

  /**
   * The script of package.json that builds the service.
   *
   * @default - "build", if there is one
   */
  readonly buildScript?: string;

  /**
   * Files and folders that the image takes from the build, relative to the directory.
   *
   * @default - the top folder of the entry file
   */
  readonly output?: string[];

  /**
   * Files and folders that the service reads at run time beside its code, relative to the directory.
   *
   * @default - public, static, views, templates, assets and locales, as far as they exist
   */
  readonly assets?: string[];

  /**
   * Files and folders of a workspace that the build reads outside of the packages that it builds, relative to the
   * workspace's root.
   *
   * @default - the tsconfig files that the packages extend
   */
  readonly include?: string[];

  /**
   * The Node version: `24`, `24.11` or `24.11.1`.
   *
   * @default - .nvmrc, .node-version, devEngines or engines of package.json, else 24
   */
  readonly nodeVersion?: string;

  /**
   * What the image is made from.
   *
   * @default NodeRuntime.alpine()
   */
  readonly runtime?: NodeRuntime;

  /**
   * System packages that the service needs when it runs, by their names in the runtime's operating system.
   *
   * @default - none
   */
  readonly packages?: string[];

  /**
   * System packages that the build needs.
   *
   * @default - python3, make and a C++ compiler if a dependency may have to be compiled
   */
  readonly buildPackages?: string[];

  /**
   * The limit of V8's heap. Leave room for buffers and stacks below the memory limit.
   *
   * @default - what Node derives from the memory limit
   */
  readonly heap?: Size;

  /**
   * Whether stack traces show the lines of the sources that a build started from.
   *
   * @default - true if there is a build script
   */
  readonly sourceMaps?: boolean;

  /**
   * How the service runs while it is being worked on.
   *
   * @default - see there
   */
  readonly development?: NodeDevelopmentOptions;
}

/** What a toolchain for native add-ons consists of. */
const TOOLCHAIN = ['python3', 'make', 'g++'];

/**
 * A service in Node.js: a single package or one of a workspace, plain JavaScript or built, with npm, pnpm, Yarn or Bun.
 *
 * Package manager, versions, entry file and local packages are found in the repository.
 */
export class NodeService extends Service {
  /** @internal */
  public readonly _directory: string;

  /**
   * @param scope a DockerProject, a Containers, or any project that has one
   * @param id the service's name: lower case letters and digits with - or _ between them
   * @param options what cannot be found in the repository
   * @throws when the scope has no containers or a service of this name
   */
  public constructor(scope: Construct, id: string, private readonly options: NodeServiceOptions = {}) {
    super(scope, id, NODE_STAGES, options);
    this._directory = (options.directory ?? '.').replace(/\\/g, '/').replace(/\/+$/, '') || '.';
  }

  /** @internal */
  public _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const { options } = this;
    const { repository } = context;
    const runtime = options.runtime ?? NodeRuntime.alpine();
    const common = this._common(context, problems, runtime.user);
    const app = problems.attempt(() => {
      const directory = repositoryPath(options.directory ?? '.', 'directory');
      return readNodeApp(repository, joinPath(context.directory, directory));
    });
    if (!app) return undefined;
    const node = problems.attempt(() => chooseNodeVersion(options.nodeVersion === undefined ? app.node : { version: options.nodeVersion, source: 'nodeVersion' }));
    const plan = problems.attempt(() => planApp(repository, app, options));
    const packages = problems.attempt(() => checkPackages(options.packages ?? [], 'packages')) ?? [];
    const buildPackages = problems.attempt(() => checkPackages(options.buildPackages ?? [], 'buildPackages')) ?? [];
    if (runtime.kind === NodeRuntimeKind.DISTROLESS && packages.length > 0) {
      problems.add(`distroless has no package manager, so it cannot take packages ${packages.join(', ')}; use NodeRuntime.slim() or NodeRuntime.alpine()`);
    }
    if (options.heap && options.heap.toBytes() >= common.memory.toBytes()) {
      problems.add(`heap ${options.heap} must be smaller than the memory limit ${common.memory}; raise "memory"`);
    }
    const buildSecrets = installSecrets(repository, app, common.buildSecrets, problems);
    if (!node || !plan) return undefined;
    this.warn(context, node, app);

    const manager = managerOf(app);
    const nodeFlags = flagsOf(app, plan, options);
    const development = problems.attempt(() => planDevelopment(repository, app, plan, manager, options.development ?? {}, nodeFlags));
    if (!development) return undefined;
    const locals = app.locals.map(local => planLocal(repository, local));
    const needed = new Set(app.runtimeLocals.map(({ directory }) => directory));
    const compilesAddons = app.nativeAddons.length > 0;
    const workdir = inImage(relativeTo(app.root, app.directory));
    const writable = (options.writable ?? []).map(path => (path.startsWith('/') ? path : `/${joinPath(workdir, path)}`));
    const healthCommand = common.port || common.health.exec ? nodeProbe(common.health, common.port?.container) : undefined;
    const image: NodeImage = {
      app,
      plan,
      locals,
      runtimeLocals: locals.filter(({ directory }) => needed.has(directory)),
      manager,
      nodeVersion: node.version,
      runtime,
      port: common.port?.container,
      user: common.user,
      health: common.health,
      healthCommand,
      nodeFlags,
      buildPackages: options.buildPackages ? buildPackages : compilesAddons ? TOOLCHAIN : [],
      compilesAddons,
      packages,
      buildSecrets,
      args: common.args,
      labels: this.labelsOf(common, app),
      writable,
      developmentCommand: development.command,
      developmentBuilds: development.rebuilds,
    };
    return problems.attempt(() => this.modelOf(context, common, image, development));
  }

  private modelOf(context: SynthesisContext, common: CommonModel, image: NodeImage, development: DevelopmentPlan): ServiceModel {
    const { app, plan, locals } = image;
    const { dockerfileName, repository } = context;
    const { args, buildSecrets: _, ignorePatterns, ...shared } = common;
    const dockerfilePath = joinPath(app.directory, dockerfileName);
    const shares = app.directory !== app.root || dockerfileName !== 'Dockerfile';
    const ignore = contextOf(repository, app, plan, locals, context.secretFiles.filter(path => isWithin(app.root, path)),
      image.manager.needsAllManifests, this.options.include ?? []);
    const stages = nodeStages(image);
    return {
      ...shared,
      healthCommand: image.healthCommand,
      build: {
        context: app.root,
        dockerfilePath,
        ignorePath: shares ? `${dockerfilePath}.dockerignore` : joinPath(app.directory, '.dockerignore'),
        dockerfile: {
          globals: [Instruction.arg('NODE_VERSION', image.nodeVersion)],
          stages: this._stages.map(extra => extra._apply(stages.find(({ name }) => name === extra.name)!)),
        },
        ignore: ignorePatterns.length > 0 ? { ...ignore, except: [...ignore.except, { title: 'Said for this service', patterns: ignorePatterns }] } : ignore,
        target: 'runtime',
        args,
        secrets: image.buildSecrets,
      },
      writable: image.writable.map(path => ({ path, volume: `${this.name}-${path.replace(/^\/app\//, '').replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '')}` })),
      development: this.developmentOf(context, image, development),
    };
  }

  private developmentOf(context: SynthesisContext, { app, plan, locals }: NodeImage, { sources, rebuilds }: DevelopmentPlan): DevelopmentModel {
    const paths = sources.map(source => joinPath(plan.directory, source));
    const manifests = [joinPath(plan.directory, 'package.json'), joinPath(app.root, app.packageManager.lockfile)];
    return {
      target: 'development',
      debugPort: this.options.development?.debugPort === undefined ? context.debugPort : Port.of(this.options.development.debugPort, 'debugPort').value,
      mounts: rebuilds ? [] : paths.map(source => ({ source, target: inImage(relativeTo(app.root, source)) })),
      watch: [...manifests, ...rebuilds ? paths : [], ...locals.map(({ directory }) => directory)],
    };
  }

  private labelsOf(common: CommonModel, app: NodeApp): Record<string, string> {
    const description = this.options.description ?? app.manifest.description;
    return {
      'org.opencontainers.image.title': common.name,
      ...description && { 'org.opencontainers.image.description': description.replace(/\s+/g, ' ') },
      ...app.manifest.license && { 'org.opencontainers.image.licenses': app.manifest.license },
      ...common.labels,
    };
  }

  private warn({ warn }: SynthesisContext, { version, endOfLife, source }: NodeVersion, app: NodeApp): void {
    const say = (message: string) => warn(`service ${show(this.name)}: ${message}`);
    if (endOfLife) say(`Node ${version} (${source}) has had no security updates since ${endOfLife}; move to a supported version`);
    droppedScripts(app).forEach(say);
  }
}

function flagsOf(app: NodeApp, plan: AppPlan, { heap, sourceMaps }: NodeServiceOptions): string[] {
  return [
    ...app.packageManager.linker === 'pnp' ? plugAndPlay(app, plan) : [],
    ...sourceMaps ?? plan.buildScript !== undefined ? ['--enable-source-maps'] : [],
    ...heap ? [`--max-old-space-size=${heap.toMebibytes()}`] : [],
  ];
}

/** What Yarn itself puts before the entry file; the loader is for ES modules only, and only then there. */
function plugAndPlay({ manifest }: NodeApp, { entry }: AppPlan): string[] {
  const modules = manifest.type === 'module' || entry.endsWith('.mjs');
  return ['--require', inImage('.pnp.cjs'), ...modules ? ['--experimental-loader', `file://${inImage('.pnp.loader.mjs')}`] : []];
}
