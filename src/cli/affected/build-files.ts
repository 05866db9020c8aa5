import type { BuildInputs } from './bake-targets';
import type { Change, Revisions } from './git';
import { isWithin, joinPath, relativeTo } from '../../model/paths';
import { isDockerIgnored } from '../../workspace/dockerignore';

/** The files of one target's build. All paths are those of the git repository. */
export class BuildFiles {
  private readonly files: readonly string[];
  private readonly contexts: readonly { readonly folder: string; readonly ignore: string }[];

  public constructor({ contexts, dockerfile }: BuildInputs, revisions: Revisions) {
    const folders = contexts.map(context => revisions.path(context));
    const file = dockerfile === undefined ? [] : [revisions.path(dockerfile)];
    const ofDockerfile = file.map(path => `${path}.dockerignore`);
    const ofContexts = folders.map(folder => joinPath(folder, '.dockerignore'));
    this.files = [...file, ...ofDockerfile, ...ofContexts];
    this.contexts = folders.map((folder, index) => ({
      folder, ignore: [...ofDockerfile, ofContexts[index]].map(path => revisions.textNow(path)).find(text => text !== undefined) ?? '',
    }));
  }

  /** Whether a change of a path may make another image. */
  public has({ path, submodule }: Change): boolean {
    if (this.files.includes(path)) return true;
    const around = [...this.files, ...this.contexts.map(({ folder }) => folder)];
    if (submodule && around.some(one => isWithin(path, one))) return true;
    return this.contexts.some(({ folder, ignore }) => isWithin(folder, path) && (submodule
      ? !submodule.files || submodule.files.some(file => !isDockerIgnored(ignore, relativeTo(folder, `${path}/${file}`)))
      : !isDockerIgnored(ignore, relativeTo(folder, path))));
  }
}
