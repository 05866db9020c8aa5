import type { ContainersOptions } from './containers-options';
import { headerOf, type OwnedObjectFile } from './files/owned-files';
import type { Manifest } from './model/manifest';
import { joinPath, repositoryPath } from './model/paths';
import type { BuildModel, SystemModel } from './model/service-model';
import type { CheckedSystem } from './policy/checked-system';
import { supportedUntil } from './policy/images/releases';
import { type Found, type Suppressions, suppressorOf } from './policy/policy';
import { rootUser } from './policy/rules/root-user';
import { viewSystem } from './policy/view-system';
import type { GuideInput } from './render/guide/input';
import { renderIgnore } from './render/ignore';
import { renderManifest } from './render/manifest';
import { builtStages } from './services/built-stages';
import type { ImageLock } from './workspace/image-lock';
import type { ImageSizes } from './workspace/image-sizes';
import type { Repository } from './workspace/repository';

/** What is found out before anything is written. */
export interface Prepared {
  /** With a digest behind each image that is locked. */
  readonly system: SystemModel;
  readonly references: readonly string[];
  readonly repository: Repository;
  readonly lock: ImageLock;
  readonly sizes: ImageSizes;
  readonly suppressions: Suppressions;
}

/** Where the files that speak of all services are, relative to the project. */
export interface SystemPaths {
  readonly compose: string;
  readonly composeDevelopment: string;
  readonly bake: string;
  readonly guide: string;
  readonly lock: string;
  readonly sizes: string;
}

/** @throws when one leaves the project */
export function pathsOf(options: ContainersOptions): SystemPaths {
  return {
    compose: repositoryPath(options.composeFile ?? 'compose.yaml', 'composeFile'),
    composeDevelopment: repositoryPath(options.composeDevelopmentFile ?? 'compose.dev.yaml', 'composeDevelopmentFile'),
    bake: repositoryPath(options.bakeFile ?? 'docker-bake.json', 'bakeFile'),
    guide: repositoryPath(options.guideFile ?? 'docs/containers.md', 'guideFile'),
    lock: repositoryPath(options.lockFile ?? 'docker-lock.json', 'lockFile'),
    sizes: repositoryPath(options.sizesFile ?? 'docker-sizes.json', 'sizesFile'),
  };
}

/** All that is built, bases first. */
export function buildsOf({ bases, services }: SystemModel): BuildModel[] {
  return [...bases, ...services].flatMap(({ build }) => build ?? []);
}

/** Whether any service is worked on in a container. */
export function isDeveloped({ services }: SystemModel): boolean {
  return services.some(({ development }) => development);
}

/** What commands are told. */
export function manifestOf({ system, references, suppressions }: Prepared, paths: SystemPaths): Manifest {
  return renderManifest(system, references, {
    composeFile: paths.compose,
    composeDevelopmentFile: isDeveloped(system) ? paths.composeDevelopment : undefined,
    bakeFile: paths.bake,
    lockFile: paths.lock,
    sizesFile: paths.sizes,
  }, new Set(system.services.filter(service => suppressorOf(service, rootUser.id, suppressions) !== undefined).map(({ name }) => name)));
}

/**
 * What rules look at: the files as they are about to be written.
 *
 * @param workflows which stand in the repository's root, whatever project they are of
 */
export function viewPrepared({ system, repository, lock, sizes }: Prepared, files: Record<'compose' | 'composeDevelopment' | 'bake', OwnedObjectFile>,
  workflows: readonly OwnedObjectFile[]): CheckedSystem {
  const { compose, composeDevelopment, bake } = files;
  const content = (file: OwnedObjectFile) => ({ path: joinPath(system.directory, file.path), content: file._content() });
  const header = headerOf(compose);
  const ignores = new Map(buildsOf(system).flatMap(({ generated }) => (generated ? [[generated.ignorePath, generated.ignore] as const] : [])));
  return viewSystem({
    system,
    repository,
    lock,
    sizes,
    header,
    files: {
      compose: content(compose),
      composeDevelopment: isDeveloped(system) ? content(composeDevelopment) : undefined,
      bake: content(bake),
      workflows: workflows.map(file => ({ path: file.path, content: file._content() })),
    },
    ignoreText: path => renderIgnore(ignores.get(path)!, header),
  });
}

/** What the guide is made from. */
export function guideInputOf(prepared: Prepared, paths: SystemPaths, found: readonly Found[], definition: string | undefined): GuideInput {
  const { system, repository, sizes } = prepared;
  const dockerfiles = buildsOf(system).map(build => [build.dockerfilePath, builtStages(build, repository)] as const);
  return {
    system,
    files: { ...paths, composeDevelopment: isDeveloped(system) ? paths.composeDevelopment : undefined, definition },
    dockerfiles: new Map(dockerfiles),
    supportedUntil,
    sizes,
    suppressed: found.flatMap(({ service, rule, reason, message }) => (
      reason === undefined || service === undefined ? [] : [{ subject: service, rule, reason, message }])),
  };
}

/** Where some images are locked, others that are not have been forgotten: after an upgrade, for example. */
export function unlockedImages({ references, lock }: Prepared, path: string): string[] {
  const missing = references.filter(reference => !lock.has(reference));
  if (lock.size === 0 || missing.length === 0) return [];
  return [`${path} has no digest for ${missing.join(', ')}; run "npx projen docker:lock --missing"`];
}

/** The files of secrets that are created where they are not there. */
export function generatedSecrets({ bases, services }: SystemModel): string[] {
  const ofServices = services.flatMap(service => [...service.secrets, ...service.build?.secrets ?? []]);
  const secrets = [...ofServices, ...bases.flatMap(({ build }) => build.secrets)];
  return [...new Set(secrets.filter(({ isGenerated }) => isGenerated).flatMap(({ path }) => path ?? []))];
}
