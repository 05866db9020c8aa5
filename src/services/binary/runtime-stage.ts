import { APP, BinaryImage, inSources, OUT } from './image';
import { binaryPath, copyProbe } from './probe';
import { copySystem } from './system-stage';
import { ALPINE, DEBIAN, DISTROLESS, DISTROLESS_STATIC } from '../../catalog/images';
import { Instruction } from '../../dockerfile/instruction';
import { exactPath } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { joinPath } from '../../model/paths';
import { BinaryRuntimeKind } from '../binary-runtime';
import { imageEnd, startedByInit } from '../stack/image-end';
import { aptInstall, nameUser, withoutApk, withoutApt } from '../stack/system';

/** Where programs are looked for where no image says it. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The final image: the operating system, an init process, and the binary. */
export function runtimeStage(image: BinaryImage): StageModel {
  const { runtime, name, port, user, assets, within } = image;
  const environment = { ...runtime.kind === BinaryRuntimeKind.SCRATCH && { PATH }, ...port !== undefined && { PORT: String(port) } };
  const system = [
    ...operatingSystem(image),
    copySystem(),
    ...copyProbe(image.health),
    ...Object.keys(environment).length > 0 ? [Instruction.env(environment)] : [],
    Instruction.workdir(APP),
  ];
  return {
    name: 'runtime',
    comment: 'What runs: one binary, which the service cannot change; no package manager, no build tool',
    from: imageOf(image),
    instructions: [
      ...system,
      ...withoutPackageManager(runtime.kind),
      ...assets.map(path => Instruction.copy([exactPath(inSources(joinPath(within, path)))], `./${path}`, { from: 'build' })),
      Instruction.copy([`${OUT}/${name}`], './', { from: 'build' }),
      ...image.writable.length > 0 ? [Instruction.copy(['/writable/'], '/', { from: 'system', chown: user })] : [],
      ...imageEnd(image, startWith(image)),
    ],
    early: system.length,
  };
}

/** Starts the binary under an init process: the kernel gives process 1 no default actions, so a binary without handlers would ignore SIGTERM. */
export function startWith({ name, commandArgs }: BinaryImage): Instruction[] {
  return startedByInit([binaryPath(name), ...commandArgs]);
}

function imageOf({ runtime, dynamic }: BinaryImage): string {
  switch (runtime.kind) {
    case BinaryRuntimeKind.SCRATCH: return 'scratch';
    case BinaryRuntimeKind.DISTROLESS: return dynamic ? DISTROLESS.image : DISTROLESS_STATIC.image;
    case BinaryRuntimeKind.ALPINE: return ALPINE.image;
    case BinaryRuntimeKind.SLIM: return DEBIAN.image;
  }
}

/** System packages and a name for the user. */
function operatingSystem({ runtime, packages, user }: BinaryImage): Instruction[] {
  switch (runtime.kind) {
    case BinaryRuntimeKind.SCRATCH: return [];
    // Its own user would own every folder that is made from here on.
    case BinaryRuntimeKind.DISTROLESS: return [Instruction.user('0:0')];
    case BinaryRuntimeKind.ALPINE: return [Instruction.run([
      `apk add --no-cache ${['ca-certificates', 'tzdata', ...packages].join(' ')}`,
      ...nameUser('app', user, '/sbin/nologin'),
    ])];
    case BinaryRuntimeKind.SLIM: return [Instruction.run([
      ...aptInstall(['ca-certificates', 'tzdata', ...packages]),
      ...nameUser('app', user, '/usr/sbin/nologin'),
    ])];
  }
}

function withoutPackageManager(kind: BinaryRuntimeKind): Instruction[] {
  switch (kind) {
    case BinaryRuntimeKind.ALPINE: return [withoutApk()];
    case BinaryRuntimeKind.SLIM: return [withoutApt()];
    default: return [];
  }
}
