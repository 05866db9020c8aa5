import type { Signer } from './cosign';
import { NOT_THERE_YET, Output, type Persistence, PERSISTENCE, persistently, runProgram } from './program';
import { type Refusal, refusalOf } from './refusal';
import { isSameRepository } from '../model/image-reference';
import { unique } from '../model/order';
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
    readonly statement?: { readonly predicateType?: string; readonly subject?: readonly Subject[] };
    readonly signature?: { readonly certificate?: { readonly subjectAlternativeName?: string } };
  };
}

/** What a statement is about: a line of the file that was attested. */
interface Subject { readonly name?: string; readonly digest?: { readonly sha256?: string } }

/** Who attested an image, or what is wrong. */
export type Attestation = { readonly by: string } | Refusal;

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
  ], GH_ADVICE), persistence, undefined, NOT_THERE_YET);
  if (output.code === NO_LOGIN) {
    return { problem: 'the GitHub CLI has no login; set GH_TOKEN, in a workflow to ${{ github.token }} of a job with attestations: read', isFinal: true };
  }
  if (output.code !== 0) return refusalOf('gh', output.stderr.replace(/^Error: /gm, ''), output.stderr, output.code);
  return attestedIn(output, target, attester);
}

/**
 * An exit code alone is not believed: versions of "gh" up to 2.66 gave 0 when there was no attestation of that type, and none of them looks at
 * the name. Whoever may push could give another image of the same commit this name, with all that is said of it.
 */
function attestedIn({ stdout }: Output, { image, digest }: PublishedImage, { expression }: Attester): Attestation {
  const signer = new RegExp(expression);
  const found = subjectsIn(stdout).filter(({ by, of }) => signer.test(by) && of === digest);
  const own = found.find(({ name }) => name !== undefined && isSameRepository(name, image));
  if (own) return { by: own.by };
  const names = unique(found.map(({ name }) => name ?? 'something without a name')).join(', ');
  return {
    problem: names === ''
      ? 'gh verified no attestation of this digest by this workflow'
      : `this digest was attested as ${names} and not under this name, as if it was copied from there; publish the image that belongs here`,
  };
}

/** What provenance says: who built what, by its name and its digest. */
function subjectsIn(stdout: string): { readonly by: string; readonly name?: string; readonly of: string }[] {
  try {
    return (JSON.parse(stdout) as readonly Verified[]).flatMap(({ verificationResult: { statement, signature } = {} }) => {
      const by = signature?.certificate?.subjectAlternativeName ?? '';
      const subjects = statement?.predicateType === PROVENANCE ? statement.subject ?? [] : [];
      return subjects.map(({ name, digest }) => ({ by, name, of: `sha256:${digest?.sha256}` }));
    });
  } catch {
    return [];
  }
}
