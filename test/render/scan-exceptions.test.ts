import { parse } from 'yaml';
import { parseExceptions } from '../../src/cli/scan/exceptions';
import { VulnerabilityException } from '../../src/model/vulnerability-exception';
import { renderScanExceptions } from '../../src/render/scan-exceptions';
import { renderYaml } from '../../src/render/text';

const EXCEPTIONS = [
  VulnerabilityException.of('CVE-2026-1234', { reason: 'nothing: parses # XML', expires: '2027-03-01', paths: ['app/**'], purls: ['pkg:npm/%40acme/x@1'] }),
  VulnerabilityException.of('GHSA-jfh8-c2jp-5v3q', { reason: 'why', expires: '2028-01-01' }),
];

test('is what Trivy reads', () => {
  expect(renderScanExceptions(EXCEPTIONS)).toEqual({
    vulnerabilities: [
      { id: 'CVE-2026-1234', paths: ['app/**'], purls: ['pkg:npm/%40acme/x@1'], expired_at: '2027-03-01T00:00:00Z', statement: 'nothing: parses # XML' },
      { id: 'GHSA-jfh8-c2jp-5v3q', expired_at: '2028-01-01T00:00:00Z', statement: 'why' },
    ],
  });
  expect(renderScanExceptions([])).toEqual({ vulnerabilities: [] });
});

test('is what the command reads, as it is written', () => {
  const text = renderYaml(renderScanExceptions(EXCEPTIONS), ['header']);
  expect(parse(text)).toEqual(renderScanExceptions(EXCEPTIONS));
  expect(parseExceptions('exceptions.yaml', text)).toEqual([
    { id: 'CVE-2026-1234', paths: ['app/**'], purls: ['pkg:npm/%40acme/x@1'], expires: Date.UTC(2027, 2, 1), statement: 'nothing: parses # XML' },
    { id: 'GHSA-jfh8-c2jp-5v3q', paths: [], purls: [], expires: Date.UTC(2028, 0, 1), statement: 'why' },
  ]);
});
