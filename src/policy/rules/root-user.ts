import { show } from '../../model/problem';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { namedContexts } from '../compose/contexts';
import { composeUser, isRoot, userOf } from '../compose/user';
import { finalStages, placeIn } from '../dockerfile/instructions';
import { knownImage } from '../images/known';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

export const rootUser: IPolicyRule = {
  id: 'root-user',
  severity: PolicySeverity.ERROR,
  summary: 'What runs is not root',
  check: system => system.services.filter(({ isBase }) => !isBase)
    .flatMap(service => [...inCompose(system, service, 'compose'), ...inCompose(system, service, 'composeDevelopment'), ...inImage(system, service)]),
};

function inCompose(system: CheckedSystem, service: CheckedService, which: 'compose' | 'composeDevelopment'): PolicyFinding[] {
  const said = composeUser(system, service, which);
  if (said?.user === undefined || !isRoot(said.user)) return [];
  return [{ ...said.place, message: `it is run as root (user ${show(said.user)}); set "user" to another, by number, such as "1000:1000"` }];
}

function inImage(system: CheckedSystem, service: CheckedService): PolicyFinding[] {
  const { name, dockerfile } = service;
  const first = dockerfile && finalStages(dockerfile).at(0);
  if (!first || composeUser(system, service, 'compose')) return [];
  const said = userOf(system, service);
  if (said) {
    if (said.user === undefined || !isRoot(said.user)) return [];
    return [{ ...said.place, message: `its image runs as root (USER ${said.user} is the last); set "user", or end with an unprivileged user, by number, such as USER 1000:1000` }];
  }
  const { image, start } = first;
  if (image === undefined || knownImage(image).isUnprivileged || namedContexts(system, service).has(first.from)) return [];
  const why = image === 'scratch' ? 'an empty image has none' : `the base image ${show(image)} is not known to have an unprivileged one`;
  return [{ ...placeIn(name, dockerfile, start), message: `its image runs as root: no USER is set, and ${why}; set "user", or add one by number, such as USER 1000:1000` }];
}
