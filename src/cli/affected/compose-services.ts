import { differences } from './equal';
import { type Change, Undecided } from './git';
import { isWithin, joinPath, parentPath } from '../../model/paths';
import { type Table, table, text } from '../../workspace/value';
import { yaml } from '../../workspace/yaml';

/** What services use by name. */
const SHARED = ['networks', 'volumes', 'secrets', 'configs'] as const;

/** The services of a Compose file as it is written: nothing of it is replaced or looked up. */
export class ComposeServices {
  /** @throws Undecided when it is not there, or not to be read */
  public static read(path: string, content: string | undefined, when: string): ComposeServices {
    if (content === undefined) throw new Undecided(`there is no ${path} ${when}`);
    const services = ComposeServices.tryRead(path, content);
    if (!services) throw new Undecided(`${path} cannot be read ${when}`);
    if (services.isSpread()) throw new Undecided(`${path} takes in other files ${when}`);
    return services;
  }

  /** `undefined`: it is not to be read. */
  public static tryRead(path: string, content: string): ComposeServices | undefined {
    try {
      // Tags such as !reset are Compose's own.
      const file = table(yaml().parse(content, { logLevel: 'error', merge: true })) ?? {};
      return new ComposeServices(path, file, table(file.services) ?? {});
    } catch {
      return undefined;
    }
  }

  private constructor(private readonly path: string, private readonly file: Table, private readonly services: Table) {}

  /** The services that this one cannot start without. */
  public dependencies(name: string): string[] {
    const { depends_on: needs } = this.service(name);
    return namesIn(needs);
  }

  public get names(): string[] {
    return Object.keys(this.services);
  }

  /** Whether a service has to be asked for. */
  public isHeldBack(name: string): boolean {
    const { profiles, scale, deploy } = this.service(name);
    return Array.isArray(profiles) && profiles.length > 0 || (scale ?? table(deploy)?.replicas) === 0;
  }

  /**
   * The services that run in another way than before.
   *
   * @throws Undecided when that may be all
   */
  public changedSince(before: ComposeServices): string[] {
    const { services, ...rest } = this.file;
    const { services: servicesBefore, ...restBefore } = before.file;
    const keys = differences(restBefore, rest);
    const other = keys.find(key => !(SHARED as readonly string[]).includes(key));
    if (other !== undefined) throw new Undecided(`${this.path}: ${other} has changed`);
    const changed = new Set(differences(servicesBefore, services));
    for (const key of SHARED) {
      const shared = new Set(differences(restBefore[key], rest[key]));
      Object.keys(this.services).filter(name => this.uses(key, name).some(one => shared.has(one))).forEach(name => changed.add(name));
    }
    return Object.keys(this.services).filter(name => changed.has(name));
  }

  /** Whether a service is given a file of the repository when it starts. */
  public mounts(name: string, { path, submodule }: Change, resolve: (path: string) => string): boolean {
    const folder = parentPath(this.path);
    const { volumes, env_file: environment } = this.service(name);
    const files = [
      ...entries(volumes).flatMap(mountedPath),
      ...(typeof environment === 'string' ? [environment] : entries(environment).flatMap(entry => text(table(entry)?.path) ?? text(entry) ?? [])),
      ...(['secrets', 'configs'] as const).flatMap(key => this.uses(key, name).flatMap(one => text(table(table(this.file[key])?.[one])?.file) ?? [])),
    ];
    return files.filter(file => !/^(?:[\\/~$]|[A-Za-z]:)/.test(file)).map(file => resolve(joinPath(folder, file.replace(/\$\$/g, '$'))))
      .some(file => isWithin(file, path) || submodule !== undefined && isWithin(path, file));
  }

  private isSpread(): boolean {
    return this.file.include !== undefined || Object.keys(this.services).some(name => table(this.service(name).extends)?.file !== undefined);
  }

  private uses(key: typeof SHARED[number], name: string): string[] {
    const value = this.service(name)[key];
    if (key === 'networks') return value === undefined ? ['default'] : namesIn(value);
    return entries(value).flatMap(entry => (typeof entry === 'string' ? entry.split(':')[0] : text(table(entry)?.source) ?? []));
  }

  private service(name: string): Table {
    return Object.hasOwn(this.services, name) ? table(this.services[name]) ?? {} : {};
  }
}

/** The path of the host that a volume is. */
function mountedPath(volume: unknown): string[] {
  if (typeof volume === 'string') return /^(\.{1,2}(?:\/[^:]*)?):/.exec(volume)?.slice(1) ?? [];
  const { type, source } = table(volume) ?? {};
  return type === 'bind' && typeof source === 'string' ? [source] : [];
}

function entries(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The names in a list, or those that a table has something to say of. */
function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : Object.keys(table(value) ?? {});
}
