import type { BuildModel } from '../../model/service-model';
import { type DockerfileImage, imageOf } from '../../workspace/dockerfile/image';
import { globalVariables } from '../../workspace/dockerfile/images';
import { type DockerfileStage, type DockerfileStages, expand, findStage, lineageOf as stagesUpTo, sourcesOf } from '../../workspace/dockerfile/stages';

/** What an image, or a part of one, comes from. */
export interface Origin {
  /** An image from elsewhere, or a target of ours. */
  readonly kind: 'image' | 'target';
  /** A reference without a digest, or the target's name. */
  readonly name: string;
  /** Whether a digest stands behind the reference. */
  readonly isPinned?: boolean;
}

/** What an image is made from. */
export interface Lineage {
  /** What it starts from. */
  readonly from: Origin;
  /** What else there must be to build it: it takes files from there. */
  readonly uses: readonly Origin[];
}

/** An image that has nothing in it, and is not pulled. */
export const SCRATCH = 'scratch';

/** What a build makes its image from, by what its Dockerfile says. */
export function lineageOf({ target, args, contexts = {}, pins = {} }: BuildModel, { globals, stages }: DockerfileStages): Lineage | undefined {
  const last = findStage(stages, target);
  if (!last) return undefined;
  const variables = globalVariables(globals, args);
  const origins = new Map<string, Origin>();
  const seen = new Map<DockerfileStage, Origin>();

  /** What a stage, or an image, comes from in the end. */
  const refer = (name: string, above: readonly DockerfileStage[]): Origin => {
    if (Object.hasOwn(contexts, name)) return keep({ kind: 'target', name: contexts[name] });
    const parent = findStage(above, name);
    if (parent) return visit(parent);
    const image = expand(name, variables) ?? name;
    return keep({ kind: 'image', ...withoutDigest(Object.hasOwn(pins, image) ? pins[image] : image) });
  };
  const visit = (stage: DockerfileStage): Origin => {
    const known = seen.get(stage);
    if (known) return known;
    const above = stages.slice(0, stages.indexOf(stage));
    const origin = refer(stage.from, above);
    seen.set(stage, origin);
    stage.instructions.flatMap(sourcesOf).forEach(name => refer(name, above));
    return origin;
  };
  const keep = (origin: Origin): Origin => {
    origins.set(keyOf(origin), origin);
    return origin;
  };

  const from = visit(last);
  return { from, uses: [...origins.values()].filter(origin => keyOf(origin) !== keyOf(from)) };
}

/** Tells origins apart. */
export function keyOf({ kind, name }: Origin): string {
  return `${kind} ${name}`;
}

/** A reference as people write it, and whether it says exactly which image. */
export function withoutDigest(reference: string): { readonly name: string; readonly isPinned: boolean } {
  const [name, digest] = reference.split('@');
  return { name, isPinned: digest !== undefined };
}

/** What an image says it is for. */
export function descriptionOf({ target, labels }: BuildModel, dockerfile: DockerfileStages | undefined): string | undefined {
  const label = 'org.opencontainers.image.description';
  const stage = dockerfile && findStage(dockerfile.stages, target);
  const said = stage && stagesUpTo(dockerfile.stages, stage).flatMap(one => one.instructions)
    .filter(({ keyword }) => keyword === 'LABEL').map(({ assignments }) => assignments?.[label]).filter(Boolean).pop();
  return labels?.[label] ?? said;
}

/** What a Dockerfile says of the image that a build makes. */
export function imageIn({ target }: BuildModel, { stages }: DockerfileStages): DockerfileImage | undefined {
  const stage = findStage(stages, target);
  return stage && imageOf(stages, stage);
}
