import { asObject, asText, asTexts, readJsonFile } from './json-file';
import { joinPath } from '../../model/paths';
import { Repository } from '../repository';

/** One entry of `paths`: what stands before and after its `*`, and where it leads. */
interface Mapping { readonly prefix: string; readonly suffix?: string; readonly targets: readonly string[] }

/** What imports mean that are names, as TypeScript is told: `paths` of tsconfig.base.json. */
export class PathMapping {
  /** Reads `paths` of the configuration that all projects extend. */
  public static of(repo: Repository, root: string): PathMapping {
    return repo.memo(`paths:${root}`, () => {
      for (const file of ['tsconfig.base.json', 'tsconfig.json', 'jsconfig.json']) {
        const options = asObject(readJsonFile(repo, joinPath(root, file))?.compilerOptions);
        if (options.paths === undefined) continue;
        const base = joinPath(root, asText(options.baseUrl) ?? '.');
        return new PathMapping(Object.entries(asObject(options.paths)).map(([key, value]) => {
          const [prefix, suffix] = key.split('*');
          return { prefix, suffix, targets: asTexts(value).map(target => joinPath(base, target.replace(/\*.*$/, ''))) };
        }));
      }
      return new PathMapping([]);
    });
  }

  private constructor(private readonly mappings: readonly Mapping[]) {}

  /** Where an import leads, as paths of the repository; none where it is of a package. */
  public resolve(specifier: string): readonly string[] {
    const exact = this.mappings.find(({ prefix, suffix }) => suffix === undefined && prefix === specifier);
    if (exact) return exact.targets;
    const matching = this.mappings.filter(({ prefix, suffix }) => suffix !== undefined && specifier.startsWith(prefix) && specifier.endsWith(suffix));
    const [longest] = [...matching].sort((a, b) => b.prefix.length - a.prefix.length);
    if (!longest) return [];
    const star = specifier.slice(longest.prefix.length, specifier.length - longest.suffix!.length);
    return longest.targets.map(target => joinPath(target, star));
  }
}
