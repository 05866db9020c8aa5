import { show } from '../../model/problem';
import { lineageOf } from '../../workspace/dockerfile/stages';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { namedContexts } from '../contexts';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { composeUser, imageUser, isRoot, isUnprivileged } from '../user';

export const rootUser: IPolicyRule = {
  id: 'root-user',
  severity: PolicySeverity.ERROR,
  summary: 'What runs is not root',
  check: system => system.services.filter(({ isBase }) => !isBase)
    .flatMap(service => [...inCompose(system, service, false), ...inCompose(system, service, true), ...inImage(system, service)]),
};

function inCompose(system: CheckedSystem, service: CheckedService, isDevelopment: boolean): PolicyFinding[] {
  const said = composeUser(system, service, isDevelopment);
  if (said?.user === undefined || !isRoot(said.user)) return [];
  return [{ ...said.place, message: `it is run as root (user ${show(said.user)}); set "user" to another, by number, such as "1000:1000"` }];
}

function inImage(system: CheckedSystem, service: CheckedService): PolicyFinding[] {
  const { name, dockerfile } = service;
  if (!dockerfile?.target || composeUser(system, service)) return [];
  const said = imageUser(dockerfile);
  if (said) {
    if (said.user === undefined || !isRoot(said.user)) return [];
    return [{
      service: name,
      file: dockerfile.path,
      line: said.placed.instruction.line,
      message: `its image runs as root (USER ${said.user} is the last); end with an unprivileged user, by number, such as USER 1000:1000`,
    }];
  }
  const [first] = lineageOf(dockerfile.stages, dockerfile.target);
  const { image, start } = first;
  if (image === undefined || isUnprivileged(image) || namedContexts(system, service).has(first.from)) return [];
  return [{
    service: name,
    file: dockerfile.path,
    line: start.line,
    message: `its image runs as root: no USER is set, and ${image === 'scratch' ? 'an empty image has none' : `the base image ${show(image)} is not known to have an unprivileged one`}; add one by number, such as USER 1000:1000, or set "user"`,
  }];
}
