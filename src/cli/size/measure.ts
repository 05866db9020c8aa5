import { createReadStream, statSync } from 'fs';
import { ArchivedImage, LayerSizes, readArchive } from '../../engine/image-archive';
import { missingImages, readSavedImage } from '../../engine/saved-image';
import { atOnce } from '../../model/at-once';
import type { ManifestTarget } from '../../model/manifest';
import { show, UsageError } from '../../model/problem';
import { archivesIn, assignImages } from '../archives';
import { Progress } from '../progress';

/** What was measured for a target: an image for each platform. */
export interface Measured {
  readonly target: ManifestTarget;
  /** Where it comes from: a reference or an archive. */
  readonly source: string;
  readonly images: readonly ArchivedImage[];
}

/** Compression takes a core for each; more at once would only fill the memory of the engine. */
const AT_ONCE = 2;

/** Measures images: layers that several share, once. */
export class Measurement {
  private readonly sizes: LayerSizes = new Map();
  private readonly abort = new AbortController();

  public constructor(private readonly progress: Progress) {}

  /** Measures images of the engine. */
  public async ofEngine(targets: readonly ManifestTarget[], tag: string): Promise<Measured[]> {
    const references = targets.map(({ image }) => `${image}:${tag}`);
    const missing = await missingImages(references, this.abort.signal);
    if (missing.length > 0) {
      throw new UsageError(`the engine has no image ${missing.join(', ')}; build first: npx projen docker:build (another tag is said with the variable TAG)`);
    }
    const images = await this.each(references, reference => readSavedImage(reference, this.sizes, this.abort.signal));
    return targets.map((target, index) => ({ target, source: references[index], images: images[index] }));
  }

  /** Measures what is in archives, each of which says which target it is by the image's name, or else by its own. */
  public async ofArchives(paths: readonly string[], targets: readonly ManifestTarget[]): Promise<Measured[]> {
    const files = paths.flatMap(archivesIn);
    const contents = await this.each(files, file => this.archive(file));
    const found = new Map<string, { target: ManifestTarget; sources: string[]; images: ArchivedImage[] }>();
    for (const [index, file] of files.entries()) {
      for (const [target, images] of assignImages(file, contents[index], targets)) {
        const entry = found.get(target.name) ?? { target, sources: [], images: [] };
        const twice = images.find(({ platform }) => entry.images.some(other => other.platform === platform));
        if (twice) throw new UsageError(`${entry.sources.join(' and ')} and ${file} hold ${show(target.name)} for ${twice.platform} each; name one of them`);
        found.set(target.name, { target, sources: [...entry.sources, file], images: [...entry.images, ...images] });
      }
    }
    return targets.filter(({ name }) => found.has(name)).map(target => {
      const { sources, images } = found.get(target.name)!;
      return { target, source: sources.join(', '), images };
    });
  }

  /** Measures any images or archives. */
  public async ofOthers(sources: readonly string[]): Promise<ArchivedImage[][]> {
    const missing = await missingImages(sources.filter(source => !isFile(source)), this.abort.signal);
    if (missing.length > 0) throw new UsageError(`there is no file and no image ${missing.join(', ')}; pull it first: docker pull ${missing[0]}`);
    return this.each(sources, source => (isFile(source) ? this.archive(source) : readSavedImage(source, this.sizes, this.abort.signal)));
  }

  private archive(path: string): Promise<ArchivedImage[]> {
    return readArchive(createReadStream(path, { signal: this.abort.signal }), path, this.sizes);
  }

  /** A few at once, in order; the first failure ends the others. */
  private async each<T>(sources: readonly string[], measure: (source: string) => Promise<T>): Promise<T[]> {
    try {
      return await atOnce(AT_ONCE, sources, (source, index) => {
        this.progress.step(`measuring ${source} (${index + 1} of ${sources.length})`);
        return measure(source);
      });
    } catch (error) {
      this.abort.abort();
      throw error;
    }
  }
}

/** Whether there is a file of this name: a folder may be called like an image. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
