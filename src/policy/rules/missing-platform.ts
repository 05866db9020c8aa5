import { show } from '../../model/problem';
import { flagValues, parentOf } from '../../workspace/dockerfile/stages';
import type { ImageLock } from '../../workspace/image-lock';
import type { CheckedDockerfile, CheckedService, CheckedStage, CheckedSystem } from '../checked-system';
import { type PulledImage, pulledImages } from '../compose/images';
import { listOf, textOf } from '../compose/values';
import type { NamedImage } from '../images/name';
import { IPolicyRule, PolicySeverity } from '../rule';

export const missingPlatform: IPolicyRule = {
  id: 'missing-platform',
  severity: PolicySeverity.ERROR,
  summary: 'Images that are taken from elsewhere are there for every platform that is built for',
  check: system => {
    const { lock } = system._facts;
    if (!lock || lock.size === 0) return [];
    return [...pulledImages(system)].flatMap(([service, images]) => images.flatMap(pulled => (
      missing(pulled, wantedFor(pulled, service, system), lock).map(message => ({ ...pulled.place, service: service.name, message })))));
  },
};

/** The platforms that an image is needed for. */
function wantedFor({ stage }: PulledImage, service: CheckedService, { platforms }: CheckedSystem): readonly string[] {
  const { compose, dockerfile } = service;
  // What is pulled and not built runs where the others do, unless it says otherwise.
  if (!stage) return compose?.platform === undefined ? platforms : [textOf(compose.platform) ?? []].flat();
  const said = [compose?.platform, ...listOf(compose?.build?.platforms)].flatMap(platform => textOf(platform) ?? []);
  return wantedBy(dockerfile!, stage, [...new Set([...platforms, ...said])]);
}

/** The platforms that a stage is made for, and with it what it takes files from; none: that of whoever builds, or what a variable says. */
function wantedBy({ stages }: Pick<CheckedDockerfile, 'stages'>, stage: CheckedStage, platforms: readonly string[]): readonly string[] {
  const [own] = flagValues(stage.start, 'platform');
  if (own === undefined) {
    const parent = parentOf(stages, stage);
    return parent ? wantedBy({ stages }, parent, platforms) : platforms;
  }
  if (/^\$\{?TARGETPLATFORM\}?$/.test(own)) return platforms;
  return own.includes('$') ? [] : [own];
}

function missing({ image, named }: PulledImage, wanted: readonly string[], lock: ImageLock): string[] {
  const known = platformsIn(lock, named);
  const lacking = known ? wanted.filter(platform => !known.some(there => serves(normal(there), normal(platform)))) : [];
  if (lacking.length === 0) return [];
  return [`image ${show(image)} is not there for ${lacking.join(', ')}, only for ${known!.join(', ')}; take another image or version, or leave ${lacking.length > 1 ? 'these' : 'this'} out of "platforms"`];
}

/** The platforms of an image; `undefined`: they are not known, or those of another version are. */
function platformsIn(lock: ImageLock, { reference: { name, tag, digest } }: NamedImage): readonly string[] | undefined {
  const locked = lock.get(tag === undefined ? name : `${name}:${tag}`) ?? (tag === undefined ? lock.get(`${name}:latest`) : undefined);
  return locked?.platforms?.length && (digest === undefined || digest === locked.digest) ? locked.platforms : undefined;
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
