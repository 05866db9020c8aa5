import type { CheckedService, CheckedSystem } from '../checked-system';

/** What the Bake file says of a service. */
export interface BakeTarget {
  /** The file, relative to the repository. */
  readonly file: string;
  readonly target: any;
}

/** What the Bake file says of a service; `undefined`: nothing. */
export function bakeTarget({ files: { bake } }: CheckedSystem, { name }: CheckedService): BakeTarget | undefined {
  const target = bake?.content?.target?.[name];
  return bake && target ? { file: bake.path, target } : undefined;
}
