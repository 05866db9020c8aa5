import { ArgumentError, Command, readArguments } from './command';
import { readDigests } from './digests';
import { persistenceOf } from './persistence';
import { startProgress } from './progress';
import { sign as signImage } from '../engine/cosign';
import { PERSISTENCE, type Persistence } from '../engine/program';
import { UsageError } from '../model/problem';
import { pinned } from '../model/published-image';

const USAGE = `projen-docker sign --digests FILE

Signs published images with the identity of the running workflow: cosign asks for a certificate that is good for this one signature, so
there is no key that could be stolen. The signature lies beside the image in its registry, and an entry in a public log says when it was made.
It takes cosign 3 and Docker's login.

  --digests FILE  what to sign: lines of a digest and the name of an image, as "projen-docker publish" writes them`;

const OPTIONS = { digests: { type: 'string' } } as const;

export const sign = signCommand();

/** Signs published images. */
export function signCommand(persistence: Persistence = PERSISTENCE): Command {
  return {
    summary: 'Sign published images without a key: sign --digests FILE',
    usage: USAGE,
    run: async args => {
      const { values: { digests }, positionals } = readArguments(args, OPTIONS);
      if (digests === undefined || positionals.length > 0) throw new ArgumentError('sign takes --digests FILE, and nothing else');
      const images = readDigests(digests);
      if (images.length > 0) requireIdentity(process.env);
      const progress = startProgress();
      try {
        for (const image of images) {
          progress.step(`sign ${pinned(image)}`);
          await signImage(image, persistenceOf(progress, persistence));
        }
      } finally {
        progress.end();
      }
      process.stdout.write(images.length === 0 ? `${digests} names no image; there is nothing to sign\n` : images.map(image => `signed ${pinned(image)}\n`).join(''));
      return 0;
    },
  };
}

/** @throws UsageError where cosign would ask for an identity in a browser, and wait for it */
function requireIdentity({ ACTIONS_ID_TOKEN_REQUEST_URL, SIGSTORE_ID_TOKEN, GITHUB_ACTIONS }: NodeJS.ProcessEnv): void {
  if (ACTIONS_ID_TOKEN_REQUEST_URL || SIGSTORE_ID_TOKEN) return;
  throw new UsageError(GITHUB_ACTIONS
    ? 'this job has no identity to sign with (ACTIONS_ID_TOKEN_REQUEST_URL is not set); give it "permissions: id-token: write"'
    : 'there is no identity to sign with; images are signed in a workflow of GitHub with "permissions: id-token: write", elsewhere set SIGSTORE_ID_TOKEN');
}
