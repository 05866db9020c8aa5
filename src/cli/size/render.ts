import type { Report, Shared, SizedImage, SizedLayer } from './report';
import { changeText, percent, shortened } from './text';
import { code, entities, enumerate } from '../../model/markdown';
import { budgetText, sizeText } from '../../model/units';
import { renderMarkdownTable, renderTable } from '../table';

/** What shared layers are worth a line. */
const WORTH_SAYING = 100_000;
const SHARED_LINES = 5;

/** How a table says what others have written. */
interface Style {
  readonly text: (text: string) => string;
  readonly instruction: (text: string) => string;
}

const PLAIN: Style = { text: text => text, instruction: text => shortened(text, 90) };
const MARKDOWN: Style = { text: entities, instruction: text => text && code(shortened(text, 200)) };

/** The report as text. */
export function renderText(report: Report, withLayers: boolean): string {
  const parts = [renderTable(...overview(report, PLAIN))];
  if (withLayers) parts.push(...report.images.map(image => `${title(image)}\n${renderTable(...layerTable(image, PLAIN))}`));
  const earlier = beforeAfter(report, PLAIN);
  if (earlier) parts.push(renderTable(...earlier));
  const remarks = remarksOn(report).join('\n');
  return [...parts, remarks, report.problems.join('\n')].filter(part => part !== '').join('\n\n');
}

/** The report as GitHub shows it in a summary. */
export function renderMarkdown(report: Report): string {
  const parts = ['### Image sizes', renderMarkdownTable(...overview(report, MARKDOWN))];
  if (report.problems.length > 0) parts.push(`**Too large**\n\n${report.problems.map(problem => `- ${entities(problem)}`).join('\n')}`);
  const earlier = beforeAfter(report, MARKDOWN);
  if (earlier) parts.push('#### Before and after', renderMarkdownTable(...earlier));
  parts.push(...remarksOn(report).map(entities));
  parts.push(...report.images.map(image => (
    `<details><summary>Layers of ${entities(title(image))}</summary>\n\n${renderMarkdownTable(...layerTable(image, MARKDOWN))}\n\n</details>`)));
  return parts.join('\n\n');
}

/** The report for programs. */
export function renderJson({ images, shared, problems }: Report): string {
  return JSON.stringify({ images: images.map(image => ({ ...image, layers: image.layers.map(jsonLayer) })), shared, problems }, undefined, 2);
}

function jsonLayer({ digest, instruction, isBase, location, download, unpacked, images }: SizedLayer): object {
  return { digest, instruction, isBase, location, download, unpacked, images };
}

type Table = [header: string[], rows: string[][]];

/** All images; columns that would say nothing are left out. */
function overview({ images }: Report, { text }: Style): Table {
  const columns: [string, (image: SizedImage) => string][] = [
    ['image', ({ name }) => text(name)],
    ['platform', ({ platform }) => text(platform)],
    ['download', ({ download, budget }) => sizeText(download, budget.download)],
    ['unpacked', ({ unpacked, budget }) => sizeText(unpacked, budget.unpacked)],
  ];
  if (images.some(({ budget }) => budget.download || budget.unpacked)) columns.push(['budget', budgetOf]);
  if (images.some(({ recorded }) => recorded)) columns.push(['change', changesOf]);
  return [columns.map(([name]) => name), images.map(image => columns.map(([, cell]) => cell(image)))];
}

function budgetOf({ budget, download, unpacked }: SizedImage): string {
  const parts = [
    ...(budget.unpacked === undefined ? [] : [`${budgetText(budget.unpacked)}${unpacked > budget.unpacked ? ' exceeded' : ''}`]),
    ...(budget.download === undefined ? [] : [`${budgetText(budget.download)} download${download > budget.download ? ' exceeded' : ''}`]),
  ];
  return parts.join(', ') || '-';
}

function changesOf({ recorded, change }: SizedImage): string {
  if (!recorded || !change) return 'new';
  const parts = [
    ...(change.unpacked === 0 ? [] : [changeText(change.unpacked, recorded.unpacked)]),
    ...(change.download === 0 ? [] : [`download ${changeText(change.download, recorded.download)}`]),
  ];
  return parts.join(', ') || 'none';
}

function layerTable({ layers }: SizedImage, { text, instruction }: Style): Table {
  const columns: [string, (layer: SizedLayer) => string][] = [
    ['download', ({ download }) => sizeText(download)],
    ['unpacked', ({ unpacked }) => sizeText(unpacked)],
    ['shared by', ({ images }) => (images.length > 1 ? `${images.length} images` : '')],
    ['from', ({ isBase, location = '' }) => (isBase ? 'base image' : text(location))],
    ['instruction', layer => instruction(layer.instruction ?? '')],
  ];
  const filled = columns.filter(([, cell]) => layers.some(layer => cell(layer) !== ''));
  return [filled.map(([name]) => name), layers.map(layer => filled.map(([, cell]) => cell(layer)))];
}

function title({ name, platform }: SizedImage): string {
  return `${name}, ${platform}`;
}

/** Images beside those that they are compared with; `undefined`: there are none. */
function beforeAfter({ images }: Report, { text }: Style): Table | undefined {
  const rows = images.flatMap(({ name, platform, before, ...after }) => (before ? (['download', 'unpacked'] as const).map(kind => [
    text(name), text(platform), text(before.source), kind, sizeText(before[kind]), sizeText(after[kind]), before[kind] > 0 ? percent(before[kind] - after[kind], before[kind]) : '-',
  ]) : []));
  return rows.length > 0 ? [['image', 'platform', 'compared with', 'size', 'before', 'after', 'saved'], rows] : undefined;
}

function remarksOn({ images, shared }: Report): string[] {
  const remarks = shared.filter(({ unpacked }) => unpacked >= WORTH_SAYING).slice(0, SHARED_LINES).map(part => sharedText(part, images));
  if (images.some(({ isEstimate }) => isEstimate)) {
    remarks.push('Downloads are estimates: layers that are not compressed yet were compressed here as a push would.');
  }
  return remarks;
}

function sharedText({ images: names, platform, download, unpacked }: Shared, images: readonly SizedImage[]): string {
  const where = new Set(images.map(image => image.platform)).size > 1 ? ` on ${platform}` : '';
  const who = names.length <= 3 ? enumerate(names) : `${names.length} images`;
  return `${who} share ${sizeText(unpacked)} (${sizeText(download)} to download)${where}.`;
}
