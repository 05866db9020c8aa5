import { isStageName } from './all-stages';
import type { CheckedDockerfile, CheckedService, CheckedSystem } from './checked-system';
import { textOf } from './compose';
import { namedContexts } from './contexts';
import { ownInstructions } from './lineage';
import type { PolicyFinding } from './rule';
import { type ImageReference, parseReference } from '../model/image-reference';
import { findStage, parentOf, sourcesOf } from '../workspace/dockerfile/stages';

/** An image that is pulled for a service, and where it is said. */
export interface PulledImage {
  /** As the builder or Compose sees it, with the values of variables in place of their names. */
  readonly image: string;
  readonly reference: ImageReference;
  readonly place: Pick<PolicyFinding, 'file' | 'line' | 'composeKeys'>;
  /** Whether a stage starts from it, or a service runs it; otherwise files are taken from it. */
  readonly isBase: boolean;
}

/** The images that a service is built from or runs, as far as they are known: those that a base image stands for are not among them. */
export function pulledImages(service: CheckedService, system: CheckedSystem): PulledImage[] {
  return [...service.dockerfile ? builtFrom(service.dockerfile, namedContexts(system, service)) : [], ...composeImage(service, system)];
}

function builtFrom(dockerfile: CheckedDockerfile, contexts: ReadonlySet<string>): PulledImage[] {
  const { path: file, stages } = dockerfile;
  const bases = stages.filter(stage => !stage.isShared && !parentOf(stages, stage) && !contexts.has(stage.from) && !isStageOfPlatform(stage.from))
    .flatMap(({ image, start: { line } }) => pulled(image, { file, line }, true));
  const others = ownInstructions(dockerfile).flatMap(({ stage, instruction }) => sourcesOf(instruction)
    // What can only be a stage's name is none of an image, whether there is that stage or not.
    .filter(name => !isStageName(name) && !contexts.has(name) && !findStage(stages.slice(0, stages.indexOf(stage)), name))
    .flatMap(name => pulled(name, { file, line: instruction.line }, false)));
  return [...bases, ...others];
}

/** `base-${TARGETARCH}` is a stage for each platform. */
function isStageOfPlatform(from: string): boolean {
  return /\$\{?(?:TARGET|BUILD)/.test(from) && !from.includes(':');
}

/** What a service runs that is not built: neither for it nor for another. */
function composeImage({ name, compose, composeDevelopment, dockerfile }: CheckedService, system: CheckedSystem): PulledImage[] {
  if (dockerfile || compose?.build || composeDevelopment?.build) return [];
  return ([[compose, system.files.compose], [composeDevelopment, system.files.composeDevelopment]] as const).flatMap(([said, file]) => {
    if (typeof said?.image !== 'string' || !file || builtImages(system).has(nameOf(said.image))) return [];
    return pulled(textOf(said.image), { file: file.path, composeKeys: ['services', name, 'image'] }, true);
  });
}

const built = new WeakMap<CheckedSystem, ReadonlySet<string>>();

/** The names of images that services of this system build. */
function builtImages(system: CheckedSystem): ReadonlySet<string> {
  let names = built.get(system);
  if (!names) {
    const services: any[] = Object.values(system.files.compose.content?.services ?? {});
    names = new Set(services.flatMap(service => (service?.build && typeof service.image === 'string' ? [nameOf(service.image)] : [])));
    built.set(system, names);
  }
  return names;
}

function nameOf(image: string): string {
  return image.replace(/[:@](?!.*\/).*$|:\$\{.*$/, '');
}

function pulled(image: string | undefined, place: PulledImage['place'], isBase: boolean): PulledImage[] {
  if (image === undefined || image.includes('$') || image.toLowerCase() === 'scratch') return [];
  const reference = readReference(image);
  return reference ? [{ image, reference, place, isBase }] : [];
}

function readReference(image: string): ImageReference | undefined {
  try {
    return parseReference(image);
  } catch {
    return undefined;
  }
}
