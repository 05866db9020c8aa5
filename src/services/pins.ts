import { builtStages } from './built-stages';
import { Instruction } from '../dockerfile/instruction';
import { sortedUnique } from '../model/order';
import type { BuildModel, GeneratedBuild, SystemModel } from '../model/service-model';
import { takenImages, type TakenImage } from '../workspace/dockerfile/images';
import type { ImageLock } from '../workspace/image-lock';
import type { Repository } from '../workspace/repository';

/** A system, and what it takes from elsewhere. */
export interface Pinned {
  readonly system: SystemModel;
  /** Images with a tag and without a digest of their own, in order, each once: what a lock can hold. */
  readonly references: readonly string[];
}

/** A reference that a lock can hold: it has a tag and no digest. */
const LOCKABLE = /^[^\s@$]*[^\s@$:/]:[\w][\w.-]{0,127}$/;

/** The system with the digest of the lock behind every image that it takes from elsewhere. */
export function pinSystem(system: SystemModel, lock: ImageLock, repository: Repository): Pinned {
  const references: string[] = [];
  const pin = (image: string): string => {
    if (!LOCKABLE.test(image)) return image;
    references.push(image);
    const locked = lock.get(image);
    return locked ? `${image}@${locked.digest}` : image;
  };
  const bases = system.bases.map(base => ({ ...base, build: pinBuild(base.build, [base.build.target], pin, repository) }));
  const services = system.services.map(service => {
    const { build, development } = service;
    if (build) return { ...service, build: pinBuild(build, [build.target, ...development ? [development.target] : []], pin, repository) };
    return service.imageOf === undefined ? { ...service, image: pin(service.image) } : service;
  });
  return { system: { ...system, bases, services }, references: sortedUnique(references) };
}

function pinBuild(build: BuildModel, targets: readonly (string | undefined)[], pin: (image: string) => string, repository: Repository): BuildModel {
  const images = takenImages(builtStages(build, repository), targets, build.args).map(taken => ({ ...taken, pinned: pin(taken.image) }));
  const changed = images.filter(({ image, pinned }) => image !== pinned);
  if (changed.length === 0) return build;
  if (build.generated) return { ...build, generated: pinGenerated(build.generated, changed) };
  // Of a Dockerfile that is not ours, the builder is told what stands for an image.
  return { ...build, pins: Object.fromEntries(changed.map(({ image, pinned }) => [image, pinned])) };
}

interface PinnedImage extends TakenImage {
  readonly pinned: string;
}

/**
 * A digest decides alone which image is taken. An argument for the version would be of no effect beside it, so there is
 * one for the whole image then: `NODE_IMAGE` in place of `NODE_VERSION`.
 */
function pinGenerated(generated: GeneratedBuild, changed: readonly PinnedImage[]): GeneratedBuild {
  const { globals, stages } = generated.dockerfile;
  const froms = new Map<string, string>();
  const args = new Map<string, Instruction>();
  for (const { written, pinned } of changed) {
    const [, version] = /\$\{(\w+)_VERSION\}/.exec(written) ?? [];
    if (version === undefined || args.has(version)) {
      froms.set(written, pinned);
    } else {
      args.set(version, Instruction.arg(`${version}_IMAGE`, pinned));
      froms.set(written, `\${${version}_IMAGE}`);
    }
  }
  const pin = (image: string) => froms.get(image) ?? image;
  return {
    ...generated,
    dockerfile: {
      globals: globals.map(global => args.get(/^ARG (\w+)_VERSION\b/.exec(global.toString())?.[1] ?? '') ?? global),
      stages: stages.map(stage => ({ ...stage, from: pinFrom(stage.from, pin), instructions: stage.instructions.map(one => one._pinned(pin)) })),
    },
  };
}

/** `--platform=$BUILDPLATFORM image` stays what it is but for the image. */
function pinFrom(from: string, pin: (image: string) => string): string {
  const words = from.split(' ');
  return [...words.slice(0, -1), pin(words[words.length - 1])].join(' ');
}
