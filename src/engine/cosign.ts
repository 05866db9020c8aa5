import { lastLines, NOT_THERE_YET, Output, type Persistence, PERSISTENCE, persistently, runProgram } from './program';
import { type Refusal, refusalOf } from './refusal';
import { isSameRepository } from '../model/image-reference';
import { unique } from '../model/order';
import { UsageError } from '../model/problem';
import { pinned, type PublishedImage } from '../model/published-image';

const ADVICE = 'install it as https://docs.sigstore.dev/cosign/system_config/installation says, in a workflow with sigstore/cosign-installer';
/** What a signature is told by from other statements about an image, since signatures are bundles, and before. */
const BUNDLE = 'https://sigstore.dev/cosign/sign/v1';
const SIMPLE = 'cosign container image signature';

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
  const run = () => runProgram('cosign', ['sign', '--yes', pinned(target)], ADVICE);
  const { code, stderr } = await persistently(run, persistence, undefined, NOT_THERE_YET);
  if (code !== 0) throw new UsageError(`cosign did not sign ${pinned(target)}: ${saidBy(stderr, code)}`);
}

/**
 * Whether the signer signed an image.
 *
 * @returns what is wrong; `undefined`: nothing
 */
export async function unsignedBecause(target: PublishedImage, signer: Signer, persistence: Persistence = PERSISTENCE): Promise<Refusal | undefined> {
  const { expression, issuer, repository, commit } = signer;
  const output = await persistently(() => runProgram('cosign', [
    'verify',
    '--certificate-oidc-issuer', issuer,
    '--certificate-identity-regexp', expression,
    '--certificate-github-workflow-repository', repository,
    ...commit === undefined ? [] : ['--certificate-github-workflow-sha', commit],
    '--output', 'json',
    pinned(target),
  ], ADVICE), persistence, undefined, NOT_THERE_YET);
  return output.code === 0 ? refusedBecause(target, output) : refusalOf('cosign', saidBy(output.stderr, output.code), output.stderr, output.code);
}

/** What is of interest in one entry of what `cosign verify --output json` prints. */
interface Claim {
  readonly critical?: {
    readonly type?: string;
    readonly identity?: { readonly 'docker-reference'?: string };
    readonly image?: { readonly 'docker-manifest-digest'?: string };
  };
}

/**
 * An exit code alone is not believed: attestations lie in the registry in the same form as signatures, and cosign does not compare the name.
 * A signature from before bundles says for which name it was made. A bundle does not: what cosign prints with one is the name that it was
 * asked for.
 */
function refusedBecause({ image, digest }: PublishedImage, { stdout }: Output): Refusal | undefined {
  const signatures = claimsIn(stdout).flatMap(({ critical }) => (
    critical && [BUNDLE, SIMPLE].includes(critical.type ?? '') && critical.image?.['docker-manifest-digest'] === digest ? critical : []));
  if (signatures.length === 0) return { problem: 'cosign verified statements of this signer about the image, and none of them is a signature of this digest' };
  const names = signatures.map(({ type, identity }) => (type === SIMPLE ? identity?.['docker-reference'] || image : image));
  if (names.some(name => isSameRepository(name, image))) return undefined;
  return { problem: `this digest was signed as ${unique(names).join(', ')} and not under this name, as if it was copied from there; publish the image that belongs here` };
}

function claimsIn(stdout: string): readonly Claim[] {
  try {
    const value: unknown = JSON.parse(stdout);
    return Array.isArray(value) ? value.filter(one => typeof one === 'object' && one !== null) : [];
  } catch {
    return [];
  }
}

/** The end of what cosign says; it says everything twice. */
function saidBy(stderr: string, code: number): string {
  const [first, second = ''] = stderr.split(/^main\.go:\d+: error during command execution: /m);
  return lastLines(first.replace(/^Error: /gm, '')) || lastLines(second) || `exit code ${code}`;
}
