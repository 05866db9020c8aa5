import { parseReference } from '../../model/image-reference';
import { show, UsageError } from '../../model/problem';
import { findStage, flagValues, parentOf, sourcesOf } from '../../workspace/dockerfile/stages';
import type { ImageLock } from '../../workspace/image-lock';
import type { CheckedDockerfile, CheckedService, CheckedStage, CheckedSystem } from '../checked-system';
import { listOf, placeOf, textOf } from '../compose';
import { namedContexts } from '../contexts';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { RunImage, runImages } from '../run-image';

export const missingPlatform: IPolicyRule = {
  id: 'missing-platform',
  severity: PolicySeverity.ERROR,
  summary: 'Images that are taken from elsewhere are there for every platform that is built for',
  check: system => {
    const { lock } = system._facts;
    if (!lock || lock.size === 0) return [];
    const images = runImages(system);
    return system.services.flatMap(service => [
      ...service.dockerfile ? inDockerfile(service, service.dockerfile, system, lock) : [],
      ...inCompose(service, images.get(service.name)!, system, lock),
    ]);
  },
};

/** What a service is built for: for Compose, too, if that says so. */
function platformsOf({ compose }: CheckedService, { platforms }: CheckedSystem): string[] {
  const said = [textOf(compose?.platform), ...listOf(compose?.build?.platforms).map(textOf)];
  return [...new Set([...platforms, ...said.flatMap(platform => platform ?? [])])];
}

function inDockerfile(service: CheckedService, dockerfile: CheckedDockerfile, system: CheckedSystem, lock: ImageLock): PolicyFinding[] {
  const platforms = platformsOf(service, system);
  const contexts = namedContexts(system, service);
  const { path: file, stages } = dockerfile;
  return stages.filter(({ isShared }) => !isShared).flatMap(stage => {
    const wanted = wantedBy(stages, stage, platforms);
    const above = stages.slice(0, stages.indexOf(stage));
    const from = parentOf(stages, stage) || contexts.has(stage.from) ? undefined : stage.image;
    // What a stage takes files from is taken for its platform.
    const others = stage.instructions.flatMap(instruction => sourcesOf(instruction)
      .filter(source => !findStage(above, source) && !contexts.has(source)).map(image => ({ image, line: instruction.line })));
    return [...from === undefined ? [] : [{ image: from, line: stage.start.line }], ...others].flatMap(({ image, line }) => (
      missing(image, wanted, lock).map(message => ({ service: service.name, file, line, message }))));
  });
}

/** The platforms that a stage is made for; none: that of whoever builds, or what a variable says. */
function wantedBy(stages: readonly CheckedStage[], stage: CheckedStage, platforms: readonly string[]): readonly string[] {
  const [own] = flagValues(stage.start, 'platform');
  if (own === undefined) {
    const parent = parentOf(stages, stage);
    return parent ? wantedBy(stages, parent, platforms) : platforms;
  }
  if (/^\$\{?TARGETPLATFORM\}?$/.test(own)) return platforms;
  return own.includes('$') ? [] : [own];
}

/** What is pulled and not built runs where the others do, unless it says otherwise. */
function inCompose(service: CheckedService, { image }: RunImage, { platforms, files }: CheckedSystem, lock: ImageLock): PolicyFinding[] {
  if (image === undefined || service.isBase) return [];
  const own = service.compose?.platform;
  const wanted = own === undefined ? platforms : [textOf(own) ?? []].flat();
  const place = placeOf({ name: service.name, file: files.compose.path, service: service.compose }, 'image');
  return missing(image, wanted, lock).map(message => ({ ...place, message }));
}

function missing(image: string, wanted: readonly string[], lock: ImageLock): string[] {
  const known = platformsIn(lock, image);
  const lacking = known ? wanted.filter(platform => !known.some(there => serves(normal(there), normal(platform)))) : [];
  if (lacking.length === 0) return [];
  return [`image ${show(image)} is not there for ${lacking.join(', ')}, only for ${known!.join(', ')}; take another image or version, or leave ${lacking.length > 1 ? 'these' : 'this'} out of "platforms"`];
}

/** The platforms of an image; `undefined`: they are not known, or those of another version are. */
function platformsIn(lock: ImageLock, image: string): readonly string[] | undefined {
  try {
    const { name, tag, digest } = parseReference(image);
    const locked = lock.get(tag === undefined ? name : `${name}:${tag}`) ?? (tag === undefined ? lock.get(`${name}:latest`) : undefined);
    if (!locked?.platforms?.length || (digest !== undefined && digest !== locked.digest)) return undefined;
    return locked.platforms;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** With the names and variants that are meant where others or none are written. */
function normal(platform: string): string {
  const [os, architecture = '', variant = ''] = platform.toLowerCase().split('/');
  const name = { x86_64: 'amd64', aarch64: 'arm64', armhf: 'arm', i386: '386' }[architecture] ?? architecture;
  const meant = name === 'arm' && variant === '' ? 'v7' : variant;
  return [os, name, ...meant === '' || (name === 'arm64' && meant === 'v8') || (name === 'amd64' && meant === 'v1') ? [] : [meant]].join('/');
}

/** Whether what is there for one platform runs on another: an older variant of the same processor does. */
function serves(there: string, wanted: string): boolean {
  if (there === wanted) return true;
  const [, , variant] = wanted.split('/');
  if (variant === undefined) return false;
  const [os, architecture, has] = there.split('/');
  return wanted.startsWith(`${os}/${architecture}/`) && (has === undefined || Number(has.slice(1)) < Number(variant.slice(1)));
}
