import { show } from '../../model/problem';
import { flagValues } from '../../workspace/dockerfile/stages';
import { copyOf } from '../dockerfile/copies';
import { checkInstructions } from '../dockerfile/instructions';
import { IPolicyRule, PolicySeverity } from '../rule';

export const remoteAdd: IPolicyRule = {
  id: 'remote-add',
  severity: PolicySeverity.ERROR,
  summary: 'What ADD fetches from elsewhere is checked against a checksum or a commit',
  check: system => checkInstructions(system, ({ instruction }) => (
    instruction.keyword === 'ADD' && flagValues(instruction, 'checksum').length === 0 ? copyOf(instruction).sources.flatMap(messageOf) : [])),
};

function messageOf(source: string): string[] {
  if (isGit(source)) {
    return isCommit(source) ? [] : [`${show(shown(source))} is another state of the repository whenever it is fetched; name the full commit behind #`];
  }
  return /^https?:\/\//i.test(source) ? [`nothing says what ${show(shown(source))} must be; add --checksum=sha256:…`] : [];
}

/** A repository: by what it is fetched with, or by the end of its path. */
function isGit(source: string): boolean {
  return /^(?:git:\/\/|ssh:\/\/|git@[\w.-]+:)/i.test(source) || /^https?:\/\/[^?#]+\.git\/?(?:[?#]|$)/i.test(source) || /^github\.com\/[^/]+\/[^/]+/.test(source);
}

/** A variable may be a commit. */
function isCommit(source: string): boolean {
  const [, reference] = /#([^:]*)/.exec(source) ?? /[?&](?:commit|checksum)=([^&#]*)/.exec(source) ?? [];
  return reference !== undefined && (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(reference) || /\$\{?\w*(?:commit|sha|rev)\w*\}?/i.test(reference));
}

/** Without what may be a secret: a password, or what is asked for. */
function shown(source: string): string {
  return source.replace(/\/\/[^/@]*@/, '//').replace(/\?.*$/s, '?…');
}
