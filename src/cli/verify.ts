import { ArgumentError, Command, readArguments, say } from './command';
import { readDigests } from './digests';
import { gitHubRepository, issuerOf } from './github';
import { persistenceOf } from './persistence';
import { startProgress } from './progress';
import { renderMarkdownTable, renderTable } from './table';
import { identityExpression, saidOf, TrustedRefs } from './verify/identity';
import { attestationOf, Attester } from '../engine/attestations';
import { unsignedBecause } from '../engine/cosign';
import { PERSISTENCE, type Persistence } from '../engine/program';
import { atOnce } from '../model/at-once';
import { show, UsageError } from '../model/problem';
import { pinned, type PublishedImage } from '../model/published-image';

const USAGE = `projen-docker verify --digests FILE --workflow NAME.yml (--branch PATTERN | --tag-pattern PATTERN | --ref REF)... [OPTION...]

Verifies that published images were signed by a workflow of this repository, on a branch or tag that is trusted, and that GitHub has an
attestation of how it built them. All images are looked at; exit code 1 if anything is wrong with one of them. It takes cosign 3, gh and
Docker's login.

  --digests FILE               what to verify: lines of a digest and the name of an image
  --workflow NAME.yml          the file in .github/workflows that publishes
  --branch PATTERN             a branch that is trusted, as in a workflow's filter: "main", "release/**", "!release/old"; repeatable, in this order
  --tag-pattern PATTERN        a tag that is trusted, in the same way
  --ref REF                    one ref exactly, such as "refs/heads/main"; repeatable
  --commit SHA                 the commit that it ran for, in full: images of another one do not count, whoever gave them the tag
  --repository OWNER/NAME      instead of GITHUB_REPOSITORY, or of where the checkout comes from
  --no-signature               only the attestation, with the GitHub CLI (gh), which wants GH_TOKEN
  --no-attestation             only the signature, with cosign
  --deny-self-hosted-runners   an attestation of a machine that is not GitHub's does not count
  --markdown                   for the summary of a workflow`;

const OPTIONS = {
  'digests': { type: 'string' },
  'workflow': { type: 'string' },
  'branch': { type: 'string', multiple: true },
  'tag-pattern': { type: 'string', multiple: true },
  'ref': { type: 'string', multiple: true },
  'commit': { type: 'string' },
  'repository': { type: 'string' },
  'no-signature': { type: 'boolean', default: false },
  'no-attestation': { type: 'boolean', default: false },
  'deny-self-hosted-runners': { type: 'boolean', default: false },
  'markdown': { type: 'boolean', default: false },
} as const;

/** How many images are asked for at once. */
const AT_ONCE = 4;
const HEADER = ['Image', 'Digest', 'Signature', 'Attestation'];

/** What was found out of an image. */
interface Finding {
  readonly image: PublishedImage;
  readonly signature: string;
  readonly attestation: string;
  readonly problems: readonly string[];
}

export const verify = verifyCommand();

/** Verifies published images. */
export function verifyCommand(persistence: Persistence = PERSISTENCE): Command {
  return {
    summary: 'Verify signatures and attestations of published images: verify --digests FILE',
    usage: USAGE,
    run: async args => {
      const { values, positionals } = readArguments(args, OPTIONS);
      const { digests, workflow, repository, markdown } = values;
      if (digests === undefined || workflow === undefined || positionals.length > 0) throw new ArgumentError('verify takes --digests FILE, --workflow NAME.yml, and which branches or tags are trusted');
      const trusted: TrustedRefs = { branches: values.branch ?? [], tags: values['tag-pattern'] ?? [], refs: values.ref ?? [] };
      if (Object.values(trusted).flat().length === 0) throw new ArgumentError('give the branches or tags that are trusted: --branch PATTERN, --tag-pattern PATTERN or --ref REF');
      const [signature, attestation] = [!values['no-signature'], !values['no-attestation']];
      if (!signature && !attestation) throw new ArgumentError('--no-signature and --no-attestation leave nothing to verify; give one of them at most');
      const gitHub = gitHubRepository(process.cwd(), repository);
      const attester: Attester = {
        expression: identityExpression(gitHub, workflow, trusted),
        issuer: issuerOf(gitHub),
        repository: gitHub.repository,
        commit: checkCommit(values.commit),
        host: gitHub.host,
        denySelfHosted: values['deny-self-hosted-runners'],
      };
      const images = readDigests(digests);
      if (images.length === 0) return say(`${digests} names no image; there is nothing to verify`);
      if (attestation) requireToken(process.env);
      const findings = await look(images, attester, { signature, attestation }, persistence);
      const rows = findings.map(found => [found.image.image, found.image.digest, found.signature, found.attestation]);
      const problems = findings.flatMap(found => found.problems);
      const said = `${saidOf(gitHub, workflow, trusted)}${values.commit === undefined ? '' : `, for commit ${values.commit}`}`;
      say(`${(markdown ? renderMarkdownTable : renderTable)(HEADER, rows)}\n\n${problems.length === 0 ? `By ${said}.` : `Trusted is only ${said}.`}`);
      if (problems.length > 0) process.stderr.write(`${problems.join('\n')}\n`);
      return problems.length > 0 ? 1 : 0;
    },
  };
}

/** @throws UsageError for what is no whole commit: a beginning of one would never be that of a certificate */
function checkCommit(commit: string | undefined): string | undefined {
  if (commit === undefined || /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return commit;
  throw new UsageError(`--commit must be a whole commit, as "git rev-parse HEAD" prints it, got ${show(commit)}`);
}

/** What is asked for. */
interface Asked { readonly signature: boolean; readonly attestation: boolean }

async function look(images: readonly PublishedImage[], attester: Attester, asked: Asked, persistence: Persistence): Promise<Finding[]> {
  const { signature, attestation } = asked;
  const progress = startProgress();
  const patient = persistenceOf(progress, persistence);
  try {
    return await atOnce(AT_ONCE, images, async image => {
      progress.step(`verify ${pinned(image)}`);
      const unsigned = signature ? await unsignedBecause(image, attester, patient) : undefined;
      const attested = attestation ? await attestationOf(image, attester, patient) : undefined;
      const unattested = attested && 'problem' in attested ? attested.problem : undefined;
      return {
        image,
        signature: !signature ? 'not asked for' : unsigned === undefined ? 'verified' : 'FAILED',
        attestation: !attested ? 'not asked for' : 'by' in attested ? `verified, ${attested.by.replace(/^.*\/(?=[^/]+@)/, '')}` : 'FAILED',
        problems: [
          ...unsigned === undefined ? [] : [`${pinned(image)} is not signed as it has to be: ${unsigned}`],
          ...unattested === undefined ? [] : [`${pinned(image)} is not attested as it has to be: ${unattested}`],
        ],
      };
    });
  } finally {
    progress.end();
  }
}

/** @throws UsageError in a workflow, where nobody logs in */
function requireToken({ GITHUB_ACTIONS, GH_TOKEN, GITHUB_TOKEN, GH_ENTERPRISE_TOKEN }: NodeJS.ProcessEnv): void {
  if (GITHUB_ACTIONS && !GH_TOKEN && !GITHUB_TOKEN && !GH_ENTERPRISE_TOKEN) {
    throw new UsageError('attestations are asked for with a token; set GH_TOKEN to ${{ github.token }} of a job with "permissions: attestations: read", or give --no-attestation');
  }
}
