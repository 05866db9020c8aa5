import { lastLines, Output, type Persistence, PERSISTENCE, persistently, runProgram } from './program';
import { UsageError } from '../model/problem';
import { pinned, type PublishedImage } from '../model/published-image';

const ADVICE = 'install it as https://docs.sigstore.dev/cosign/system_config/installation says, in a workflow with sigstore/cosign-installer';
/** What a signature is told by from other statements about an image, since signatures are bundles, and before. */
const SIGNATURE_TYPES = ['https://sigstore.dev/cosign/sign/v1', 'cosign container image signature'];

/** Who has to have signed. */
export interface Signer {
  /** The regular expression of the certificate's subject, anchored. */
  readonly expression: string;
  /** Who vouches for that subject. */
  readonly issuer: string;
  /** `owner/name` of the repository that ran the workflow: another one could have called it. */
  readonly repository: string;
  /** The commit that the workflow ran for; `undefined`: any. */
  readonly commit?: string;
}

/**
 * Signs an image with the identity of the running workflow: the certificate is made for this one signature, and there is no key to keep.
 * Of an image for several platforms it is the index that is signed, which names the images of all platforms by their digests.
 *
 * @throws UsageError with what cosign says
 */
export async function sign(target: PublishedImage, persistence: Persistence = PERSISTENCE): Promise<void> {
  const { code, stderr } = await persistently(() => runProgram('cosign', ['sign', '--yes', pinned(target)], ADVICE), persistence);
  if (code !== 0) throw new UsageError(`cosign did not sign ${pinned(target)}: ${saidBy(stderr, code)}`);
}

/**
 * Whether the signer signed an image.
 *
 * @returns what is wrong; `undefined`: nothing
 */
export async function unsignedBecause(target: PublishedImage, signer: Signer, persistence: Persistence = PERSISTENCE): Promise<string | undefined> {
  const { expression, issuer, repository, commit } = signer;
  const output = await persistently(() => runProgram('cosign', [
    'verify',
    '--certificate-oidc-issuer', issuer,
    '--certificate-identity-regexp', expression,
    '--certificate-github-workflow-repository', repository,
    ...commit === undefined ? [] : ['--certificate-github-workflow-sha', commit],
    '--output', 'json',
    pinned(target),
  ], ADVICE), persistence);
  if (output.code !== 0) return `cosign says: ${saidBy(output.stderr, output.code)}`;
  return isSignatureOf(target, output) ? undefined : 'cosign verified statements of this signer about the image, and none of them is a signature of this digest';
}

/** An exit code alone is not believed: attestations lie in the registry in the same form as signatures. */
function isSignatureOf({ digest }: PublishedImage, { stdout }: Output): boolean {
  try {
    const found = JSON.parse(stdout) as { readonly critical?: { readonly type?: string; readonly image?: Record<string, string> } }[];
    return found.some(({ critical }) => SIGNATURE_TYPES.includes(critical?.type ?? '') && critical?.image?.['docker-manifest-digest'] === digest);
  } catch {
    return false;
  }
}

/** The end of what cosign says; it says everything twice. */
function saidBy(stderr: string, code: number): string {
  const [first, second = ''] = stderr.split(/^main\.go:\d+: error during command execution: /m);
  return lastLines(first.replace(/^Error: /gm, '')) || lastLines(second) || `exit code ${code}`;
}
