import { renderMarkdown, renderText } from '../../../src/cli/scan/render';
import type { Finding, ScannedImage } from '../../../src/cli/scan/report';

const finding = (index: number, given: Partial<Finding> = {}): Finding => ({
  id: `CVE-2026-${1000 + index}`, severity: 'HIGH', package: 'libssl3', installed: '1', fixed: '2', title: 'ä'.repeat(100), url: `https://example.com/${index}`, paths: [], fails: true, ...given,
});
const image = (name: string, count: number): ScannedImage => ({
  name, platform: 'linux/amd64', source: 'x.tar', packages: 10, findings: Array.from({ length: count }, (_, index) => finding(index)),
});
const rows = (markdown: string) => markdown.split('\n').filter(line => line.startsWith('| high |')).length;

test('a summary stays below what GitHub takes, and says what is missing', () => {
  const markdown = renderMarkdown({ images: [image('api', 3000), image('web', 3000)], notes: [], problems: ['p'] });
  expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024);
  expect(Buffer.byteLength(markdown)).toBeGreaterThan(900 * 1024);
  const shown = rows(markdown);
  expect(markdown).toMatch(new RegExp(`\\n\\n\\*\\*${6000 - shown} more are not listed here, because a summary may not be longer\\.\\*\\* The SARIF files have all of them\\.$`));
});

test('an image for which there is no room is counted, too', () => {
  const report = { images: [image('api', 4), image('web', 2)], notes: [], problems: [] };
  const whole = renderMarkdown(report);
  expect([rows(whole), whole.includes('not listed')]).toEqual([6, false]);
  const cut = renderMarkdown(report, 2000);
  expect(Buffer.byteLength(cut)).toBeLessThan(2000);
  expect(cut).toContain(`**${6 - rows(cut)} more are not listed here`);
  expect(cut).not.toContain('#### web');
});

test('what an archive says of its image is no markup, and stays as it is in text', () => {
  const odd = { ...image('a|b_<c>', 1), platform: 'linux/x_y' };
  const markdown = renderMarkdown({ images: [odd], notes: [], problems: [] });
  expect(markdown).toContain('| a&#124;b\\_\\<c\\> | linux/x\\_y | 10 |');
  expect(markdown).toContain('#### a&#124;b\\_\\<c\\>, linux/x\\_y');
  expect(renderText({ images: [odd], notes: [], problems: [] })).toMatch(/^image {4}platform {3}.*\na\|b_<c> {2}linux\/x_y /);
});

test('an address that is none is no link', () => {
  const markdown = renderMarkdown({ images: [{ ...image('api', 0), findings: [finding(0, { url: 'javascript:alert(1)' }), finding(1, { url: undefined, fixed: undefined })] }], notes: [], problems: [] });
  expect(markdown).toContain('\n| high | CVE-2026-1000 |');
  expect(markdown).toMatch(/\n\| high \| CVE-2026-1001 \| `libssl3` \| `1` \| not yet \|/);
  expect(markdown).not.toContain('javascript');
});
