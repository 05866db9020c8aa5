import { inImage, NodeImage, ROOT } from './image';
import type { PackagePlan } from './plan';
import { LIBATOMIC, needsLibatomic, STRIPPED_NODE } from './system';
import { Instruction } from '../../dockerfile/instruction';
import { exactPath } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { relativeTo } from '../../model/paths';
import { NodeRuntimeKind } from '../node-runtime';
import { imageEnd, startedByInit } from '../stack/image-end';
import { aptInstall, nameUser, withoutApk, withoutApt } from '../stack/system';

/**
 * The final image: the operating system, Node, an init process, and what runs.
 *
 * @param files what it takes from the stages that build
 */
export function runtimeStage(image: NodeImage, files: readonly Instruction[] = application(image)): StageModel {
  const { runtime, port, shared } = image;
  const system = shared ? ofItsOwn(image) : [
    ...operatingSystem(image),
    ...nodeAndHome(image, port === undefined ? {} : { PORT: String(port) }),
  ];
  return {
    name: 'runtime',
    comment: 'What runs: no package manager, no build tool, files that the service cannot change',
    from: shared ? 'runtime-base' : runtime.image,
    instructions: [
      ...system,
      ...withoutPackageManager(runtime.kind),
      ...files,
      ...image.writable.length > 0 ? [Instruction.copy(['/writable/'], '/', { from: 'prod-deps' })] : [],
      ...imageEnd(image, startedByInit(['node', ...image.nodeFlags, image.plan.entry])),
    ],
    early: system.length,
  };
}

/** What decides the operating system of an image. */
export interface RuntimeSystem extends Pick<NodeImage, 'runtime' | 'packages' | 'user' | 'nodeVersion'> {
  /** Whether the packages of the operating system's image get their updates. */
  readonly upgrade?: boolean;
}

/** What all services of a base image run on. The package manager is still there, for what a service adds. */
export function runtimeBaseStage(image: RuntimeSystem): StageModel {
  const system = [...operatingSystem(image), ...nodeAndHome(image)];
  const upgraded = image.upgrade && image.runtime.kind !== NodeRuntimeKind.DISTROLESS;
  return {
    name: 'runtime-base',
    comment: 'What all services run on; nothing in it is of one service alone',
    from: image.runtime.image,
    instructions: [
      // An image of a registry is as old as its tag. What the cache of a builder holds is as old as the cache.
      ...upgraded ? [Instruction._comment('Security updates that are newer than the image')] : [],
      ...system,
    ],
    early: system.length + (upgraded ? 1 : 0),
  };
}

/** What a service has beside its base. */
function ofItsOwn({ runtime, packages, port }: NodeImage): Instruction[] {
  const add = runtime.kind === NodeRuntimeKind.ALPINE ? [`apk add --no-cache ${packages.join(' ')}`] : aptInstall(packages);
  return [
    ...packages.length > 0 ? [Instruction.run(add)] : [],
    ...port === undefined ? [] : [Instruction.env({ PORT: String(port) })],
  ];
}

/** Node itself, what it is told, and where it runs. */
export function nodeAndHome({ runtime }: Pick<NodeImage, 'runtime'>, variables: Record<string, string> = {}): Instruction[] {
  return [
    Instruction.copy([runtime.strip ? STRIPPED_NODE : '/usr/local/bin/node'], '/usr/local/bin/node', { from: 'base' }),
    Instruction.env({ NODE_ENV: 'production', ...variables }),
    Instruction.workdir(ROOT),
  ];
}

/** System packages, the init process and a name for the user. */
export function operatingSystem(image: RuntimeSystem): Instruction[] {
  const { runtime, packages, user, nodeVersion, upgrade = false } = image;
  switch (runtime.kind) {
    case NodeRuntimeKind.ALPINE:
      return [Instruction.run([
        ...upgrade ? ['apk upgrade --no-cache'] : [],
        `apk add --no-cache ${['libstdc++', 'tini', ...packages].join(' ')}`,
        ...nameUser('node', user, '/sbin/nologin'),
      ])];
    case NodeRuntimeKind.SLIM: {
      const needed = [...needsLibatomic(nodeVersion) ? ['libatomic1'] : [], ...packages];
      return [
        Instruction.run([
          ...needed.length > 0 || upgrade ? aptInstall(needed, upgrade) : [],
          ...nameUser('node', user, '/usr/sbin/nologin'),
        ]),
        Instruction.copy(['/usr/bin/tini-static'], '/usr/local/bin/tini', { from: 'base' }),
      ];
    }
    case NodeRuntimeKind.DISTROLESS:
      return [
        // Its own user would own every folder that is made from here on.
        Instruction.user('0:0'),
        Instruction.copy(['/usr/bin/tini-static'], '/usr/local/bin/tini', { from: 'base' }),
        ...needsLibatomic(nodeVersion) ? [Instruction.copy([LIBATOMIC], '/usr/lib/', { from: 'base' })] : [],
      ];
  }
}

/** Takes away what the operating system's image installs with. */
export function withoutPackageManager(kind: NodeRuntimeKind): Instruction[] {
  switch (kind) {
    case NodeRuntimeKind.ALPINE: return [withoutApk()];
    case NodeRuntimeKind.SLIM: return [withoutApt()];
    case NodeRuntimeKind.DISTROLESS: return [];
  }
}

/** Dependencies first, because they change least; then local packages; then the application. */
function application(image: NodeImage): Instruction[] {
  const { app, plan, runtimeLocals } = image;
  const modulesOnly = !app.workspace && app.packageManager.linker === 'node-modules';
  const dependencies = modulesOnly
    ? Instruction.copy([`${ROOT}/node_modules`], './node_modules', { from: 'prod-deps' })
    : Instruction.copy([`${ROOT}/`], './', { from: 'prod-deps' });
  const directory = relativeTo(app.root, plan.directory);
  return [
    dependencies,
    ...directory === '.' ? [] : [Instruction.copy([`${ROOT}/package.json`], './', { from: 'build' })],
    ...runtimeLocals.flatMap(local => packageFiles(image, local)),
    // Its own files last: what stands after them is made anew with every change of the sources.
    ...directory === '.' ? [] : [Instruction.workdir(inImage(directory))],
    ...packageFiles(image, plan, './'),
  ];
}

/** @param to where they go; for local packages their own place below the install root */
function packageFiles({ app }: NodeImage, { directory, runtime }: PackagePlan, to: string = `./${relativeTo(app.root, directory)}/`): Instruction[] {
  const from = exactPath(inImage(relativeTo(app.root, directory)));
  if (runtime.includes('.')) return [Instruction.copy([`${from}/`], to, { from: 'build' })];
  return [
    Instruction.copy([`${from}/package.json`], to, { from: 'build' }),
    ...runtime.map(path => Instruction.copy([`${from}/${exactPath(path)}`], `${to}${path}`, { from: 'build' })),
  ];
}
