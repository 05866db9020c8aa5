import type { Report, Shared, SizedImage, SizedLayer } from './report';
import { changeText, percent, shortened, sizeText } from './text';
import { enumerate } from '../../render/guide/markdown';
import { renderMarkdownTable, renderTable } from '../table';

/** What shared layers are worth a line. */
const WORTH_SAYING = 100_000;
const SHARED_LINES = 5;
const INSTRUCTION_LENGTH = { text: 90, markdown: 200 };

/** The report as text. */
export function renderText(report: Report, withLayers: boolean): string {
  const parts = [renderTable(...overview(report))];
  if (withLayers) parts.push(...report.images.map(image => `${title(image)}\n${renderTable(...layerTable(image, text => shortened(text, INSTRUCTION_LENGTH.text)))}`));
  const earlier = beforeAfter(report);
  if (earlier) parts.push(renderTable(...earlier));
  const remarks = remarksOn(report).join('\n');
  return [...parts, remarks, report.problems.join('\n')].filter(part => part !== '').join('\n\n');
}

/** The report as GitHub shows it in a summary. */
export function renderMarkdown(report: Report): string {
  const parts = ['### Image sizes', renderMarkdownTable(...overview(report))];
  if (report.problems.length > 0) parts.push(`**Too large**\n\n${report.problems.map(problem => `- ${literal(problem)}`).join('\n')}`);
  const earlier = beforeAfter(report);
  if (earlier) parts.push('#### Before and after', renderMarkdownTable(...earlier));
  parts.push(...remarksOn(report));
  parts.push(...report.images.map(image => (
    `<details><summary>Layers of ${title(image)}</summary>\n\n${renderMarkdownTable(...layerTable(image, code))}\n\n</details>`)));
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
function overview({ images }: Report): Table {
  const columns: [string, (image: SizedImage) => string][] = [
    ['image', ({ name }) => name],
    ['platform', ({ platform }) => platform],
    ['download', ({ download }) => sizeText(download)],
    ['unpacked', ({ unpacked }) => sizeText(unpacked)],
  ];
  if (images.some(({ budget }) => budget.download || budget.unpacked)) columns.push(['budget', budgetOf]);
  if (images.some(({ recorded }) => recorded)) columns.push(['change', changesOf]);
  return [columns.map(([name]) => name), images.map(image => columns.map(([, cell]) => cell(image)))];
}

function budgetOf({ budget, download, unpacked }: SizedImage): string {
  const parts = [
    ...(budget.unpacked === undefined ? [] : [`${sizeText(budget.unpacked)}${unpacked > budget.unpacked ? ' exceeded' : ''}`]),
    ...(budget.download === undefined ? [] : [`${sizeText(budget.download)} download${download > budget.download ? ' exceeded' : ''}`]),
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

function layerTable({ layers }: SizedImage, instruction: (text: string) => string): Table {
  const columns: [string, (layer: SizedLayer) => string][] = [
    ['download', ({ download }) => sizeText(download)],
    ['unpacked', ({ unpacked }) => sizeText(unpacked)],
    ['shared by', ({ images }) => (images.length > 1 ? `${images.length} images` : '')],
    ['from', ({ isBase, location = '' }) => (isBase ? 'base image' : location)],
    ['instruction', layer => instruction(layer.instruction ?? '')],
  ];
  const filled = columns.filter(([, cell]) => layers.some(layer => cell(layer) !== ''));
  return [filled.map(([name]) => name), layers.map(layer => filled.map(([, cell]) => cell(layer)))];
}

function code(instruction: string): string {
  return instruction && `<code>${literal(shortened(instruction, INSTRUCTION_LENGTH.markdown))}</code>`;
}

/** A text that Markdown and HTML leave as it is. */
function literal(text: string): string {
  return text.replace(/[^\p{L}\p{N} ./:,;=()%-]/gu, character => `&#${character.codePointAt(0)};`);
}

function title({ name, platform }: SizedImage): string {
  return `${name}, ${platform}`;
}

/** Images beside those that they are compared with; `undefined`: there are none. */
function beforeAfter({ images }: Report): Table | undefined {
  const rows = images.flatMap(({ name, platform, before, ...after }) => (before ? (['download', 'unpacked'] as const).map(kind => [
    name, platform, before.source, kind, sizeText(before[kind]), sizeText(after[kind]), before[kind] > 0 ? percent(before[kind] - after[kind], before[kind]) : '-',
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
