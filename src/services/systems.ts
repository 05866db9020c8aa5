import { repositoryOf } from '../model/image-reference';
import { type Problems, show } from '../model/problem';
import type { SystemModel } from '../model/service-model';

/** The system of one of the projects of a repository. */
export interface ProjectSystem {
  /** The project's name. */
  readonly project: string;
  readonly system: SystemModel;
}

/** A name that only one can have, and who wants it, in words. */
type Claim = readonly [name: string, who: string];

const ANOTHER_PREFIX = 'give one of the projects another "imagePrefix"';

/** What only shows when the systems of all projects of a repository are looked at together: names that exist once, in a registry or in an engine. */
export function checkSystems(systems: readonly ProjectSystem[], problems: Problems): void {
  for (const [image, who] of claimedTwice(systems, images)) {
    problems.add(`${who} both build image ${show(image)}; give one of the projects another "imagePrefix", or each service an "image" of its own`);
  }
  for (const [container, who] of claimedTwice(systems, containers)) problems.add(`${who} would both be container ${show(container)}; ${ANOTHER_PREFIX}`);
  for (const [volume, who] of claimedTwice(systems, volumes)) problems.add(`${who} would both keep their files in volume ${show(volume)}; ${ANOTHER_PREFIX}`);
  for (const [scope, who] of claimedTwice(systems, scopes)) {
    problems.add(`${who} would overwrite each other's cache and alerts, which are called ${show(scope)} for both; give one of the projects another name`);
  }
}

/** Names that are claimed in more than one project, and by whom. What happens within one is said elsewhere. */
function claimedTwice(systems: readonly ProjectSystem[], claimsOf: (system: SystemModel) => readonly Claim[]): Claim[] {
  const claims = systems.flatMap(one => claimsOf(one.system).map(([name, who]) => ({ name, one, who: `${who} of ${spoken(one, systems)}` })));
  const byName = new Map<string, typeof claims>();
  for (const claim of claims) byName.set(claim.name, [...byName.get(claim.name) ?? [], claim]);
  return [...byName].flatMap(([name, all]): Claim[] => (new Set(all.map(({ one }) => one)).size > 1 ? [[name, all.map(({ who }) => who).join(' and ')]] : []));
}

function spoken({ project, system }: ProjectSystem, all: readonly ProjectSystem[]): string {
  const isClear = all.filter(other => other.project === project).length === 1;
  return `project ${show(project)}${isClear ? '' : ` in ${system.directory}`}`;
}

/** With the host that may be left out for Docker Hub; what has no registry is an image of the engine. */
function images({ bases, services }: SystemModel): Claim[] {
  // What is wrong with a name has been said.
  const built = (all: readonly { readonly name: string; readonly image: string; readonly build?: object }[], kind: string): Claim[] =>
    all.filter(({ build }) => build).flatMap(({ name, image }) => {
      const repository = image === undefined ? undefined : repositoryOf(image);
      return repository === undefined ? [] : [[image.includes('/') ? repository : image, `${kind} ${show(name)}`] as const];
    });
  return [...built(bases, 'base image'), ...built(services, 'service')];
}

function containers({ name: project, services }: SystemModel): Claim[] {
  return services.map(({ name }) => [`${project}-${name}-1`, `service ${show(name)}`]);
}

/** A job has the volumes of its service. */
function volumes({ name: project, services }: SystemModel): Claim[] {
  return services.filter(({ isJob }) => !isJob).flatMap(({ name, writable }) => writable.map(({ volume }): Claim => [`${project}_${volume}`, `service ${show(name)}`]));
}

/** The root's are called as its services are, and nothing else is. */
function scopes({ subproject, bases, services }: SystemModel): Claim[] {
  const built = subproject === undefined ? [] : [...bases, ...services].filter(({ build }) => build);
  return built.map(({ name }) => [`${subproject}/${name}`, `service ${show(name)}`]);
}
