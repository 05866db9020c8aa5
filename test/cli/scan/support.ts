import { existsSync, readFileSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import type { TrivyReport, TrivyResult, TrivyVulnerability } from '../../../src/engine/trivy';
import { program } from '../../child';
import { temporary } from '../../support';

/** A vulnerability as Trivy writes it, with what it says beside. */
export function vulnerability(given: Partial<TrivyVulnerability> = {}): TrivyVulnerability {
  const { VulnerabilityID = 'CVE-2026-1000', PkgName = 'libssl3', InstalledVersion = '3.5.1-r0' } = given;
  return {
    VulnerabilityID,
    PkgName,
    InstalledVersion,
    PkgID: `${PkgName}@${InstalledVersion}`,
    PkgIdentifier: { PURL: `pkg:apk/alpine/${PkgName}@${InstalledVersion}?arch=x86_64&distro=3.22.0`, UID: 'be7e0e99d0e7acf6' },
    FixedVersion: '3.5.2-r0',
    Status: 'fixed',
    Layer: { DiffID: 'sha256:78c1b9419976227e05be9d243b7fa583bea44a5258e52018b2af4cdfe23d148d' },
    SeveritySource: 'nvd',
    PrimaryURL: `https://avd.aquasec.com/nvd/${VulnerabilityID.toLowerCase()}`,
    DataSource: { ID: 'alpine', Name: 'Alpine Secdb', URL: 'https://secdb.alpinelinux.org/' },
    Title: 'openssl: a handshake reads past its buffer',
    Description: 'A handshake that is cut short reads past the end of its buffer.',
    Severity: 'HIGH',
    CweIDs: ['CWE-125'],
    CVSS: { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', V3Score: 7.5 } },
    ...given,
  } as TrivyVulnerability;
}

/** Packages of the operating system. */
export function system(...vulnerabilities: TrivyVulnerability[]): TrivyResult {
  return {
    Target: '/image (alpine 3.22.0)',
    Class: 'os-pkgs',
    Type: 'alpine',
    Packages: [{ ID: 'libssl3@3.5.1-r0', Name: 'libssl3' }, { ID: 'musl@1.2.5-r10', Name: 'musl' }],
    ...(vulnerabilities.length > 0 && { Vulnerabilities: vulnerabilities }),
  };
}

/** Packages of Node.js, each with a file of its own. */
export function node(...vulnerabilities: TrivyVulnerability[]): TrivyResult {
  return { Target: 'Node.js', Class: 'lang-pkgs', Type: 'node-pkg', Packages: [{ ID: 'semver@7.5.1', Name: 'semver' }], Vulnerabilities: vulnerabilities };
}

export function semver(path: string, given: Partial<TrivyVulnerability> = {}): TrivyVulnerability {
  return vulnerability({
    VulnerabilityID: 'CVE-2022-25883',
    PkgName: 'semver',
    PkgPath: path,
    InstalledVersion: '7.5.1',
    FixedVersion: '7.5.2, 6.3.1, 5.7.2',
    PkgIdentifier: { PURL: 'pkg:npm/semver@7.5.1' },
    Title: 'nodejs-semver: Regular expression denial of service',
    ...given,
  });
}

/** A program of Go, which is the target itself. */
export function binary(...vulnerabilities: TrivyVulnerability[]): TrivyResult {
  return { Target: 'app/server', Class: 'lang-pkgs', Type: 'gobinary', Packages: [{ ID: 'stdlib@v1.25.1', Name: 'stdlib' }], Vulnerabilities: vulnerabilities };
}

export function report(results: readonly TrivyResult[] | undefined, isPastEndOfLife = false): TrivyReport {
  return {
    SchemaVersion: 2,
    Trivy: { Version: '0.75.0' },
    ArtifactName: '/image',
    ArtifactType: 'container_image',
    Metadata: { Size: 8_000_000, OS: { Family: 'alpine', Name: '3.22.0', ...(isPastEndOfLife && { EOSL: true }) }, ImageConfig: { architecture: 'amd64', os: 'linux' } },
    ...(results && { Results: results }),
  } as TrivyReport;
}

/** How the engine and the scanner behave. */
export interface Behaviour {
  /** Reports by the first line of an image's history and its architecture: `api/amd64`; what is not here has no packages. */
  readonly reports?: Record<string, unknown>;
  readonly isPulled?: boolean;
  readonly security?: string[];
  /** Images of these names hold archives of Java. */
  readonly java?: string[];
  /** Whether a scan takes for ever. */
  readonly hangs?: boolean;
  /** What fails, and what is said then. */
  readonly fails?: { readonly [what in 'pull' | 'database' | 'java' | 'scan' | 'convert']?: string };
}

/** A call of `docker run`. */
export interface Run {
  /** Before the image. */
  readonly options: string[];
  readonly image: string;
  /** After the image. */
  readonly args: string[];
  /** What was mounted, by where. */
  readonly mounts: Record<string, string>;
  /** The files of the image's layout. */
  readonly layout?: string[];
  readonly env: string[];
}

/** Puts a `docker` on the PATH that plays the engine, and Trivy in it; gives what it was called with. */
export function fakeDocker(behaviour: Behaviour = {}): { readonly calls: () => string[][]; readonly runs: () => Run[] } {
  const folder = temporary();
  const log = join(folder, 'log');
  writeFileSync(join(folder, 'behaviour.json'), JSON.stringify(behaviour));
  process.env.PATH = `${program('docker', `require(${JSON.stringify(join(__dirname, 'fake-docker.js'))}).main(${JSON.stringify(folder)})`)}${delimiter}${process.env.PATH}`;
  const lines = (): { argv: string[]; run?: Run }[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map(line => JSON.parse(line)) : []);
  return { calls: () => lines().map(({ argv }) => argv), runs: () => lines().flatMap(({ run }) => run ?? []) };
}
