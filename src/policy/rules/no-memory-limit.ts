import { placeOf, startedEntries } from '../compose/entries';
import { textOf } from '../compose/values';
import { IPolicyRule, PolicySeverity } from '../rule';

export const noMemoryLimit: IPolicyRule = {
  id: 'no-memory-limit',
  severity: PolicySeverity.WARNING,
  summary: 'What runs has a limit of memory',
  check: system => startedEntries(system).filter(({ service }) => !isLimited(service)).map(entry => ({
    ...placeOf(entry, 'deploy', 'resources', 'limits', 'memory'),
    message: 'it may take all memory of the machine, and others are killed for it; '
      + 'set "memory", or deploy.resources.limits.memory in what is added to the Compose file',
  })),
};

function isLimited(service: any): boolean {
  return isLimit(service.deploy?.resources?.limits?.memory) || isLimit(service.mem_limit);
}

/** What is zero or less is no limit; what a variable decides may be one. */
function isLimit(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  const text = textOf(value);
  return text === undefined || parseFloat(text) > 0;
}
