import { show } from '../../model/problem';
import { IPolicyRule, PolicySeverity } from '../rule';
import { composeUser, imageUser, isNumeric, isRoot } from '../user';

export const userByName: IPolicyRule = {
  id: 'user-by-name',
  severity: PolicySeverity.WARNING,
  summary: 'What runs is a user by number, not by name',
  check: system => system.services.flatMap(service => {
    const { name, dockerfile, isBase } = service;
    if (isBase || !dockerfile) return [];
    const said = composeUser(system, service);
    const ofImage = imageUser(dockerfile);
    const user = said ? said.user : ofImage?.user;
    if (user === undefined || isNumeric(user) || isRoot(user)) return [];
    const place = said?.place ?? { service: name, file: dockerfile.path, line: ofImage!.placed.instruction.line };
    return [{ ...place, message: `user ${show(user)} is a name, which Kubernetes cannot tell from root's before it starts the image; write the number` }];
  }),
};
