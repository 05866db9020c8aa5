import { lastLines, Output, PERSISTENCE, type Persistence, persistently, runProgram } from './program';
import { hasHost } from '../model/image-name';
import { show, UsageError } from '../model/problem';

/** How something is copied from or to a registry. */
interface CopyOptions {
  /** A file with the login, as `docker login` writes it; `undefined`: that which skopeo finds. */
  readonly authFile?: string;
  /** Whether the registry is one without encryption, on this machine. */
  readonly isPlain?: boolean;
  readonly signal?: AbortSignal;
  readonly persistence?: Persistence;
}

/** An archive, and where its image goes to. */
export interface ArchiveCopy extends CopyOptions {
  /** An OCI layout as a tar that holds one image or one index. */
  readonly archive: string;
  /** The image's name without a tag. */
  readonly image: string;
  /** What the archive holds. */
  readonly digest: string;
}

/** An image of a registry, and where it goes to. */
export interface LayoutPull extends CopyOptions {
  /** The image's name without a tag. */
  readonly image: string;
  /** Of one image, not of an index. */
  readonly digest: string;
  /** Where its OCI layout is written. */
  readonly folder: string;
}

/** `--preserve-digests` came with it. */
const OLDEST = [1, 6] as const;
const ADVICE = 'install it, on Debian and Ubuntu with "apt-get install skopeo"; the runners of GitHub have it';

/** @throws where skopeo is missing or too old */
export async function requireSkopeo(): Promise<void> {
  const { stdout } = await runProgram('skopeo', ['--version'], ADVICE);
  const [, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(stdout)?.map(Number) ?? [];
  if (major !== undefined && (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))) {
    throw new UsageError(`skopeo is ${major}.${minor}, which does not keep digests; ${OLDEST.join('.')} or later is needed`);
  }
}

/**
 * Copies what an archive holds to a registry, bit by bit, under its digest and without a tag.
 *
 * @throws what skopeo says when it fails
 */
export async function copyArchive({ archive, image, digest, ...options }: ArchiveCopy): Promise<void> {
  // What follows a colon is a name inside the archive.
  if (archive.includes(':')) throw new UsageError(`the path of an archive must not have a colon, got ${show(archive)}; move it, or call it differently`);
  const { code, stderr } = await copy(['--all', '--preserve-digests'], 'dest', [`oci-archive:${archive}`, `docker://${image}@${digest}`], options);
  if (code !== 0) throw new UsageError(`${archive} cannot be copied to ${image}: ${saidBy(stderr) || `skopeo ended with ${code}`}${hint(stderr, image)}`);
}

/**
 * Copies exactly one image of a registry into an OCI layout that holds nothing else.
 *
 * @throws what skopeo says when it fails
 */
export async function pullLayout({ image, digest, folder, ...options }: LayoutPull): Promise<void> {
  // What follows a colon is a name inside the layout.
  if (folder.includes(':')) throw new UsageError(`the path of a folder for images must not have a colon, got ${show(folder)}; set TMPDIR to another one`);
  const { code, stderr } = await copy([], 'src', [`docker://${image}@${digest}`, `oci:${folder}`], options);
  if (code !== 0) throw new UsageError(`${image}@${digest} cannot be copied from its registry: ${saidBy(stderr) || `skopeo ended with ${code}`}`);
}

/** @param side which of the two is in the registry */
async function copy(
  how: readonly string[], side: 'src' | 'dest', paths: readonly [from: string, to: string], { authFile, isPlain, signal, persistence = PERSISTENCE }: CopyOptions,
): Promise<Output> {
  const args = [
    // Says whose signatures are asked for where images come from, and is not there where only the program was installed.
    '--insecure-policy',
    'copy', ...how, '--quiet', '--retry-times', '3',
    ...authFile === undefined ? [] : [`--${side}-authfile`, authFile],
    ...isPlain ? [`--${side}-tls-verify=false`] : [],
    ...paths,
  ];
  const output = await persistently(() => runProgram('skopeo', args, ADVICE, { signal }), persistence, signal);
  if (output.code !== 0) signal?.throwIfAborted();
  return output;
}

/** What skopeo says: log lines look like `time="…" level=fatal msg="…"`. */
function saidBy(stderr: string): string {
  const line = lastLines(stderr, 1);
  const quoted = /\bmsg=("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
  try {
    return quoted === undefined ? line.replace(/^FATA\[\d+\]\s*/, '') : lastLines(JSON.parse(quoted) as string);
  } catch {
    return line;
  }
}

/** What to do about a refusal. */
function hint(stderr: string, image: string): string {
  return /unauthorized|authentication required|denied|forbidden|\b40[13]\b/i.test(stderr)
    ? `; log in with "docker login${hasHost(image) ? ` ${image.split('/')[0]}` : ''}" as somebody who may push there` : '';
}
