import { type Exception, hasExpired, isExcepted, nameOf } from './exceptions';
import type { TrivyReport, TrivyResult, TrivyVulnerability } from '../../engine/trivy';
import { enumerate } from '../../model/markdown';
import { compareText } from '../../model/order';
import { SEVERITIES, type Severity } from '../../model/severity';

/** What the scanner found in an image. */
export interface Scanned {
  /** The target. */
  readonly name: string;
  readonly platform: string;
  /** Where the image comes from: an archive or a reference. */
  readonly source: string;
  readonly report: TrivyReport;
}

/** What fails a scan. */
export interface Gate {
  readonly severities: readonly Severity[];
  /** Whether also what nobody has fixed yet. */
  readonly unfixed: boolean;
  readonly exceptions: readonly Exception[];
  /** Whether all images were scanned, so that what has no match is of no use. */
  readonly isComplete: boolean;
  readonly now: number;
}

/** A vulnerability of a package, wherever in the image the package is. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  readonly package: string;
  readonly installed: string;
  /** The version without it; `undefined`: there is none yet. */
  readonly fixed?: string;
  readonly title: string;
  readonly url?: string;
  /** Files in which the package was found; none for packages of the operating system. */
  readonly paths: readonly string[];
  /** Why it may stay. */
  readonly accepted?: string;
  /** Whether it fails the scan. */
  readonly fails: boolean;
}

/** An image, and what is known against it. */
export interface ScannedImage {
  readonly name: string;
  readonly platform: string;
  readonly source: string;
  /** The operating system, if there is one that is known. */
  readonly system?: string;
  /** How many packages were looked at. */
  readonly packages: number;
  /** The worst first; with those that may stay. */
  readonly findings: readonly Finding[];
}

export interface Report {
  readonly images: readonly ScannedImage[];
  /** What is good to know. */
  readonly notes: readonly string[];
  /** What fails the scan: a sentence for each image. */
  readonly problems: readonly string[];
}

/** Says what of the findings may not stay. */
export function judge(scans: readonly Scanned[], gate: Gate): Report {
  const images = scans.map(scan => judgeImage(scan, gate));
  return {
    images,
    notes: [...images.flatMap(remarksOn), ...scans.flatMap(systemRemark), ...exceptionRemarks(scans, gate)],
    problems: images.flatMap(problemOf),
  };
}

/** A report without what may stay, and without the packages that nothing is known against. */
export function withoutAccepted(report: TrivyReport, gate: Gate): TrivyReport {
  const results = (report.Results ?? []).map(({ Packages: _, ...result }) => ({
    ...result,
    Vulnerabilities: (result.Vulnerabilities ?? []).filter(vulnerability => exceptionOf(gate, result, vulnerability) === undefined),
  }));
  return { ...report, Results: results };
}

function judgeImage({ name, platform, source, report }: Scanned, gate: Gate): ScannedImage {
  const { Results: results = [], Metadata: { OS: system } = {} } = report;
  const findings = new Map<string, Finding>();
  for (const result of results) {
    for (const vulnerability of result.Vulnerabilities ?? []) {
      const finding = findingOf(result, vulnerability, gate);
      // The same package may be in many places of an image.
      const key = JSON.stringify([finding.id, finding.package, finding.installed, finding.fixed, finding.accepted]);
      const paths = [...findings.get(key)?.paths ?? [], ...finding.paths];
      findings.set(key, { ...finding, paths: [...new Set(paths)] });
    }
  }
  return {
    name,
    platform,
    source,
    system: system?.Family && [system.Family, system.Name].filter(Boolean).join(' '),
    packages: results.reduce((sum, { Packages: packages = [] }) => sum + packages.length, 0),
    findings: [...findings.values()].sort(inOrder),
  };
}

function findingOf(result: TrivyResult, vulnerability: TrivyVulnerability, gate: Gate): Finding {
  const { VulnerabilityID: id, PkgName, PkgPath, InstalledVersion = '', FixedVersion, Severity: said, Title = '', PrimaryURL: url } = vulnerability;
  const severity = SEVERITIES.find(one => one === said) ?? 'UNKNOWN';
  const exception = exceptionOf(gate, result, vulnerability);
  // Programs of Go and Rust are named by where they are, not by a path of their packages.
  const path = PkgPath ?? (result.Class === 'lang-pkgs' && result.Target.includes('/') ? result.Target : undefined);
  return {
    id,
    severity,
    package: PkgName,
    installed: InstalledVersion,
    fixed: FixedVersion || undefined,
    title: Title.replace(/\s+/g, ' ').trim(),
    url,
    paths: path ? [path] : [],
    accepted: exception && (exception.statement || 'no reason was given'),
    fails: exception === undefined && gate.severities.includes(severity) && (gate.unfixed || Boolean(FixedVersion)),
  };
}

function exceptionOf({ exceptions, now }: Gate, { Target }: TrivyResult, vulnerability: TrivyVulnerability): Exception | undefined {
  return exceptions.find(exception => !hasExpired(exception, now) && isExcepted(exception, Target, vulnerability));
}

function inOrder(a: Finding, b: Finding): number {
  return Number(b.fails) - Number(a.fails) || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
    || compareText(a.package, b.package) || compareText(a.id, b.id) || compareText(a.installed, b.installed);
}

function problemOf({ name, platform, findings }: ScannedImage): string[] {
  const failing = findings.filter(({ fails }) => fails);
  if (failing.length === 0) return [];
  const counts = SEVERITIES.map(severity => ({ severity, count: failing.filter(finding => finding.severity === severity).length }))
    .filter(({ count }) => count > 0).map(({ severity, count }) => `${count} ${severity.toLowerCase()}`);
  const fixable = failing.filter(({ fixed }) => fixed !== undefined).length;
  const fixes = fixable === failing.length ? 'a newer version of the package fixes each' : `newer versions fix ${fixable} of them`;
  return [`${name} (${platform}) has ${enumerate(counts)} that may not stay; ${fixes}`];
}

function remarksOn({ name, platform, packages, findings }: ScannedImage): string[] {
  // Nothing found is something else than nothing looked at.
  return packages === 0 && findings.length === 0 ? [`${name} (${platform}) has no packages that the scanner knows, so nothing was compared`] : [];
}

function systemRemark({ name, platform, report }: Scanned): string[] {
  const { Family: family, Name: version = '', EOSL: isPast = false } = report.Metadata?.OS ?? {};
  if (!isPast) return [];
  return [`${name} (${platform}) has ${family} ${version}, past its end of life: nobody reports or fixes what is found in it; take a newer base image`];
}

/** Exceptions that no longer do what they say. */
function exceptionRemarks(scans: readonly Scanned[], { exceptions, isComplete, now }: Gate): string[] {
  return exceptions.flatMap(exception => {
    const results = scans.flatMap(({ report }) => report.Results ?? []);
    const isMatched = results.some(({ Target, Vulnerabilities }) => Vulnerabilities?.some(found => isExcepted(exception, Target, found)));
    if (isMatched) return hasExpired(exception, now) ? [`the exception for ${nameOf(exception)} has expired on ${dayOf(exception)}, and it counts again`] : [];
    return isComplete ? [`the exception for ${nameOf(exception)} matches nothing here; where that is so for all platforms, remove it`] : [];
  });
}

function dayOf({ expires }: Exception): string {
  return new Date(expires!).toISOString().slice(0, 10);
}
