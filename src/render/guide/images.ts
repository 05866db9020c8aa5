import { type GuideInput, type ImageSupport, urlOf } from './input';
import { keyOf, type Lineage, lineageOf, type Origin, SCRATCH, withoutDigest } from './lineage';
import { Flowchart } from './mermaid';
import { isPulled } from './services';
import { code, type Column, enumerate, fence, lines, link, table } from '../../model/markdown';
import type { BuildModel, ServiceModel, SystemModel } from '../../model/service-model';
import { budgetText, sizeText } from '../../model/units';
import type { ImageSize } from '../../workspace/image-sizes';

/** A target of the Bake file. */
export interface Target extends Pick<ServiceModel, 'maxImageSize' | 'maxDownloadSize'> {
  readonly name: string;
  /** Without a tag. */
  readonly image: string;
  readonly build: BuildModel;
  /** Whether others are built on it, and it never runs. */
  readonly isBase: boolean;
}

/** What is built here, bases first, as in the Bake file. */
export function targetsOf({ bases, services }: SystemModel): Target[] {
  return [
    ...bases.map(base => ({ ...base, isBase: true })),
    ...services.flatMap(({ build, ...service }) => (build ? [{ ...service, build, isBase: false }] : [])),
  ];
}

/** What is built, from what, how large it is, and what comes from elsewhere. */
export function describeImages(input: GuideInput): string[] {
  const targets = targetsOf(input.system);
  return [
    '## Images',
    ...targets.length === 0 ? [] : builtImages(input, targets, lineagesOf(input)),
    ...imagesFromElsewhere(input),
  ];
}

/** What targets are made from, as far as it is known. */
function lineagesOf({ system, dockerfiles }: GuideInput): Map<string, Lineage> {
  return new Map(targetsOf(system).flatMap(({ name, build }) => {
    const dockerfile = dockerfiles.get(build.dockerfilePath);
    const lineage = dockerfile && lineageOf(build, dockerfile);
    return lineage ? [[name, lineage] as const] : [];
  }));
}

function builtImages(input: GuideInput, targets: readonly Target[], lineages: ReadonlyMap<string, Lineage>): string[] {
  const diagram = lineageDiagram(targets, lineages);
  const { platforms } = input.system;
  return [
    ...diagram === undefined ? [] : [fence('mermaid', diagram), legend(targets, lineages)],
    table(targets, columns(input, lineages)),
    platforms.length === 0
      ? 'Images are built for the platform of the machine that builds them.'
      : `Images are built for ${enumerate(platforms.map(code))}; ${code('npx projen docker:build')} builds for your machine's platform alone.`,
  ];
}

function lineageDiagram(targets: readonly Target[], lineages: ReadonlyMap<string, Lineage>): string | undefined {
  if (lineages.size === 0) return undefined;
  const chart = new Flowchart();
  const origins = [...lineages.values()].flatMap(({ from, uses }) => [from, ...uses]);
  origins.filter(({ kind }) => kind === 'image').forEach(origin => chart.node(keyOf(origin), [origin.name], 'round'));
  for (const { name, isBase } of targets) chart.node(`target ${name}`, isBase ? [name, 'base'] : [name], 'box');
  for (const [name, { from, uses }] of lineages) {
    chart.edge(keyOf(from), `target ${name}`, 'solid');
    nearest(uses, from, lineages).forEach(origin => chart.edge(keyOf(origin), `target ${name}`, 'dotted'));
  }
  return chart.render();
}

/** Without those that stand behind others: who builds on a base builds on what that is made from. */
function nearest(uses: readonly Origin[], from: Origin, lineages: ReadonlyMap<string, Lineage>): Origin[] {
  const behind = new Set<string>();
  const visit = ({ kind, name }: Origin): void => {
    const lineage = kind === 'target' ? lineages.get(name) : undefined;
    [...lineage ? [lineage.from, ...lineage.uses] : []].filter(origin => !behind.has(keyOf(origin))).forEach(origin => {
      behind.add(keyOf(origin));
      visit(origin);
    });
  };
  [from, ...uses].forEach(visit);
  return uses.filter(origin => !behind.has(keyOf(origin)));
}

function legend(targets: readonly Target[], lineages: ReadonlyMap<string, Lineage>): string {
  const isUsed = [...lineages.values()].some(({ from, uses }) => nearest(uses, from, lineages).length > 0);
  return [
    'An arrow leads from an image to what starts from it',
    isUsed ? ', a dotted one to what is built with files of it' : '',
    '.',
    targets.some(({ isBase }) => isBase) ? ' Bases are built for the others alone, and never run.' : '',
  ].join('');
}

function columns(input: GuideInput, lineages: ReadonlyMap<string, Lineage>): Column<Target>[] {
  return [
    ['Image', ({ image }) => code(image)],
    ['Built by', ({ build, isBase }) => `${link(code(build.dockerfilePath), urlOf(input, build.dockerfilePath))}${isBase && build.target ? `, stage ${code(build.target)}` : ''}`],
    ['Starts from', ({ name }) => originText(lineages.get(name)?.from, input.system)],
    ['Budget', ({ maxImageSize, maxDownloadSize }) => lines([
      ...maxImageSize ? [budgetText(maxImageSize.toBytes())] : [],
      ...maxDownloadSize ? [`${budgetText(maxDownloadSize.toBytes())} to download`] : [],
    ])],
    ['Last recorded size', target => lines([...input.sizes?.get(target.name) ?? []].map(([platform, size]) => recordedText(platform, size, target)))],
  ];
}

function originText(origin: Origin | undefined, { bases }: SystemModel): string {
  if (origin === undefined) return '';
  if (origin.kind === 'image') return origin.name === SCRATCH ? 'nothing' : code(origin.name);
  return code(bases.find(({ name }) => name === origin.name)?.image ?? origin.name);
}

function recordedText(platform: string, { unpacked, download }: ImageSize, { maxImageSize, maxDownloadSize }: Target): string {
  const [most, mostToDownload] = [maxImageSize?.toBytes(), maxDownloadSize?.toBytes()];
  const isOver = unpacked > (most ?? Infinity) || download > (mostToDownload ?? Infinity);
  return `${code(platform)}: ${sizeText(unpacked, most)}, ${sizeText(download, mostToDownload)} to download${isOver ? ' (**over budget**)' : ''}`;
}

/** An image that nobody here builds. */
export interface ForeignImage {
  readonly reference: string;
  readonly usedBy: readonly string[];
  readonly isPinned: boolean;
}

function imagesFromElsewhere(input: GuideInput): string[] {
  const images = foreignImages(input);
  if (images.length === 0) return [];
  const isAll = images.every(({ isPinned }) => isPinned);
  const isMixed = !isAll && images.some(({ isPinned }) => isPinned);
  return [
    `Images from elsewhere${isAll ? ', all pinned by digest' : isMixed ? '' : ', none of them pinned by digest'}:`,
    table(images, [
      ['Image', ({ reference }) => code(reference)],
      ['Used for', ({ usedBy }) => usedBy.map(code).join(', ')],
      ['Supported until', ({ reference }) => supportText(input.supportedUntil(reference))],
      ['Pinned by digest', ({ isPinned }) => (isMixed ? isPinned ? 'yes' : 'no' : '')],
    ]),
  ];
}

function supportText(support: ImageSupport | undefined): string {
  return support === undefined ? '' : `${support.until} (${support.what})`;
}

/** The images that builds start from or take files from, and those that run as they are. */
export function foreignImages(input: GuideInput): ForeignImage[] {
  const images = new Map<string, ForeignImage>();
  const add = (reference: string, isPinned: boolean, user: string): void => {
    const { usedBy, isPinned: wasPinned } = images.get(reference) ?? { usedBy: [], isPinned: true };
    images.set(reference, { reference, usedBy: [...new Set([...usedBy, user])], isPinned: wasPinned && isPinned });
  };
  for (const [target, { from, uses }] of lineagesOf(input)) {
    [from, ...uses].filter(({ kind, name }) => kind === 'image' && name !== SCRATCH).forEach(({ name, isPinned = false }) => add(name, isPinned, target));
  }
  for (const service of input.system.services.filter(isPulled)) {
    const { name, isPinned } = withoutDigest(service.image);
    add(name, isPinned, service.name);
  }
  return [...images.values()];
}
