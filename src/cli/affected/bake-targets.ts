import { equal } from './equal';
import { Undecided } from './git';
import { fromTemplate } from '../../model/bake-text';
import { joinPath } from '../../model/paths';
import { parseJson } from '../../workspace/json';
import { type Table, table, text, texts } from '../../workspace/value';

/** Where the files come from that an image is built from, relative to the project. */
export interface BuildInputs {
  /** Folders, with the ignore file that counts there: that of the Dockerfile, and where it has none that of the context. */
  readonly contexts: readonly string[];
  /** `undefined`: it stands in the Bake file. */
  readonly dockerfile?: string;
}

/** The targets of a Bake file, as JSON has them. */
export class BakeTargets {
  /** @throws Undecided when it is not there, or not to be read */
  public static read(path: string, content: string | undefined, when: string): BakeTargets {
    if (content === undefined) throw new Undecided(`there is no ${path} ${when}`);
    try {
      const file = table(parseJson(path, content, '')) ?? {};
      return new BakeTargets(file, table(file.target) ?? {});
    } catch {
      throw new Undecided(`${path} cannot be read ${when}`);
    }
  }

  private constructor(private readonly file: Table, private readonly targets: Table) {}

  /** Whether all targets would be built in another way, whatever they say themselves. */
  public differsFrom(other: BakeTargets): boolean {
    return ['variable', 'function'].some(key => !equal(this.file[key], other.file[key]));
  }

  /** What a target says itself. */
  public entry(name: string): Table | undefined {
    return Object.hasOwn(this.targets, name) ? table(this.targets[name]) : undefined;
  }

  /** The targets that this one is built from, or takes its settings from. */
  public parents(name: string): string[] {
    const { contexts, inherits } = this.entry(name) ?? {};
    const linked = Object.values(table(contexts) ?? {}).flatMap(context => text(context)?.match(/^target:(.*)$/s)?.[1] ?? []);
    return [...linked, ...texts(inherits)];
  }

  /** The files that this one is built from itself. */
  public inputs(name: string): BuildInputs {
    const { context, dockerfile, contexts, 'dockerfile-inline': inline } = this.entry(name) ?? {};
    const main = fromTemplate(text(context) ?? '.');
    const file = fromTemplate(text(dockerfile) ?? 'Dockerfile');
    const named = Object.values(table(contexts) ?? {}).flatMap(one => text(one) ?? []).map(fromTemplate);
    return {
      contexts: [main, ...named].flatMap(folderOf),
      // A Dockerfile of a remote context is there, too.
      ...inline === undefined && (file.startsWith(HERE) || folderOf(main).length > 0) && {
        dockerfile: file.startsWith(HERE) ? joinPath('.', file.slice(HERE.length)) : joinPath(main, file),
      },
    };
  }
}

/** What a path begins with that is not relative to the context. */
const HERE = 'cwd://';

/** The folder that a context is, if it is not an image, a URL or another target. */
function folderOf(context: string): string[] {
  const [, layout] = /^oci-layout:\/\/([^@]*?)(?::[^/]*)?(?:@.*)?$/.exec(context) ?? [];
  if (layout !== undefined) return [layout];
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|target:|git@)/i.test(context) ? [] : [context];
}
