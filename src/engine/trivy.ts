import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ask, docker } from './docker';
import { lastLines, Output, type Persistence, PERSISTENCE, persistently } from './program';
import { show, UsageError } from '../model/problem';

/** A vulnerability of a package, as Trivy reports it; much more is said of it than is here. */
export interface TrivyVulnerability {
  readonly VulnerabilityID: string;
  readonly PkgName: string;
  /** The file that the package was found in; that of a package of the operating system is not said. */
  readonly PkgPath?: string;
  readonly PkgIdentifier?: { readonly PURL?: string };
  readonly InstalledVersion?: string;
  /** Absent or empty: there is none yet. */
  readonly FixedVersion?: string;
  readonly Severity?: string;
  readonly Title?: string;
  readonly PrimaryURL?: string;
}

/** What was found in one place: the packages of the operating system, those of a language, or a program. */
export interface TrivyResult {
  readonly Target: string;
  readonly Class?: string;
  readonly Type?: string;
  readonly Packages?: readonly unknown[];
  readonly Vulnerabilities?: readonly TrivyVulnerability[];
}

/** Trivy's report of an image. */
export interface TrivyReport {
  readonly SchemaVersion: number;
  readonly Metadata?: { readonly OS?: { readonly Family?: string; readonly Name?: string; readonly EOSL?: boolean } };
  /** Absent where there is nothing that it knows. */
  readonly Results?: readonly TrivyResult[];
}

export interface TrivyOptions {
  /** The scanner's image, with a digest. */
  readonly image: string;
  /** A folder of this process alone, for what the scanner writes. */
  readonly folder: string;
  /** Where databases are kept, which is shared by all scans. */
  readonly cache: string;
  readonly signal?: AbortSignal;
  /** Says what is being done. */
  readonly step?: (text: string) => void;
  /** How patiently it is fetched, and its databases. */
  readonly persistence?: Persistence;
}

/** Where things are in the scanner's container. */
const IMAGE = '/image';
const CACHE = '/cache';
const WORK = '/results';
const TEMPORARY = '/tmp';

/** Trivy's own 5 minutes are too short for large images on small machines. */
const TIMEOUT = '30m';
/** It asks nobody for a newer version, and tells nobody that it runs. */
const SILENT = ['--skip-version-check', '--disable-telemetry', '--no-progress'];
const SCHEMA = 2;

interface Mount { readonly source: string; readonly target: string; readonly isReadOnly?: boolean }

/**
 * Trivy, in a container that holds nothing: no token, no socket of the engine, no capability, and no file but the image that is scanned.
 * It has a network only while it fetches its databases.
 *
 * @see https://trivy.dev/latest/docs/references/configuration/cli/trivy_image/
 * @see https://trivy.dev/latest/docs/advanced/air-gap/
 */
export class Trivy {
  /** Asked for once, when the first container is started. */
  private user?: Promise<string | undefined>;
  private hasJavaDatabase = false;

  public constructor(private readonly options: TrivyOptions) {
    for (const path of [options.cache, this.path('work'), this.path('tmp')]) mkdirSync(path, { recursive: true });
  }

  /**
   * Gets the scanner and its database, unless they are there.
   *
   * @throws when there is no way to them
   */
  public async prepare(): Promise<void> {
    const { image, signal } = this.options;
    const { code } = await docker(['image', 'inspect', '--format', '{{.Id}}', image], { signal });
    if (code !== 0) {
      this.step(`pulling the scanner ${image}`);
      const pulled = await this.persistently(() => docker(['pull', '--quiet', image], { signal }));
      if (pulled.code !== 0) throw new UsageError(`nothing was scanned: the scanner's image ${image} cannot be pulled: ${lastLines(pulled.stderr) || `exit code ${pulled.code}`}`);
    }
    await this.download('--download-db-only', 'the database of known vulnerabilities');
    // One that was kept from an earlier run is used, and so must not be old.
    if (existsSync(join(this.options.cache, 'java-db', 'metadata.json'))) await this.downloadJava();
  }

  /**
   * Scans an image.
   *
   * @param layout a folder with an OCI layout of this one image
   * @param what the image, for messages
   * @throws when the scanner fails, which is no finding
   */
  public async scan(layout: string, what: string): Promise<TrivyReport> {
    let output = await this.scanOnce(layout);
    // Only archives of Java take its database, which is many times as large: it is fetched when Trivy asks for it.
    if (output.code !== 0 && !this.hasJavaDatabase && /skip-java-db-update|downloading Java DB/.test(output.stderr)) {
      await this.downloadJava();
      output = await this.scanOnce(layout);
    }
    if (output.code !== 0) throw failure(`scanning ${what} failed`, output);
    const report = this.read('report.json', what) as TrivyReport;
    if (report.SchemaVersion !== SCHEMA) throw new UsageError(`the scanner's report of ${what} has the schema version ${show(report.SchemaVersion)}, and only ${SCHEMA} is known`);
    return report;
  }

  /** A report as SARIF. What is left out of the report is left out there. */
  public async sarif(report: TrivyReport, what: string): Promise<unknown> {
    writeFileSync(join(this.path('work'), 'filtered.json'), JSON.stringify(report));
    const output = await this.run(
      ['convert', '--format', 'sarif', '--output', `${WORK}/report.sarif`, `${WORK}/filtered.json`],
      [{ source: this.path('work'), target: WORK }], false,
    );
    if (output.code !== 0) throw failure(`the report of ${what} could not be converted`, output);
    return this.read('report.sarif', what);
  }

  private scanOnce(layout: string): Promise<Output> {
    return this.run([
      'image', '--input', IMAGE, '--cache-dir', CACHE, '--scanners', 'vuln', '--format', 'json', '--list-all-pkgs', '--output', `${WORK}/report.json`,
      '--offline-scan', '--skip-db-update', '--skip-java-db-update', '--timeout', TIMEOUT, ...SILENT,
    ], [
      { source: layout, target: IMAGE, isReadOnly: true },
      { source: this.options.cache, target: CACHE },
      { source: this.path('work'), target: WORK },
    ], false);
  }

  private async downloadJava(): Promise<void> {
    await this.download('--download-java-db-only', 'the database of Java archives');
    this.hasJavaDatabase = true;
  }

  private async download(flag: string, what: string): Promise<void> {
    this.step(`fetching ${what}`);
    const args = ['image', flag, '--cache-dir', CACHE, '--timeout', TIMEOUT, ...SILENT];
    const output = await this.persistently(() => this.run(args, [{ source: this.options.cache, target: CACHE }], true));
    if (output.code !== 0) throw failure(`nothing was scanned: ${what} cannot be fetched`, output);
  }

  private async run(args: readonly string[], mounts: readonly Mount[], hasNetwork: boolean): Promise<Output> {
    const user = await (this.user ??= userOf(this.options.signal));
    return docker([
      'run', '--rm', '--pull', 'never', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges',
      ...(user === undefined ? [] : ['--user', user]),
      ...(hasNetwork ? [] : ['--network', 'none']),
      // A user without a home; unpacked layers may be large, and belong on a disk.
      '--env', `HOME=${TEMPORARY}`, '--env', `TMPDIR=${TEMPORARY}`,
      ...[...mounts, { source: this.path('tmp'), target: TEMPORARY }].flatMap(mount => ['--mount', mountOf(mount)]),
      this.options.image, ...args,
    ], { signal: this.options.signal });
  }

  private persistently(run: () => Promise<Output>): Promise<Output> {
    const { persistence = PERSISTENCE, signal } = this.options;
    return persistently(run, { onPause: why => this.step(why), ...persistence }, signal);
  }

  private read(name: string, what: string): unknown {
    try {
      return JSON.parse(readFileSync(join(this.path('work'), name), 'utf8'));
    } catch (error) {
      throw new UsageError(`the scanner left no report of ${what} that can be read: ${(error as Error).message}`);
    }
  }

  private step(text: string): void {
    this.options.step?.(text);
  }

  private path(name: string): string {
    return join(this.options.folder, name);
  }
}

/** Whose files are written: ours. Root of an engine without root is whoever runs it, and all others are nobody that we could be. */
async function userOf(signal?: AbortSignal): Promise<string | undefined> {
  if (!process.getuid || !process.getgid) return undefined;
  const security = await ask(['info', '--format', '{{json .SecurityOptions}}'], { signal });
  return security.includes('name=rootless') ? '0:0' : `${process.getuid()}:${process.getgid()}`;
}

/** A mount as Docker reads it: fields of a line of CSV. */
function mountOf({ source, target, isReadOnly = false }: Mount): string {
  const field = `source=${source}`;
  const quoted = /[",]/.test(field) ? `"${field.replace(/"/g, '""')}"` : field;
  return ['type=bind', quoted, `target=${target}`, ...(isReadOnly ? ['readonly'] : [])].join(',');
}

/** What the scanner itself has against its work; its last line says what is the matter. */
function failure(what: string, { code, stderr }: Output): UsageError {
  const fatal = stderr.split(/\r?\n/).filter(line => /\bFATAL\b/.test(line)).pop();
  return new UsageError(`${what}, and the scanner says: ${lastLines(fatal ?? stderr) || `exit code ${code}`}`);
}
