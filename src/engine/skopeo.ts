import { lastLines } from './docker';
import { persistently, PERSISTENCE, type Persistence, runProgram } from './program';
import { hasHost } from '../model/image-name';
import { show, UsageError } from '../model/problem';

/** An archive, and where its image goes to. */
export interface ArchiveCopy {
  /** An OCI layout as a tar that holds one image or one index. */
  readonly archive: string;
  /** The image's name without a tag. */
  readonly image: string;
  /** What the archive holds. */
  readonly digest: string;
  /** A file with the login, as `docker login` writes it; `undefined`: that which skopeo finds. */
  readonly authFile?: string;
  /** Whether the registry is one without encryption, on this machine. */
  readonly isPlain?: boolean;
  readonly signal?: AbortSignal;
  readonly persistence?: Persistence;
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
export async function copyArchive({ archive, image, digest, authFile, isPlain, signal, persistence = PERSISTENCE }: ArchiveCopy): Promise<void> {
  // What follows a colon is a name inside the archive.
  if (archive.includes(':')) throw new UsageError(`the path of an archive must not have a colon, got ${show(archive)}; move it, or call it differently`);
  const args = [
    // Says whose signatures are asked for where images come from, and is not there where only the program was installed.
    '--insecure-policy',
    'copy', '--all', '--preserve-digests', '--quiet', '--retry-times', '3',
    ...authFile === undefined ? [] : ['--dest-authfile', authFile],
    ...isPlain ? ['--dest-tls-verify=false'] : [],
    `oci-archive:${archive}`, `docker://${image}@${digest}`,
  ];
  const { code, stderr } = await persistently(() => runProgram('skopeo', args, ADVICE, { signal }), persistence, signal);
  if (code === 0) return;
  signal?.throwIfAborted();
  throw new UsageError(`${archive} cannot be copied to ${image}: ${saidBy(stderr) || `skopeo ended with ${code}`}${hint(stderr, image)}`);
}

/** What skopeo says: log lines look like `time="…" level=fatal msg="…"`. */
export function saidBy(stderr: string): string {
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
