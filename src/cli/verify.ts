import { ArgumentError, Command, readArguments, readNumber, say } from './command';
import { readDigests } from './digests';
import { gitHubRepository, issuerOf } from './github';
import { startProgress } from './progress';
import type { PublishingOptions } from './publish/options';
import { renderMarkdownTable, renderTable } from './table';
import { identityExpression, saidOf, TrustedRefs } from './verify/identity';
import { look } from './verify/look';
import type { Attester } from '../engine/attestations';
import { entities } from '../model/markdown';
import { show, UsageError } from '../model/problem';

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
  --wait MINUTES               wait for what is still to be signed or attested, at most so long
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
  'wait': { type: 'string' },
  'markdown': { type: 'boolean', default: false },
} as const;

const HEADER = ['Image', 'Digest', 'Signature', 'Attestation'];
const INTERVAL_MS = 15_000;
const MINUTE_MS = 60_000;

export const verify = verifyCommand();

/** Verifies published images. */
export function verifyCommand(options: Pick<PublishingOptions, 'persistence' | 'interval'> = {}): Command {
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
      const minutes = readNumber('wait', values.wait, 'a number of minutes such as 30');
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
      const progress = startProgress();
      const patience = { limit: (minutes ?? 0) * MINUTE_MS, interval: options.interval ?? INTERVAL_MS, progress, persistence: options.persistence };
      const findings = await look(images, { attester, signature, attestation }, patience).finally(() => progress.end());
      const rows = findings.map(found => [found.image.image, found.image.digest, found.signature, found.attestation]);
      const problems = findings.flatMap(found => found.problems);
      const said = `${saidOf(gitHub, workflow, trusted)}${values.commit === undefined ? '' : `, for commit ${values.commit}`}`;
      const verdict = problems.length === 0 ? `By ${said}.` : `Trusted is only ${said}.`;
      say(markdown ? `${renderMarkdownTable(HEADER, rows.map(row => row.map(entities)))}\n\n${entities(verdict)}` : `${renderTable(HEADER, rows)}\n\n${verdict}`);
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

/** @throws UsageError in a workflow, where nobody logs in */
function requireToken({ GITHUB_ACTIONS, GH_TOKEN, GITHUB_TOKEN, GH_ENTERPRISE_TOKEN }: NodeJS.ProcessEnv): void {
  if (GITHUB_ACTIONS && !GH_TOKEN && !GITHUB_TOKEN && !GH_ENTERPRISE_TOKEN) {
    throw new UsageError('attestations are asked for with a token; set GH_TOKEN to ${{ github.token }} of a job with "permissions: attestations: read", or give --no-attestation');
  }
}
