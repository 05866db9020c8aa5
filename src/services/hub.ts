import type { Construct, IConstruct } from 'constructs';
import type { Service } from './service';
import { UsageError } from '../model/problem';
import type { ServiceModel } from '../model/service-model';
import type { Repository } from '../workspace/repository';

const HUB = Symbol.for('@jts/projen-docker.hub');

/** What a service is told when its model is made: everything that it does not say itself. */
export interface SynthesisContext {
  /** The files of the repository, read once for all services. */
  readonly repository: Repository;
  /** The directory of the service's project, relative to the repository. */
  readonly directory: string;
  /** The image's name without a tag, unless the service sets one. */
  readonly image: string;
  /** The file name of the Dockerfile within the service's directory. */
  readonly dockerfileName: string;
  /** The host's port for the debugger, unless the service sets one. */
  readonly debugPort: number;
  /** Files that hold secrets of any of the services, relative to the repository: they must reach no builder. */
  readonly secretFiles: readonly string[];
  /** The model of another service; `undefined` when there are problems with it, which are said elsewhere. */
  readonly modelOf: (service: Service) => ServiceModel | undefined;
  /** Whether any service waits for this one. */
  readonly isAwaited: (service: Service) => boolean;
  /** Says something that does not stop synthesis. */
  readonly warn: (message: string) => void;
}

/** Makes a construct the hub that the services below it belong to, and those that are given what it stands in. */
export function markHub(construct: IConstruct): void {
  // Its scope knows it too: a search among all children, once for each of them, would be quadratic.
  for (const owner of [construct, construct.node.scope!]) Object.defineProperty(owner, HUB, { value: construct });
}

/** Whether a construct is a hub. */
export function isHub(construct: IConstruct): boolean {
  return tryHub(construct) === construct;
}

function tryHub(construct: IConstruct & { readonly [HUB]?: Construct }): Construct | undefined {
  return construct[HUB];
}

/**
 * The nearest hub of a scope: the scope itself, one above it, or the only one that stands directly in a project above it
 * (so that services may be given the project, as well as its `Containers`).
 */
export function hubOf(scope: IConstruct, what: string): Construct {
  const hub = [...scope.node.scopes].reverse().map(tryHub).find(found => found !== undefined);
  if (hub) return hub;
  throw new UsageError(`${what} has no containers to belong to: give it a DockerProject, or add "new Containers(project)" to the project first`);
}
