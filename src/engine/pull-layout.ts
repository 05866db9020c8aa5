import { persistently, PERSISTENCE, type Persistence, runProgram } from './program';
import { saidBy } from './skopeo';
import { show, UsageError } from '../model/problem';

/** An image of a registry, and where it goes to. */
export interface LayoutPull {
  /** The image's name without a tag. */
  readonly image: string;
  /** Of one image, not of an index. */
  readonly digest: string;
  /** Where its OCI layout is written. */
  readonly folder: string;
  /** A file with the login, as `docker login` writes it; `undefined`: that which skopeo finds. */
  readonly authFile?: string;
  /** Whether the registry is one without encryption, on this machine. */
  readonly isPlain?: boolean;
  readonly signal?: AbortSignal;
  readonly persistence?: Persistence;
}

const ADVICE = 'install it, on Debian and Ubuntu with "apt-get install skopeo"; the runners of GitHub have it';

/**
 * Copies exactly one image of a registry into an OCI layout that holds nothing else.
 *
 * @throws what skopeo says when it fails
 */
export async function pullLayout({ image, digest, folder, authFile, isPlain, signal, persistence = PERSISTENCE }: LayoutPull): Promise<void> {
  // What follows a colon is a name inside the layout.
  if (folder.includes(':')) throw new UsageError(`the path of a folder for images must not have a colon, got ${show(folder)}; set TMPDIR to another one`);
  const args = [
    // Says whose signatures are asked for where images come from, and is not there where only the program was installed.
    '--insecure-policy',
    'copy', '--quiet', '--retry-times', '3',
    ...authFile === undefined ? [] : ['--src-authfile', authFile],
    ...isPlain ? ['--src-tls-verify=false'] : [],
    `docker://${image}@${digest}`, `oci:${folder}`,
  ];
  const { code, stderr } = await persistently(() => runProgram('skopeo', args, ADVICE, { signal }), persistence, signal);
  if (code === 0) return;
  signal?.throwIfAborted();
  throw new UsageError(`${image}@${digest} cannot be copied from its registry: ${saidBy(stderr) || `skopeo ended with ${code}`}`);
}
