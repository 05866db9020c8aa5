import { image, layer } from './size/support';
import { renderMarkdown as renderCleanup } from '../../src/cli/cleanup/report';
import { type Audit, renderAuditMarkdown } from '../../src/cli/publish/audit';
import { renderPlan, renderPushed } from '../../src/cli/publish/render';
import { renderMarkdown as renderScan } from '../../src/cli/scan/render';
import { renderMarkdown as renderSizes } from '../../src/cli/size/render';
import { reportSizes } from '../../src/cli/size/report';
import { type Page, readPages, tablesOf, textOf } from '../render/guide-support';

// What registries, archives and branches say is text in the summaries of workflows: people read it, and GitHub makes markup of what it can.

const HOSTILE = [
  '[click](https://evil.example)', '![x](https://evil.example/x.png)', '\\[a](https://evil.example)', '<script>alert(1)</script>', '<img src=x onerror=a>', '</details>', '&lt;b&gt;', '**b** _i_ ~~s~~', '`c`', '``',
  'a|b', 'a\\|b', '\\', 'a\\', 'one\ntwo', 'one\r\n\r\n# two', '- [ ] x', '1. x', '--> x',
];
/** As a browser shows white space. */
const shown = (text: string) => text.replace(/\s+/g, ' ').trim();
const tagsOf = ({ html }: Page) => [...new Set([...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag))].sort();
const itemsOf = ({ html }: Page) => [...html.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, inner]) => shown(textOf(inner)));
const TABLE = ['table', 'tbody', 'td', 'th', 'thead', 'tr'];

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;

function cleanup(text: string): string {
  const manifest = { digest: A, tags: [text, 'main'], links: { children: [], others: [] }, isDeletable: true };
  const inventory = { stored: new Map([[A, manifest]]), missing: new Map(), unreadable: new Map() };
  const deletions = [{ manifest, why: text, outcome: 'failed' as const, said: text }];
  const plan = { kept: new Map(), deleted: deletions, problems: [] };
  const entries = [{ image: text, inventory, plan, deletions, problems: [text], isComplete: true }];
  return renderCleanup({ entries, dryRun: false, keep: 1, olderThan: 0, now: 0 });
}

const audit = (text: string, more: Partial<Audit> = {}) => renderAuditMarkdown({
  title: `branch ${text}`,
  moves: [{ image: text, tag: text, from: A, to: B, stays: text }],
  outcome: { moved: new Set() },
  overtaken: { image: text, tag: 't', there: 2000, here: 1000 },
  ...more,
}, {});

const sizes = (text: string) => renderSizes(reportSizes(
  [
    image(text, [layer('a', 2_000_000, 1_000_000, { instruction: text })], { maxImageSize: 1_000_000 }, text),
    image('web', [layer('a', 2_000_000, 1_000_000)], {}, text),
  ],
  {
    recorded: new Map(),
    before: [{ target: text, source: text, images: image('old', [layer('x', 1, 1)], {}, text).images }],
    steps: () => [{ keyword: text.split(/\s/)[0], location: text }],
  },
));

const scan = (text: string) => renderScan({
  images: [{
    name: 'api',
    platform: 'linux/amd64',
    source: 'x',
    packages: 1,
    findings: [{
      id: text, severity: 'HIGH', package: text, installed: text, fixed: text, title: text, url: `javascript:${text}`, paths: [], fails: true,
    }],
  }],
  notes: [`n ${text}`],
  problems: [`p ${text}`],
});

const pushed = (text: string) => renderPushed([{ image: text, platforms: [text], digest: A, before: undefined }] as never, text, true);
const planned = (text: string) => {
  const outline = { names: [], digest: A, manifests: [{ digest: A, platform: text }] };
  return renderPlan([{ target: { image: text }, archives: [{ file: text, outline }] }] as never, text, true);
};

describe('hostile text in a summary is text', () => {
  const pages = new Map<string, Page[]>();
  beforeAll(() => {
    const writers = { cleanup, audit, sizes, scan, pushed, planned };
    const all = readPages(Object.values(writers).flatMap(write => HOSTILE.map(text => write(text))));
    Object.keys(writers).forEach((name, i) => pages.set(name, all.slice(i * HOSTILE.length, (i + 1) * HOSTILE.length)));
  });
  const shownRow = (row: Record<string, string>) => Object.fromEntries(Object.entries(row).map(([title, text]) => [title, shown(text)]));
  const cellsOf = (page: Page) => tablesOf(page).map(rows => rows.map(shownRow));

  describe.each(HOSTILE.map((text, i) => [text, i] as const))('%j', (text, i) => {
    const said = shown(text);

    test('cleanup', () => {
      const page = pages.get('cleanup')![i];
      expect(cellsOf(page)).toEqual([[{ digest: A.slice(0, 19), tags: `${said} main`, age: '', why: said, result: `not deleted: ${said}` }]]);
      expect(itemsOf(page).at(-1)).toBe(`problem: ${said}`);
      expect(shown(textOf(/<h4>([\s\S]*?)<\/h4>/.exec(page.html)![1]))).toBe(said);
      expect(tagsOf(page)).toEqual([...TABLE, 'code', 'h3', 'h4', 'li', 'ul'].sort());
    });

    test('audit', () => {
      const page = pages.get('audit')![i];
      expect(cellsOf(page)).toEqual([[{ image: said, tag: said, from: A, to: '', result: `stays: ${said}` }]]);
      expect(shown(textOf(/<h3>([\s\S]*?)<\/h3>/.exec(page.html)![1]))).toBe(`Branch ${said}`);
      expect(tagsOf(page)).toEqual([...TABLE, 'code', 'h3', 'p'].sort());
    });

    test('sizes', () => {
      const page = pages.get('sizes')![i];
      const [overview, earlier, layers] = cellsOf(page);
      expect(overview[0]).toEqual({ image: said, platform: said, download: '1.00 MB', unpacked: '2.00 MB', budget: '1.00 MB exceeded' });
      expect(earlier[0]).toMatchObject({ 'image': said, 'platform': said, 'compared with': said });
      expect(layers[0].instruction).toBe(said);
      expect(itemsOf(page)).toEqual([expect.stringContaining(`${said} (${said}) is 1.00 MB over its budget`)]);
      expect(shown(textOf(/<summary>([\s\S]*?)<\/summary>/.exec(page.html)![1]))).toBe(`Layers of ${said}, ${said}`);
      expect(tagsOf(page)).toEqual([...TABLE, 'code', 'details', 'h3', 'h4', 'li', 'p', 'strong', 'summary', 'ul'].sort());
    });

    test('scan', () => {
      const page = pages.get('scan')![i];
      const [, [finding]] = cellsOf(page);
      expect(finding).toMatchObject({ 'vulnerability': said, 'title': said, 'package': said, 'installed': said, 'fixed in': said });
      // Addresses in prose are links to just these.
      for (const [, url, label] of page.html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)) expect(label).toBe(url);
      expect(tagsOf(page).filter(tag => !TABLE.includes(tag) && !['a', 'code', 'h3', 'h4', 'li', 'p', 'strong', 'ul'].includes(tag))).toEqual([]);
    });

    test('what is published', () => {
      const [page, plan] = [pages.get('pushed')![i], pages.get('planned')![i]];
      expect(cellsOf(page)).toEqual([[{ image: said, platforms: said, digest: A, tag: 'new' }]]);
      expect(cellsOf(plan)).toEqual([[{ image: said, archive: said, platforms: said, digest: A }]]);
      for (const one of [page, plan]) expect(tagsOf(one)).toEqual([...TABLE, 'code', 'h3'].sort());
    });
  });
});
