import { joinPath } from '../../model/paths';
import { show } from '../../model/problem';
import { secretInCommand } from '../../model/secret-looking';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { stayingServices } from '../compose/jobs';
import { processOf, startedBy } from '../compose/process';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { packageManagerOf } from '../shell/package-manager-command';

export const packageManagerCommand: IPolicyRule = {
  id: 'package-manager-command',
  severity: PolicySeverity.ERROR,
  summary: 'What runs is the program itself, not a package manager that starts it',
  check: system => stayingServices(system).flatMap(service => check(system, service)),
};

function check(system: CheckedSystem, service: CheckedService): PolicyFinding[] {
  return startedBy(processOf(system, service)).flatMap(({ said, words }) => {
    const found = packageManagerOf(words);
    if (!found) return [];
    const script = found.script === undefined ? undefined : scriptOf(system, service, found.script);
    const program = found.package === undefined ? '["node", "server.js"]' : `node_modules/.bin/${found.package}`;
    const instead = script === undefined ? `run the program itself, such as ${program}` : `run what the script ${show(found.script)} runs: ${script}`;
    const why = 'which stands between the program and the signals that stop it, takes memory, and must be in the image';
    return [{ ...said.place, message: `${said.what} runs ${found.command}, ${why}; ${instead}` }];
  });
}

/** What a script of package.json runs, if that is one plain command: variables in it may be nobody's business. */
function scriptOf({ _facts: { repository } }: CheckedSystem, { dockerfile }: CheckedService, name: string): string | undefined {
  const text = dockerfile && repository.tryRead(joinPath(dockerfile.context, 'package.json'));
  if (!text) return undefined;
  try {
    const script: unknown = JSON.parse(text)?.scripts?.[name];
    if (typeof script !== 'string' || !/^[\w@./: -]+$/.test(script) || secretInCommand(script) || packageManagerOf(script.split(' '))) return undefined;
    // npm looks there first.
    return /^(node|bun|deno|sh|\.|\/)/.test(script) ? script : `node_modules/.bin/${script}`;
  } catch {
    return undefined;
  }
}
