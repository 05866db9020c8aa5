import type { CheckedDockerfile, CheckedSystem } from './checked-system';
import { textOf } from './compose';

/** What a service runs: the result of a Dockerfile, or an image from elsewhere. Neither: it is not known. */
export interface RunImage {
  readonly dockerfile?: CheckedDockerfile;
  /** Its reference. */
  readonly image?: string;
}

/** What services run, by their names. */
export function runImages({ services, _facts: { models } }: CheckedSystem): ReadonlyMap<string, RunImage> {
  const dockerfiles = new Map(services.map(({ name, dockerfile }) => [name, dockerfile]));
  const built = new Map(services.flatMap(({ dockerfile, compose }) => (dockerfile && typeof compose?.image === 'string' ? [[compose.image as string, dockerfile] as const] : [])));
  return new Map(services.map(({ name, dockerfile, compose }): [string, RunImage] => {
    const other = models.get(name)?.imageOf;
    const known = dockerfile ?? (other === undefined ? undefined : dockerfiles.get(other)) ?? built.get(compose?.image);
    if (known) return [name, { dockerfile: known }];
    return [name, { image: compose?.build === undefined ? textOf(compose?.image) : undefined }];
  }));
}
