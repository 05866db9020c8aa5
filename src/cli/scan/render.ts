import { type Finding, Report, type ScannedImage } from './report';
import { code, type Column, link, prose, table } from '../../model/markdown';
import { SEVERITIES } from '../../model/severity';
import { shortened } from '../size/text';
import { renderMarkdownTable, renderTable } from '../table';

const TITLE_LENGTH = { text: 70, markdown: 120 };
/** GitHub refuses a summary of a step above 1 MiB whole; what else the step writes needs room too. */
const MARKDOWN_BYTES = 960 * 1024;

const NOTHING = 'There is no image to scan.';

/** The report as text. */
export function renderText({ images, notes, problems }: Report): string {
  if (images.length === 0) return NOTHING;
  const lists = images.flatMap(image => {
    const failing = failingOf(image);
    if (failing.length === 0) return [];
    const rows = failing.map(finding => [
      finding.severity.toLowerCase(), finding.id, packageOf(finding), finding.installed, finding.fixed ?? 'not yet', shortened(finding.title, TITLE_LENGTH.text), finding.url ?? '',
    ]);
    return [`${titleOf(image)}\n${renderTable(['severity', 'vulnerability', 'package', 'installed', 'fixed in', 'title', 'link'], rows)}`];
  });
  return [renderTable(...overview(images, text => text)), ...lists, notes.map(note => `note: ${note}`).join('\n'), problems.join('\n')].filter(Boolean).join('\n\n');
}

/** The report as GitHub shows it in a summary. */
export function renderMarkdown({ images, notes, problems }: Report, limit: number = MARKDOWN_BYTES): string {
  if (images.length === 0) return NOTHING;
  const head = ['### Known vulnerabilities', renderMarkdownTable(...overview(images, prose))];
  if (problems.length > 0) head.push(`**May not stay**\n\n${problems.map(problem => `- ${prose(problem)}`).join('\n')}`);
  if (notes.length > 0) head.push(notes.map(note => `- ${prose(note)}`).join('\n'));
  const parts = [head.join('\n\n')];
  let left = limit - bytesOf(parts[0]);
  let hidden = 0;
  for (const image of images) {
    const failing = failingOf(image);
    if (failing.length === 0) continue;
    const rows = fitting(failing, left - ROOM);
    hidden += failing.length - rows.length;
    if (rows.length === 0) continue;
    parts.push(`#### ${prose(titleOf(image))}\n\n${table(rows, COLUMNS)}`);
    left -= bytesOf(parts[parts.length - 1]) + 2;
  }
  if (hidden > 0) parts.push(`**${hidden} more ${hidden === 1 ? 'is' : 'are'} not listed here, because a summary may not be longer.** The SARIF files have all of them.`);
  return parts.join('\n\n');
}

/** The report for programs. */
export function renderJson({ images, notes, problems }: Report): string {
  return JSON.stringify({ images, notes, problems }, undefined, 2);
}

const COLUMNS: readonly Column<Finding>[] = [
  ['severity', ({ severity }) => severity.toLowerCase()],
  ['vulnerability', ({ id, url = '' }) => (/^https?:\/\/[^\s()<>|"]+$/.test(url) ? link(prose(id), url) : prose(id))],
  ['package', finding => code(packageOf(finding))],
  ['installed', ({ installed }) => code(installed)],
  ['fixed in', ({ fixed }) => (fixed === undefined ? 'not yet' : code(fixed))],
  ['title', ({ title }) => prose(shortened(title, TITLE_LENGTH.markdown))],
];
/** For headings, and for the line that says what is missing. */
const ROOM = 600;

/** As many findings as there is room for, from the first on. */
function fitting(findings: readonly Finding[], room: number): Finding[] {
  let left = room;
  const end = findings.findIndex(finding => {
    left -= bytesOf(COLUMNS.map(([, cell]) => cell(finding)).join(' | ')) + '|  |\n'.length;
    return left < 0;
  });
  return findings.slice(0, end < 0 ? findings.length : end);
}

type Table = [header: string[], rows: string[][]];

/** All images; a column that would say nothing is left out. `word` writes what archives say. */
function overview(images: readonly ScannedImage[], word: (text: string) => string): Table {
  const count = (image: ScannedImage, filter: (finding: Finding) => boolean) => String(image.findings.filter(filter).length);
  const columns: [string, (image: ScannedImage) => string][] = [
    ['image', ({ name }) => word(name)],
    ['platform', ({ platform }) => word(platform)],
    ['packages', ({ packages }) => String(packages)],
    ...SEVERITIES.map((severity): [string, (image: ScannedImage) => string] => [
      severity.toLowerCase(), image => count(image, finding => finding.severity === severity && finding.accepted === undefined),
    ]),
    ['fixable', image => count(image, ({ fixed, accepted }) => fixed !== undefined && accepted === undefined)],
  ];
  if (images.some(({ findings }) => findings.some(({ accepted }) => accepted !== undefined))) columns.push(['excepted', image => count(image, ({ accepted }) => accepted !== undefined)]);
  columns.push(['may not stay', image => count(image, ({ fails }) => fails)]);
  return [columns.map(([name]) => name), images.map(image => columns.map(([, cell]) => cell(image)))];
}

function failingOf({ findings }: ScannedImage): Finding[] {
  return findings.filter(({ fails }) => fails);
}

/** The package, and how often it is there. */
function packageOf({ package: name, paths }: Finding): string {
  return paths.length > 1 ? `${name} (${paths.length} places)` : name;
}

function titleOf({ name, platform }: ScannedImage): string {
  return `${name}, ${platform}`;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
