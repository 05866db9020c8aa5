import { show } from '../../model/problem';
import { flagValues } from '../../workspace/dockerfile/stages';
import { Accounts, accountsOf, isUnknown } from '../accounts';
import type { CheckedDockerfile, CheckedService, CheckedStage, CheckedSystem } from '../checked-system';
import { lastOf, ownInstructions, Placed } from '../lineage';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { composeUser, userAt } from '../user';
import { expandAt } from '../variables';

export const unknownUser: IPolicyRule = {
  id: 'unknown-user',
  severity: PolicySeverity.ERROR,
  summary: 'Users and groups that are named exist in the image',
  check: system => system.services.flatMap(service => check(system, service)),
};

function check(system: CheckedSystem, service: CheckedService): PolicyFinding[] {
  const { name, dockerfile, isBase } = service;
  if (!dockerfile) return [];
  const accounts = remembered(dockerfile);
  const inImage = referencesOf(dockerfile).flatMap(({ placed, user, what }): PolicyFinding[] => {
    const unknown = unknownIn(user, () => accounts(placed.stage));
    return unknown ? [{ service: name, file: dockerfile.path, line: placed.instruction.line, message: `${what} names the ${unknown}; ${WAYS}` }] : [];
  });
  const said = isBase ? undefined : composeUser(system, service);
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

function remembered(dockerfile: CheckedDockerfile): (stage: CheckedStage) => Accounts | undefined {
  const known = new Map<CheckedStage, Accounts | undefined>();
  return stage => {
    if (!known.has(stage)) known.set(stage, accountsOf(dockerfile, stage));
    return known.get(stage);
  };
}
