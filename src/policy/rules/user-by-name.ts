import { show } from '../../model/problem';
import { isNumeric, isRoot, userOf } from '../compose/user';
import { IPolicyRule, PolicySeverity } from '../rule';

export const userByName: IPolicyRule = {
  id: 'user-by-name',
  severity: PolicySeverity.WARNING,
  summary: 'What runs is a user by number, not by name',
  check: system => system.services.filter(({ isBase, dockerfile }) => !isBase && dockerfile).flatMap(service => {
    const { user, place } = userOf(system, service) ?? {};
    if (user === undefined || isNumeric(user) || isRoot(user)) return [];
    return [{ ...place!, message: `user ${show(user)} is a name, which Kubernetes cannot tell from root's before it starts the image; set "user" to the number, or write it in USER` }];
  }),
};
