import { placeOf, startedEntries } from '../compose/entries';
import { isTrue, textOf } from '../compose/values';
import { IPolicyRule, PolicySeverity } from '../rule';

export const writableRoot: IPolicyRule = {
  id: 'writable-root',
  severity: PolicySeverity.WARNING,
  summary: 'The root file system of what runs is read-only',
  check: system => startedEntries(system).filter(({ service }) => isWritable(service.read_only)).map(entry => ({
    ...placeOf(entry, 'read_only'),
    message: 'whoever breaks in can change its programs, and what it writes is lost with the container; '
      + 'set "readOnly" (read_only in the Compose file), and name the folders that it writes to as "writable" or "temporary"',
  })),
};

/** What a variable decides may be true. */
function isWritable(readOnly: unknown): boolean {
  return !isTrue(readOnly) && !(typeof readOnly === 'string' && textOf(readOnly) === undefined);
}
