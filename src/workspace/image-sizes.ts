import { checkConflictMarkers, parseJson } from './json';
import { fail } from './problem';
import type { Repository } from './repository';
import { table, Table } from './value';
import { compareText, unique } from '../model/order';

/** What an image weighs, in bytes. */
export interface ImageSize {
  /** What is transferred when nothing of it is there yet. */
  readonly download: number;
  /** What it takes unpacked. */
  readonly unpacked: number;
}

/** Sizes by target and platform. */
export type ImageSizes = ReadonlyMap<string, ReadonlyMap<string, ImageSize>>;

const WRITER = 'Written by "npx projen docker:size --record": bytes, rounded. Commit it, so that a pull request shows how images grow.';
const EXAMPLE = '{"linux/amd64": {"download": 45200000, "unpacked": 138100000}}';
const REMEDY = 'restore it, or remove it and run "npx projen docker:size --record"';

/**
 * The sizes that were last recorded; none when nothing was.
 *
 * @throws WorkspaceError when the file is something else
 */
export function readImageSizes(repository: Repository, path: string): ImageSizes {
  const text = repository.tryRead(path);
  if (text === undefined) return new Map();
  checkConflictMarkers(path, text, 'run "npx projen docker:size --record"');
  const content = table(parseJson(path, text, REMEDY)) ?? fail(`${path} holds no sizes of images: ${REMEDY}`);
  const targets = Object.entries(content).filter(([target]) => target !== '//');
  return new Map(targets.map(([target, platforms]) => [target, readTarget(path, target, platforms)]));
}

function readTarget(path: string, target: string, value: unknown): ReadonlyMap<string, ImageSize> {
  const wrong = () => fail(`${path} must say the sizes of ${JSON.stringify(target)} as ${EXAMPLE}: ${REMEDY}`);
  const platforms: Table = table(value) ?? wrong();
  return new Map(Object.entries(platforms).map(([platform, sizes]) => {
    const { download, unpacked } = table(sizes) ?? wrong();
    return [platform, isSize(download) && isSize(unpacked) ? { download, unpacked } : wrong()];
  }));
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The text of the file: sorted, so that it changes only where a size does. */
export function renderImageSizes(sizes: ImageSizes): string {
  const content: Record<string, unknown> = { '//': WRITER };
  for (const [target, platforms] of sorted(sizes)) {
    content[target] = Object.fromEntries(sorted(platforms).map(([platform, { download, unpacked }]) => [platform, { download, unpacked }]));
  }
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => compareText(a, b));
}

/**
 * What is to be recorded after a measurement: what was not measured stays, what is no target or platform any more goes.
 *
 * @param platforms those that images are built for; none: any
 */
export function recordImageSizes(
  recorded: ImageSizes, measured: ImageSizes, targets: readonly string[], platforms: readonly string[] = [],
): ImageSizes {
  return new Map(targets.flatMap(target => {
    const [old, now] = [recorded.get(target), measured.get(target)];
    const known = unique([...old?.keys() ?? [], ...now?.keys() ?? []]);
    const kept = known.filter(platform => platforms.length === 0 || platforms.includes(platform));
    const sizes = kept.map(platform => [platform, merged(old?.get(platform), now?.get(platform))] as const);
    return sizes.length > 0 ? [[target, new Map(sizes)] as const] : [];
  }));
}

function merged(recorded: ImageSize | undefined, measured: ImageSize | undefined): ImageSize {
  if (!recorded || !measured) return recorded ?? rounded(measured!);
  const keep = (key: keyof ImageSize) => (changeOf(recorded[key], measured[key]) === 0 ? recorded[key] : round(measured[key]));
  return { download: keep('download'), unpacked: keep('unpacked') };
}

function rounded({ download, unpacked }: ImageSize): ImageSize {
  return { download: round(download), unpacked: round(unpacked) };
}

/** By how many bytes a size differs from the recorded one: nothing where the difference is no more than what rounding and time stamps bring. */
export function changeOf(recorded: number, measured: number): number {
  const change = measured - recorded;
  return Math.abs(change) < Math.max(stepOf(recorded), stepOf(measured)) ? 0 : change;
}

function round(bytes: number): number {
  return Math.round(bytes / stepOf(bytes)) * stepOf(bytes);
}

/** How exact a recorded size is: a tenth of a megabyte, less for small images. */
function stepOf(bytes: number): number {
  return bytes >= 10_000_000 ? 100_000 : 10_000;
}
