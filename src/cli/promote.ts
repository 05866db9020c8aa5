import { ArgumentError, Command, readArguments } from './command';
import { readDigests } from './digests';
import { exitCodeOf, interruptible } from './interrupt';
import { persistenceOf } from './persistence';
import { startProgress } from './progress';
import { readManifest } from './project';
import type { PublishedImage } from '../model/published-image';
import { type Audit, renderAudit, renderAuditMarkdown } from './publish/audit';
import { LastingError } from './publish/immutable';
import { isDue, type Move, moveAll, planMoves, withheld } from './publish/moves';
import { type PublishingOptions } from './publish/options';
import { BranchGuard } from './publish/overtaken';
import { readPromotion } from './publish/request';
import { SETTLING } from './publish/settled';
import { withRegistry } from './publish/targets';
import { openRegistries } from './registries';
import { requireImagetools } from '../engine/imagetools';
import type { ManifestTarget } from '../model/manifest';
import { show, UsageError } from '../model/problem';

const OPTIONS = {
  'digests': { type: 'string' },
  'branch': { type: 'string' },
  'latest-on': { type: 'string' },
  'release': { type: 'string' },
  'tag-prefix': { type: 'string' },
  'latest': { type: 'boolean', default: false },
  'rollback': { type: 'string' },
  'tag': { type: 'string', multiple: true },
  'dry-run': { type: 'boolean', default: false },
  'markdown': { type: 'boolean', default: false },
} as const;

const USAGE = `projen-docker promote --digests FILE (--branch NAME | --release VERSION | --rollback VERSION | --tag TAG) [OPTION...]

Gives published images further tags. Nothing is built, and what a tag leads to keeps its digest, so that signatures stay valid. Everything
is checked for all images before the first tag is moved, and what was moved from where to where is the result. It takes buildx and Docker's
login. Exit code 1: something was not moved; it can be run again.

  --digests FILE      the images, as "publish" or "resolve" wrote them down
  --branch NAME       the tag of a branch, with - for / and what else a tag cannot have. It never goes back: where it has images of a newer
                      commit, nothing is moved, and the exit code is 0
  --latest-on BRANCH  also "latest", if the branch is this one
  --release VERSION   the tag 1.2.3 of v1.2.3, which is never changed, and 1.2 and 1 unless there is a newer release in them
  --tag-prefix TEXT   what stands before the version in the tag that --release names, where a repository has several projects: "portal-"
  --latest            also "latest", unless there is a newer release
  --rollback VERSION  make "latest", 1.2 and 1 the release 1.2.3 again, as far as there are such tags
  --tag TAG           also this tag, such as "staging"; repeatable, or several with spaces between them
  --dry-run           check everything, show what would be moved, and move nothing
  --markdown          for the summary of a workflow, with who did it`;

export const promote = promoteCommand();

/** Moves tags of published images. */
export function promoteCommand(options: PublishingOptions = {}): Command {
  return {
    summary: 'Give published images further tags: of a branch, a release, or a rollback',
    usage: USAGE,
    run: async args => {
      const { values, positionals } = readArguments(args, OPTIONS);
      if (positionals.length > 0) throw new ArgumentError(`promote takes the images of the digests file, and no other argument, got ${positionals.join(' ')}`);
      if (values.digests === undefined) throw new ArgumentError('--digests is missing: say which images, with the file that "publish" or "resolve" wrote');
      const promotion = readPromotion({ ...values, release: versionOf(values) });
      const images = checkImages(readDigests(values.digests), withRegistry(readManifest(process.cwd())), values.digests);
      const { 'dry-run': isDry, markdown } = values;
      const progress = startProgress();
      // Said also when a signal ends it.
      let audit: Audit | undefined;
      const ended = await interruptible(async signal => {
        try {
          const open = () => openRegistries(progress, options.registry);
          const client = open();
          const planned = await planMoves(images, promotion, client, progress);
          const { branch } = promotion;
          const guard = branch === undefined ? undefined : new BranchGuard(branch, client, open, options.now);
          const overtaken = await guard?.check(planned);
          const moves = overtaken ? withheld(planned, 'the branch has newer images') : planned;
          if (!isDry && moves.some(isDue)) await requireImagetools();
          audit = { title: promotion.title, moves, overtaken, ignored: guard?.ignored };
          if (isDry) return;
          const persistence = persistenceOf(progress, options.persistence);
          const settling = persistenceOf(progress, options.settling ?? SETTLING);
          const checkAgain = guard && ((move: Move) => guard.checkAgain(move, moves));
          const outcome = await moveAll(moves, client, { progress, persistence, settling, signal, guard: checkAgain });
          audit = { ...audit, outcome, overtaken: overtaken ?? outcome.overtaken, ignored: guard?.ignored };
        } finally {
          progress.end();
        }
      });
      if (audit) process.stdout.write(`${markdown ? renderAuditMarkdown(audit, process.env) : renderAudit(audit)}\n`);
      if (typeof ended === 'string') {
        process.stderr.write('interrupted; run this again, it goes on where it ended\n');
        return exitCodeOf(ended);
      }
      const fault = audit?.outcome?.fault;
      if (fault === undefined) return 0;
      if (!(fault instanceof UsageError)) throw fault;
      const [moved, all] = [audit!.outcome!.moved.size, audit!.moves.filter(isDue).length];
      throw new UsageError(`${fault.message}. ${moved} of ${all} tags were moved${fault instanceof LastingError ? '' : '; run this again, it goes on where it ended'}`);
    },
  };
}

/** The version of a release, without what stands before it in the tag of a repository of several projects. */
function versionOf({ release, 'tag-prefix': prefix = '' }: { readonly 'release'?: string; readonly 'tag-prefix'?: string }): string | undefined {
  if (release === undefined && prefix !== '') throw new ArgumentError('--tag-prefix goes with --release');
  if (release?.startsWith(prefix) ?? true) return release?.slice(prefix.length);
  throw new UsageError(`--release must be a version behind ${show(prefix)}, as --tag-prefix says, got ${show(release)}`);
}

/** The images of a digests file, which have to be of this project. */
function checkImages(images: readonly PublishedImage[], targets: readonly ManifestTarget[], path: string): readonly PublishedImage[] {
  if (images.length === 0) throw new UsageError(`${path} names no image; there is nothing to promote`);
  const strange = images.filter(({ image }) => !targets.some(target => target.image === image));
  if (strange.length > 0) throw new UsageError(`${path} names ${strange.map(({ image }) => image).join(', ')}, which is no image of this project; the images are ${targets.map(({ image }) => image).join(', ')}`);
  const absent = targets.filter(({ image }) => !images.some(one => one.image === image));
  if (absent.length > 0) process.stderr.write(`${absent.map(({ name }) => name).join(', ')}: not in ${path}, and left as it is\n`);
  return images;
}
