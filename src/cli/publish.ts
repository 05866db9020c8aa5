import { createReadStream } from 'fs';
import { archivesIn } from './archives';
import { ArgumentError, Command, readArguments } from './command';
import { discardDigests, writeDigests } from './digests';
import { exitCodeOf, interruptible } from './interrupt';
import { persistenceOf } from './persistence';
import { Progress, startProgress } from './progress';
import { readManifest } from './project';
import { type PublishingOptions } from './publish/options';
import { planPublication, type ReadArchive } from './publish/plan';
import { pushAll } from './publish/push';
import { renderPlan, renderPushed } from './publish/render';
import { SETTLING } from './publish/settled';
import { publishedTargets } from './publish/targets';
import { openRegistries } from './registries';
import { requireImagetools } from '../engine/imagetools';
import { readOutline } from '../engine/outline';
import { requireSkopeo } from '../engine/skopeo';
import { atOnce } from '../model/at-once';
import { checkTag } from '../model/image-tags';
import { unique } from '../model/order';

const OPTIONS = {
  'archive': { type: 'string', multiple: true },
  'tag': { type: 'string' },
  'digests': { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  'markdown': { type: 'boolean', default: false },
} as const;

const USAGE = `projen-docker publish --archive FILE --tag TAG [IMAGE...] [OPTION...]

Copies images that were built into archives to their registry, bit by bit, and makes one tag of all platforms of an image. Everything is
checked before anything is pushed: each image needs exactly one archive for each platform of the project. No tag is made before all images
are copied. Publishing the same again changes nothing. It takes skopeo, buildx and Docker's login.

  IMAGE           only these; without it all but base images, which are parts of others
  --archive FILE  OCI layouts as a tar, called like the image (buildx --output type=oci,dest=api.tar), a folder of them, or a folder of
                  such folders; repeatable
  --tag TAG       what the images are called, such as sha-<commit>; a version that exists is never changed
  --digests FILE  write what was published: a line with digest and name for each image, as "promote" and others read it
  --dry-run       check the archives, show what would be pushed, and push nothing
  --markdown      for the summary of a workflow`;

/** Archives at once. */
const AT_ONCE = 2;

export const publish = publishCommand();

/** Copies images to their registry. */
export function publishCommand(options: PublishingOptions = {}): Command {
  return {
    summary: 'Copy built images to the registry, all platforms under one tag: publish --archive DIR --tag TAG',
    usage: USAGE,
    run: async args => {
      const { values, positionals } = readArguments(args, OPTIONS);
      const { archive: paths, digests, markdown, 'dry-run': isDry } = values;
      if (!paths) throw new ArgumentError('--archive is missing: say where the images are that were built');
      if (values.tag === undefined) throw new ArgumentError('--tag is missing: say what the images are to be called, such as "sha-" and the commit');
      const tag = checkTag(values.tag, '--tag');
      const manifest = readManifest(process.cwd());
      const targets = publishedTargets(manifest, positionals, 'publish');
      if (digests !== undefined && !isDry) discardDigests(digests);
      const progress = startProgress();
      const result = await interruptible(async signal => {
        try {
          const publications = planPublication(await readAll(unique(paths.flatMap(archivesIn)), progress, signal), manifest, targets);
          if (isDry) return { text: renderPlan(publications, tag, markdown) };
          await requireSkopeo();
          await requireImagetools();
          const open = () => openRegistries(progress, options.registry);
          const persistence = persistenceOf(progress, options.persistence);
          const settling = persistenceOf(progress, options.settling ?? SETTLING);
          const pushed = await pushAll(publications, { open, tag, progress, persistence, settling, signal });
          if (digests !== undefined) writeDigests(digests, pushed);
          return { text: renderPushed(pushed, tag, markdown) };
        } finally {
          progress.end();
        }
      });
      if (typeof result === 'string') {
        process.stderr.write('interrupted; run this again, it goes on where it ended\n');
        return exitCodeOf(result);
      }
      process.stdout.write(`${result.text}\n`);
      return 0;
    },
  };
}

/** What archives hold, a few at once, in order. */
async function readAll(files: readonly string[], progress: Progress, signal: AbortSignal): Promise<ReadArchive[]> {
  return atOnce(AT_ONCE, files, async (file, index) => {
    progress.step(`reading ${file} (${index + 1} of ${files.length})`);
    return { file, outline: await readOutline(createReadStream(file, { signal }), file) };
  });
}
