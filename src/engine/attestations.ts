import type { Signer } from './cosign';
import { lastLines, Output, type Persistence, PERSISTENCE, persistently, runProgram } from './program';
import { pinned, type PublishedImage } from '../model/published-image';

/** What to do without the GitHub CLI. */
export const GH_ADVICE = 'install the GitHub CLI from https://cli.github.com';
/** What says how something was built. */
export const PROVENANCE = 'https://slsa.dev/provenance/v1';
/** The exit code of "gh" without a login. */
const NO_LOGIN = 4;

/** Who has to have attested, and where that is asked. */
export interface Attester extends Signer {
  /** The host of GitHub. */
  readonly host: string;
  /** Builds on machines that are not GitHub's are refused. */
  readonly denySelfHosted: boolean;
}

/** What is of interest in one entry of what `gh attestation verify --format json` prints. */
interface Verified {
  readonly verificationResult?: {
    readonly statement?: { readonly predicateType?: string; readonly subject?: readonly { readonly digest?: { readonly sha256?: string } }[] };
    readonly signature?: { readonly certificate?: { readonly subjectAlternativeName?: string } };
  };
}

/** Who attested an image, or what is wrong. */
export type Attestation = { readonly by: string } | { readonly problem: string };

/**
 * Looks for the attestation that GitHub keeps of how an image was built.
 *
 * Its `--signer-workflow` is not used: that is a regular expression without an end, in which a dot is any character, and says nothing of the branch.
 */
export async function attestationOf(target: PublishedImage, attester: Attester, persistence: Persistence = PERSISTENCE): Promise<Attestation> {
  const output = await persistently(() => runProgram('gh', [
    'attestation', 'verify', `oci://${pinned(target)}`,
    '--hostname', attester.host,
    '--repo', attester.repository,
    '--predicate-type', PROVENANCE,
    '--cert-oidc-issuer', attester.issuer,
    '--cert-identity-regex', attester.expression,
    ...attester.commit === undefined ? [] : ['--source-digest', attester.commit],
    ...attester.denySelfHosted ? ['--deny-self-hosted-runners'] : [],
    '--format', 'json',
  ], GH_ADVICE), persistence);
  if (output.code === NO_LOGIN) return { problem: 'the GitHub CLI has no login; set GH_TOKEN, in a workflow to ${{ github.token }} of a job with attestations: read' };
  if (output.code !== 0) return { problem: `gh says: ${lastLines(output.stderr.replace(/^Error: /gm, '')) || `exit code ${output.code}`}` };
  const by = attestedBy(target, attester, output);
  return by === undefined ? { problem: 'gh verified no attestation of this digest by this workflow' } : { by };
}

/** An exit code alone is not believed: versions of "gh" up to 2.66 gave 0 when there was no attestation of that type. */
function attestedBy({ digest }: PublishedImage, { expression }: Attester, { stdout }: Output): string | undefined {
  const signer = new RegExp(expression);
  try {
    return (JSON.parse(stdout) as readonly Verified[]).flatMap(({ verificationResult: { statement, signature } = {} }) => {
      const isOfImage = statement?.predicateType === PROVENANCE && statement.subject?.some(subject => `sha256:${subject.digest?.sha256}` === digest);
      const by = signature?.certificate?.subjectAlternativeName ?? '';
      return isOfImage && signer.test(by) ? [by] : [];
    })[0];
  } catch {
    return undefined;
  }
}
