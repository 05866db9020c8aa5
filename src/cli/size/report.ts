import { locate, Step } from './dockerfile-steps';
import type { Measured } from './measure';
import { percent, shortened } from './text';
import type { ArchivedImage, Layer } from '../../engine/image-archive';
import { show, UsageError } from '../../model/problem';
import { budgetText, sizeText } from '../../model/units';
import { changeOf, ImageSize, ImageSizes } from '../../workspace/image-sizes';

/** A layer, and whose it is. */
export interface SizedLayer extends Layer {
  /** Where its instruction stands, such as `Dockerfile:12`; `undefined`: in no Dockerfile of the project, or it is not known. */
  readonly location?: string;
  /** The images that have it, of those that were measured. */
  readonly images: readonly string[];
}

/** An image for one platform, and what it is compared with. */
export interface SizedImage extends ImageSize {
  readonly name: string;
  readonly source: string;
  readonly platform: string;
  /** Whether some of the download was estimated. */
  readonly isEstimate: boolean;
  readonly budget: Partial<ImageSize>;
  readonly recorded?: ImageSize;
  /** Differences from what was recorded, nothing where they are noise. */
  readonly change?: ImageSize;
  readonly before?: ImageSize & { readonly source: string };
  readonly layers: readonly SizedLayer[];
}

/** What images of one platform have in common. */
export interface Shared extends ImageSize {
  readonly images: readonly string[];
  readonly platform: string;
}

/** The answer of `size`. */
export interface Report {
  readonly images: readonly SizedImage[];
  /** The largest first. */
  readonly shared: readonly Shared[];
  /** Budgets that are exceeded, one sentence each. */
  readonly problems: readonly string[];
}

/** An image that a target is compared with. */
export interface Before {
  readonly target: string;
  readonly source: string;
  readonly images: readonly ArchivedImage[];
}

interface Comparison {
  /** The instructions of the Dockerfiles that make a target; `undefined`: nobody knows. */
  readonly steps: (target: string) => readonly Step[] | undefined;
  readonly recorded: ImageSizes;
  readonly before: readonly Before[];
  /** By how many percent an image may have grown. */
  readonly maxGrowth?: number;
}

const INSTRUCTION_LENGTH = 90;
const KINDS = [['unpacked', 'unpacked'], ['download', 'to download']] as const;

/** Compares what was measured with budgets, with the record, and with what was before. */
export function reportSizes(measured: readonly Measured[], { recorded, before, maxGrowth, steps }: Comparison): Report {
  const owners = ownersOf(measured);
  const images = measured.flatMap(({ target, source, images: platforms }) => platforms.map((image): SizedImage => {
    const { platform, layers } = image;
    const located = locate(image, steps(target.name));
    const total = totalOf(layers);
    const last = recorded.get(target.name)?.get(platform);
    const earlier = before.find(entry => entry.target === target.name);
    return {
      name: target.name,
      source,
      platform,
      ...total,
      isEstimate: layers.some(layer => layer.isEstimate),
      budget: { download: target.maxDownloadSize, unpacked: target.maxImageSize },
      ...(last ? { recorded: last, change: changesOf(last, total) } : {}),
      ...(earlier ? { before: { source: earlier.source, ...totalOf(samePlatform(earlier, target.name, platform).layers) } } : {}),
      layers: located.map(layer => ({ ...layer, images: [...owners.get(keyOf(platform, layer))!.images] })),
    };
  }));
  return { images, shared: sharedOf(owners), problems: images.flatMap(image => [...overBudget(image), ...grown(image, maxGrowth)]) };
}

/** What was measured, as it is recorded. */
export function sizesOf(report: Report): ImageSizes {
  const sizes = new Map<string, Map<string, ImageSize>>();
  for (const { name, platform, download, unpacked } of report.images) {
    sizes.set(name, new Map([...sizes.get(name) ?? [], [platform, { download, unpacked }]]));
  }
  return sizes;
}

/** The sizes of layers together. */
export function totalOf(layers: readonly ImageSize[]): ImageSize {
  const sum = (key: keyof ImageSize) => layers.reduce((total, layer) => total + layer[key], 0);
  return { download: sum('download'), unpacked: sum('unpacked') };
}

function changesOf(last: ImageSize, now: ImageSize): ImageSize {
  return { download: changeOf(last.download, now.download), unpacked: changeOf(last.unpacked, now.unpacked) };
}

function samePlatform({ source, images }: Before, name: string, platform: string): ArchivedImage {
  const found = images.find(image => image.platform === platform);
  if (!found) {
    const others = images.map(image => image.platform).join(', ') || 'no platform';
    throw new UsageError(`${source} cannot be compared with ${show(name)}, because it is for ${others} and not for ${platform}`);
  }
  return found;
}

type Owners = Map<string, { readonly layer: Layer; readonly platform: string; readonly images: Set<string> }>;

function keyOf(platform: string, { digest }: Layer): string {
  return `${platform} ${digest}`;
}

function ownersOf(measured: readonly Measured[]): Owners {
  const owners: Owners = new Map();
  for (const { target, images } of measured) {
    for (const { platform, layers } of images) {
      for (const layer of layers) {
        const owner = owners.get(keyOf(platform, layer)) ?? { layer, platform, images: new Set() };
        owner.images.add(target.name);
        owners.set(keyOf(platform, layer), owner);
      }
    }
  }
  return owners;
}

function sharedOf(owners: Owners): Shared[] {
  const groups = new Map<string, Shared>();
  for (const { layer, platform, images } of owners.values()) {
    if (images.size < 2) continue;
    const key = JSON.stringify([platform, ...images]);
    const { download, unpacked } = totalOf([layer, groups.get(key) ?? { download: 0, unpacked: 0 }]);
    groups.set(key, { platform, images: [...images], download, unpacked });
  }
  return [...groups.values()].sort((a, b) => b.unpacked - a.unpacked);
}

function overBudget({ name, platform, budget, layers, ...sizes }: SizedImage): string[] {
  return KINDS.flatMap(([kind, words]) => {
    const most = budget[kind];
    if (most === undefined || sizes[kind] <= most) return [];
    const largest = [...layers].sort((a, b) => b[kind] - a[kind])[0];
    const place = largest.isBase ? ' (base image)' : largest.location ? ` (${largest.location})` : '';
    const by = largest.instruction ? `: ${shortened(largest.instruction, INSTRUCTION_LENGTH)}${place}` : place;
    const over = `${name} (${platform}) is ${sizeText(sizes[kind] - most)} over its budget`;
    return [`${over}: ${sizeText(sizes[kind], most)} ${words}, of at most ${budgetText(most)}; the largest layer has ${sizeText(largest[kind])}${by}`];
  });
}

function grown({ name, platform, recorded, change, ...sizes }: SizedImage, maxGrowth: number | undefined): string[] {
  if (maxGrowth === undefined || !recorded || !change) return [];
  return KINDS.filter(([kind]) => change[kind] > recorded[kind] * maxGrowth / 100).map(([kind, words]) => (
    `${name} (${platform}) has grown by ${percent(change[kind], recorded[kind])}: from ${sizeText(recorded[kind])} to ${sizeText(sizes[kind])} ${words}, by more than ${maxGrowth} %`));
}
