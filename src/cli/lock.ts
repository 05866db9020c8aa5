import { join } from 'path';
import { ArgumentError, Command, readArguments } from './command';
import { shortDigest } from '../model/published-image';
import { compareLocks, LockChange, planLock } from './lock/plan';
import { completed, refreshed, resolveAll } from './lock/resolve';
import { startProgress } from './progress';
import { readManifest } from './project';
import { openRegistries } from './registries';
import { synthesizeOrThrow } from './synthesis';
import { tryRead, writeAtomically } from '../files/atomic';
import { parseReference } from '../model/image-reference';
import { show } from '../model/problem';
import type { RegistryClientOptions } from '../registry/registry-client';
import { ImageLock, LockedImage, parseImageLock, renderImageLock } from '../workspace/image-lock';

const USAGE = `projen-docker lock [--missing] [--check] [--synth] [--json] [IMAGE...]

Asks registries for the digests that the tags of all images have now, and writes them into the lock file. Entries that nothing uses any
more are dropped. When one image cannot be resolved, nothing is written.

  IMAGE      only these, with or without a tag; others stay as they are
  --missing  only images that are not locked yet; needs no network when there are none
  --check    say what would change, write nothing, and exit with 1 if anything would
  --synth    synthesize before, so that images of new services are known, and after, so that files have the new digests; not with --check
  --json     print the result as JSON`;

const OPTIONS = {
  missing: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  synth: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** What to do where synthesis is not possible. */
const WITHOUT = 'leave out --synth';

export const lock = lockCommand();

/** Writes the lock file of images. */
export function lockCommand(options: RegistryClientOptions = {}): Command {
  return {
    summary: 'Lock the images that others publish to their digests: lock [--missing] [--check] [IMAGE...]',
    usage: USAGE,
    run: async args => {
      const { values: { missing, check, json, synth }, positionals } = readArguments(args, OPTIONS);
      const root = process.cwd();
      const synthesizes = synth && !check;
      if (synthesizes) await synthesizeOrThrow(root, WITHOUT);
      const { references, lockFile } = readManifest(root);
      const before = parseImageLock(lockFile, tryRead(join(root, lockFile)));
      const plan = planLock(references, before, {
        images: named(positionals, references),
        keeps: image => missing && before.has(image) && (check || before.get(image)!.platforms !== undefined),
      });
      const progress = startProgress();
      const client = openRegistries(progress, options);
      const ask = async (image: string): Promise<Partial<LockedImage>> => {
        if (!check) return (missing ? completed : refreshed)(client, before, image);
        return { ...before.get(image), digest: await client.digest(image) };
      };
      // Without an entry there is nothing to compare with.
      const missed = check ? plan.asked.filter(image => !before.has(image)) : [];
      const found = await resolveAll(plan.asked.filter(image => !missed.includes(image)), ask, progress);
      const after = new Map<string, Partial<LockedImage>>([
        ...plan.kept.map(image => [image, before.get(image)!] as const),
        ...missed.map(image => [image, {}] as const),
        ...found,
      ]);
      const changes = compareLocks(before, after);
      if (changes.length > 0 && !check) writeAtomically(root, join(root, lockFile), { content: renderImageLock(after as ImageLock) });
      if (changes.length > 0 && synthesizes) await synthesizeOrThrow(root, WITHOUT);
      const unchanged = after.size - changes.filter(({ kind }) => kind !== 'dropped').length;
      process.stdout.write(json ? `${JSON.stringify({ lockFile, changes, unchanged }, undefined, 2)}\n` : report(lockFile, changes, unchanged, check));
      return check && changes.length > 0 ? 1 : 0;
    },
  };
}

/** The images that are meant by a reference, or by a name without a tag. */
function named(names: readonly string[], references: readonly string[]): string[] {
  return names.flatMap(name => {
    const found = references.filter(reference => reference === name || parseReference(reference).name === name);
    if (found.length === 0) throw new ArgumentError(`there is no image ${show(name)} to lock; those that are used: ${references.join(', ') || 'none'}`);
    return found;
  });
}

const WORDS = { added: 'missing', updated: 'outdated', dropped: 'unused' };

function report(lockFile: string, changes: readonly LockChange[], unchanged: number, check: boolean): string {
  const width = Math.max(...changes.map(({ image }) => image.length));
  const lines = changes.map(({ kind, image, from, to }) => {
    const digests = kind === 'updated' && from === to ? 'its platforms' : [from, to].filter(one => one !== undefined).map(shortDigest).join(' -> ');
    return `${(check ? WORDS[kind] : kind).padEnd(check ? 8 : 7)}  ${image.padEnd(width)}  ${digests}`.trimEnd();
  });
  const same = `${unchanged} image${unchanged === 1 ? '' : 's'} unchanged`;
  if (changes.length === 0) return `${lockFile} is up to date: ${same}\n`;
  return `${[...lines, check ? `${lockFile} is not up to date, ${same}: run "npx projen docker:lock"` : `${lockFile} is written, ${same}`].join('\n')}\n`;
}
