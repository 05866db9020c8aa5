import { secretInCommand } from '../../model/secret-looking';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { stayingServices } from '../compose/jobs';
import { Process, processOf, StartCommand, startedBy } from '../compose/process';
import { finalInstructions } from '../dockerfile/instructions';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { commandsOfWords, isShell, parseShell, scriptOf } from '../shell/script';

export const shellFormCommand: IPolicyRule = {
  id: 'shell-form-command',
  severity: PolicySeverity.ERROR,
  summary: 'What runs is started without a shell around it',
  check: system => stayingServices(system).flatMap(service => check(system, service)),
};

function check(system: CheckedSystem, service: CheckedService): PolicyFinding[] {
  if (service.dockerfile && finalInstructions(service.dockerfile).some(({ instruction }) => isOtherShell(instruction))) return [];
  const process = processOf(system, service);
  return [...hiddenCommand(process), ...startedBy(process).flatMap(({ said }) => {
    const message = inShell(said);
    return message ? [{ ...said.place, message }] : [];
  })];
}

/** `SHELL` of Windows, where there are no signals. */
function isOtherShell({ keyword, exec = [] }: { readonly keyword: string; readonly exec?: readonly string[] }): boolean {
  return keyword === 'SHELL' && /powershell|pwsh|cmd/i.test(exec[0] ?? '');
}

function hiddenCommand({ entrypoint, command }: Process): PolicyFinding[] {
  if (entrypoint?.shell === undefined || !command) return [];
  return [{ ...entrypoint.place, message: `ENTRYPOINT is in shell form, which ignores ${command.what}; write it as a list: ENTRYPOINT ["program", "argument"]` }];
}

function inShell({ what, words, shell }: StartCommand): string | undefined {
  const [first] = commandsOfWords(words);
  const script = shell ?? (isShell(first) ? scriptOf(first) : undefined);
  if (script === undefined || replacesItself(script)) return undefined;
  if (shell !== undefined) {
    const ways = isPlain(shell) ? `write it as a list: ${what} ${list(shell)}` : `write it as a list: ${what} ["program", "argument"], or begin its last command with exec`;
    return `${what} is in shell form, so a shell is started that does not pass on the signal to stop; ${ways}`;
  }
  return `${what} runs a shell that stays around the program and does not pass on the signal to stop; begin the last command of the script with exec, or leave out the shell`;
}

/** Whether a script ends with a command that takes the shell's place, or takes care of signals itself. */
function replacesItself(script: string): boolean {
  const commands = parseShell(script);
  return commands.length === 0 || commands.at(-1)!.words[0] === 'exec' || commands.some(({ words }) => words[0] === 'trap');
}

/** Whether a text is the same without a shell, and may be repeated. */
function isPlain(text: string): boolean {
  return !secretInCommand(text) && /^[\w@%+=:,./ -]+$/.test(text) && !/^\w+=/.test(text) && text.length < 100;
}

function list(text: string): string {
  return `[${text.trim().split(/\s+/).map(word => JSON.stringify(word)).join(', ')}]`;
}
