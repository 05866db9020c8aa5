import { oncePer } from '../../model/memo';
import { show } from '../../model/problem';
import { flagValues } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedService, CheckedStage, CheckedSystem } from '../checked-system';
import { composeUser, userAt } from '../compose/user';
import { Accounts, accountsOf, isUnknown } from '../dockerfile/accounts';
import { lastOf, ownInstructions, Placed, placeIn } from '../dockerfile/instructions';
import { expandAt } from '../dockerfile/variables';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

export const unknownUser: IPolicyRule = {
  id: 'unknown-user',
  severity: PolicySeverity.ERROR,
  summary: 'Users and groups that are named exist in the image',
  check: system => system.services.flatMap(service => check(system, service)),
};

function check(system: CheckedSystem, service: CheckedService): PolicyFinding[] {
  const { name, dockerfile, isBase } = service;
  if (!dockerfile) return [];
  const accounts = oncePer((stage: CheckedStage) => accountsOf(dockerfile, stage));
  const inImage = referencesOf(dockerfile).flatMap(({ placed, user, what }): PolicyFinding[] => {
    const unknown = unknownIn(user, () => accounts(placed.stage));
    return unknown ? [{ ...placeIn(name, dockerfile, placed.instruction), message: `${what} names the ${unknown}; ${WAYS}` }] : [];
  });
  const said = isBase ? undefined : composeUser(system, service, 'compose');
  const unknown = said?.user !== undefined && dockerfile.target ? unknownIn(said.user, () => accounts(dockerfile.target!)) : undefined;
  return unknown ? [...inImage, { ...said!.place, message: `"user" names the ${unknown}; ${WAYS}` }] : inImage;
}

const WAYS = 'write numbers, such as 1000:1000, or create it before';

interface Reference { readonly placed: Placed; readonly user: string; readonly what: string }

/** Every `USER` and `--chown` that names somebody. */
function referencesOf(dockerfile: CheckedDockerfile): Reference[] {
  const last = lastOf(dockerfile, 'USER');
  // The last one of a base image counts where it is used, and is its own to answer for.
  const own = ownInstructions(dockerfile);
  const placed = last && !own.some(({ instruction }) => instruction === last.instruction) ? [...own, last] : own;
  return placed.flatMap((one): Reference[] => {
    const { keyword } = one.instruction;
    if (keyword !== 'USER' && keyword !== 'COPY' && keyword !== 'ADD') return [];
    const users = keyword === 'USER' ? [userAt(dockerfile, one)] : flagValues(one.instruction, 'chown').map(owner => expandAt(dockerfile, one, owner));
    return users.flatMap(user => (user ? [{ placed: one, user, what: keyword === 'USER' ? 'USER' : '--chown' }] : []));
  });
}

function unknownIn(said: string, accountsHere: () => Accounts | undefined): string | undefined {
  const [user, group] = said.split(':');
  const named = [['user', user], ['group', group]] as const;
  if (named.every(([, name]) => !name || /^\d+$/.test(name))) return undefined;
  const accounts = accountsHere();
  if (!accounts) return undefined;
  const found = named.find(([kind, name]) => name && !/^\d+$/.test(name) && isUnknown(name, `${kind}s`, accounts));
  return found && `${found[0]} ${show(found[1])}, whom neither the base image has nor an instruction creates`;
}
