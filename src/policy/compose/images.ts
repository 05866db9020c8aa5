import { namedContexts } from './contexts';
import { isMap, textOf } from './values';
import { oncePer } from '../../model/memo';
import { findStage, parentOf, sourcesOf } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedService, CheckedStage, CheckedSystem } from '../checked-system';
import { ownStages } from '../dockerfile/instructions';
import { mayBeImage } from '../dockerfile/stages';
import { type NamedImage, readImage } from '../images/name';
import type { PolicyFinding } from '../rule';

/** What a service runs: the result of a Dockerfile, or an image from elsewhere. Neither: it is not known. */
export interface RunImage {
  readonly dockerfile?: CheckedDockerfile;
  /** Its reference. */
  readonly image?: string;
}

/** What services run, by their names. */
export const runImages: (system: CheckedSystem) => ReadonlyMap<string, RunImage> = oncePer(({ services, _facts: { models } }) => {
  const dockerfiles = new Map(services.map(({ name, dockerfile }) => [name, dockerfile]));
  const built = new Map(services.flatMap(({ dockerfile, compose }) => (dockerfile && typeof compose?.image === 'string' ? [[compose.image as string, dockerfile] as const] : [])));
  return new Map(services.map(({ name, dockerfile, compose }): [string, RunImage] => {
    const other = models.get(name)?.imageOf;
    const known = dockerfile ?? (other === undefined ? undefined : dockerfiles.get(other)) ?? built.get(compose?.image);
    if (known) return [name, { dockerfile: known }];
    return [name, { image: compose?.build === undefined ? textOf(compose?.image) : undefined }];
  }));
});

/** An image that is pulled for a service, and where it is said. */
export interface PulledImage {
  readonly named: NamedImage;
  /** As the builder or Compose sees it, with the values of variables in place of their names. */
  readonly image: string;
  readonly place: Pick<PolicyFinding, 'file' | 'line' | 'keys'>;
  /** Whether a stage starts from it, or a service runs it; otherwise files are taken from it. */
  readonly isBase: boolean;
  /** The stage that needs it; `undefined`: it is run as it is. */
  readonly stage?: CheckedStage;
}

/** The images that services are built from or run, as far as they are known: those that a base image stands for are not among them. */
export const pulledImages: (system: CheckedSystem) => ReadonlyMap<CheckedService, readonly PulledImage[]> = oncePer(system => (
  new Map(system.services.map(service => [service, [
    ...service.dockerfile ? builtFrom(service.dockerfile, namedContexts(system, service)) : [],
    ...composeImage(service, system),
  ]]))));

function builtFrom(dockerfile: CheckedDockerfile, contexts: ReadonlySet<string>): PulledImage[] {
  const { path: file, stages } = dockerfile;
  const own = ownStages(dockerfile);
  const bases = own.filter(stage => !parentOf(stages, stage) && !contexts.has(stage.from) && !isStageOfPlatform(stage.from))
    .flatMap(stage => pulled(stage.image, { place: { file, line: stage.start.line }, isBase: true, stage }));
  const others = own.flatMap(stage => {
    const above = stages.slice(0, stages.indexOf(stage));
    return stage.instructions.flatMap(instruction => sourcesOf(instruction)
      // What can only be a stage's name is none of an image, whether there is that stage or not.
      .filter(name => mayBeImage(name) && !contexts.has(name) && !findStage(above, name))
      .flatMap(name => pulled(name, { place: { file, line: instruction.line }, isBase: false, stage })));
  });
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
    if (typeof said?.image !== 'string' || !file || builtImages(system).has(withoutVersion(said.image))) return [];
    return pulled(textOf(said.image), { place: { file: file.path, keys: ['services', name, 'image'] }, isBase: true });
  });
}

/** The names of images that services of this system build. */
const builtImages: (system: CheckedSystem) => ReadonlySet<string> = oncePer(system => {
  const services: any[] = Object.values(system.files.compose.content?.services ?? {});
  return new Set(services.flatMap(service => (isMap(service) && service.build && typeof service.image === 'string' ? [withoutVersion(service.image)] : [])));
});

function withoutVersion(image: string): string {
  return image.replace(/[:@](?!.*\/).*$|:\$\{.*$/, '');
}

function pulled(image: string | undefined, more: Pick<PulledImage, 'place' | 'isBase' | 'stage'>): PulledImage[] {
  if (image === undefined || image.toLowerCase() === 'scratch') return [];
  const named = readImage(image);
  return named ? [{ named, image, ...more }] : [];
}
