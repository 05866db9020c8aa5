import { docker } from './docker';
import { lastLines, RunOptions } from './program';
import { UsageError } from '../model/problem';

/** A Compose file as Compose reads it: variables replaced, defaults filled in, paths absolute. Only what is looked at here. */
export interface ComposeConfig {
  readonly name: string;
  readonly services: Record<string, ComposeService>;
  readonly networks?: Record<string, Settings | null>;
  readonly volumes?: Record<string, Settings | null>;
  readonly secrets?: Record<string, ComposeFile>;
  readonly configs?: Record<string, ComposeFile>;
  readonly [key: string]: unknown;
}

export type Settings = Record<string, unknown>;

/** A secret or a configuration; `file` is `undefined` for what is no file of the host's. */
export interface ComposeFile {
  readonly file?: string;
  readonly [key: string]: unknown;
}

export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly secrets?: readonly ComposeUse[] };
  readonly depends_on?: Record<string, ComposeDependency>;
  readonly profiles?: readonly string[];
  readonly secrets?: readonly ComposeUse[];
  readonly healthcheck?: { readonly disable?: boolean; readonly interval?: string };
  readonly networks?: Record<string, Settings | null>;
  readonly deploy?: { readonly replicas?: number; readonly [key: string]: unknown };
  readonly scale?: number;
  readonly [key: string]: unknown;
}

export interface ComposeDependency {
  readonly condition: 'service_healthy' | 'service_started' | 'service_completed_successfully';
  readonly required?: boolean;
}

/** That a service, or its build, uses a secret. */
export interface ComposeUse {
  readonly source: string;
}

/** What is said where Docker has no Compose. */
export const NO_COMPOSE = '"docker compose" is not installed; install the Compose plugin, version 2.25 or later';

/** Whether Docker says that it has no Compose: without the plugin, it takes Compose's options for its own. */
export function lacksCompose(stderr: string): boolean {
  return /unknown flag: --file|not a docker command|unknown command: docker compose/.test(stderr);
}

/** Arguments that name Compose files, with the services of all profiles. */
export function composeArguments(files: readonly string[]): string[] {
  return ['compose', ...files.flatMap(file => ['--file', file]), '--profile', '*'];
}

/**
 * Compose's own reading of its files.
 *
 * @throws what Compose says against them
 */
export async function readComposeConfig(files: readonly string[], options: RunOptions = {}): Promise<ComposeConfig> {
  const { code, stdout, stderr } = await docker([...composeArguments(files), 'config', '--format', 'json'], options);
  if (lacksCompose(stderr)) throw new UsageError(NO_COMPOSE);
  if (code !== 0) throw new UsageError(`Compose does not take ${files.join(', ')}: ${lastLines(stderr)}`);
  return JSON.parse(stdout) as ComposeConfig;
}

/** The image that a service runs; one without a name is called as Compose calls it when it builds. */
export function imageOf({ name, services }: ComposeConfig, service: string): string {
  return services[service].image ?? `${name}-${service}`;
}

/** Services and all that they need, in the order in which they can start. */
export function withDependencies({ services }: ComposeConfig, names: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    dependenciesOf(services, name).forEach(([dependency]) => visit(dependency));
    found.add(name);
  };
  names.forEach(visit);
  return [...found];
}

/** What a service waits for. What it can do without counts only where nobody has to ask for it. */
export function dependenciesOf(services: Record<string, ComposeService>, name: string): [string, ComposeDependency][] {
  return Object.entries(services[name]?.depends_on ?? {})
    .filter(([dependency, { required = true }]) => Object.hasOwn(services, dependency) && (required || !services[dependency].profiles?.length));
}
