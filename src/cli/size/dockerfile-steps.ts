import { join } from 'path';
import type { ArchivedImage, Layer } from '../../engine/image-archive';
import { tryRead } from '../../files/atomic';
import { fromTemplate } from '../../model/bake-text';
import { joinPath } from '../../model/paths';
import { readDockerfile } from '../../workspace/dockerfile/image';
import { DockerfileStage, findStage, parentOf } from '../../workspace/dockerfile/stages';
import { parseJson } from '../../workspace/json';
import { table } from '../../workspace/value';

/** An instruction that makes an image, and that its history shows. */
export interface Step {
  readonly keyword: string;
  /** Where it stands, such as `Dockerfile:12`. */
  readonly location: string;
}

/** What stands in the place of stages and images, by their names. */
type Contexts = ReadonlyMap<string, string>;

interface BakeTarget {
  readonly context?: string;
  readonly dockerfile?: string;
  readonly target?: string;
  readonly contexts?: Readonly<Record<string, string>>;
}

/**
 * What the Dockerfiles of a project add to the image that they start from, from the first instruction to the last.
 *
 * @returns `undefined` when a file is not there, or they do not fit together
 */
export function stepsOf(directory: string, bakeFile: string, target: string): Step[] | undefined {
  const text = tryRead(join(directory, bakeFile));
  if (text === undefined) return undefined;
  const targets = table(table(parseJson(bakeFile, text, 'run "npx projen", which writes it anew'))?.target) ?? {};
  return new Bake(directory, new Map(Object.entries(targets) as [string, BakeTarget][])).steps(target);
}

class Bake {
  public constructor(private readonly directory: string, private readonly targets: ReadonlyMap<string, BakeTarget>) {}

  public steps(name: string): Step[] | undefined {
    const bake = this.targets.get(name);
    if (!bake) return undefined;
    const path = joinPath(fromTemplate(bake.context ?? '.'), fromTemplate(bake.dockerfile ?? 'Dockerfile'));
    const text = tryRead(join(this.directory, path));
    if (text === undefined) return undefined;
    const { stages } = readDockerfile(text);
    const last = findStage(stages, bake.target);
    return last && this.stage(last, stages, path, new Map(Object.entries(bake.contexts ?? {})));
  }

  /** The steps of a stage, after those of what it starts from: a stage, or another target in its place. */
  private stage(stage: DockerfileStage, stages: readonly DockerfileStage[], path: string, contexts: Contexts): Step[] | undefined {
    const replaced = targetOf(contexts.get(stage.name ?? ''));
    if (replaced !== undefined) return this.steps(replaced);
    const own = stage.instructions.filter(({ keyword }) => keyword !== 'ONBUILD').map(({ keyword, line }) => ({ keyword, location: `${path}:${line}` }));
    const parent = parentOf(stages, stage);
    const other = targetOf(contexts.get(stage.from));
    const above = parent ? this.stage(parent, stages, path, contexts) : other === undefined ? [] : this.steps(other);
    return above && [...above, ...own];
  }
}

function targetOf(context: string | undefined): string | undefined {
  return context?.startsWith('target:') ? context.slice('target:'.length) : undefined;
}

/**
 * The layers of an image, and where their instructions stand.
 *
 * An image whose history does not end with these steps was built from something else, and only its history is believed.
 */
export function locate({ layers, history }: ArchivedImage, steps: readonly Step[] | undefined): (Layer & { readonly location?: string })[] {
  if (!steps) return [...layers];
  const start = history.length - steps.length;
  const isOurs = start >= 0 && steps.every(({ keyword }, index) => history[start + index].split(' ')[0] === keyword);
  if (!isOurs) return [...layers];
  return layers.map(layer => {
    if (layer.step === undefined) return layer;
    const isBase = layer.step < start;
    return { ...layer, isBase, ...(isBase ? {} : { location: steps[layer.step - start].location }) };
  });
}
