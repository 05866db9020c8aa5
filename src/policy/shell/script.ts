import type { ShellCommand } from './command';
import { readScript } from './reader';
import { unwrapped } from './wrappers';
import { oncePer, oncePerText } from '../../model/memo';
import { baseName } from '../../model/paths';
import type { CheckedInstruction } from '../checked-system';

/**
 * The simple commands of a script, in order. What a command has another shell run (`sh -c "…"`, `eval`, a here-document for a shell)
 * follows it.
 */
export const parseShell: (script: string) => readonly ShellCommand[] = oncePerText(script => readScript(script).flatMap(withInner));

/** The commands of what `RUN`, `CMD`, `ENTRYPOINT` or `HEALTHCHECK` says, in either form; none of other instructions. */
export function commandsOf({ keyword, text, exec }: CheckedInstruction): readonly ShellCommand[] {
  switch (keyword) {
    case 'RUN': case 'CMD': case 'ENTRYPOINT': return exec ? commandsOfWords(exec) : parseShell(text);
    case 'HEALTHCHECK': return exec ? commandsOfWords(exec) : parseShell(text.replace(/^(CMD|NONE)\b\s*/i, ''));
    default: return [];
  }
}

/** The commands of a list of words that is run without a shell: itself, and what it has a shell run. */
export const commandsOfWords: (words: readonly string[]) => readonly ShellCommand[] = oncePer(words => (
  words.length === 0 ? [] : withInner({ words, assignments: {}, redirects: [], after: '', input: [], substituted: [] })));

/** The words of `command` or `entrypoint` in a Compose file: a list, or a text, which Compose splits up to what would end a command. */
export function composeWords(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string') return undefined;
  const commands = readScript(value.replace(/\$\$/g, '$'));
  const end = commands.findIndex(({ after }) => after !== '');
  return commands.slice(0, end < 0 ? undefined : end)
    .flatMap(({ words, assignments }) => [...Object.entries(assignments).map(([name, text]) => `${name}=${text}`), ...words]);
}

/** What a shell is called. */
const SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh', 'rbash']);

/** Whether a command is a shell, which runs a script. */
export function isShell({ words }: Pick<ShellCommand, 'words'>): boolean {
  const [name, second] = unwrapped(words);
  return SHELLS.has(name) || (name === 'busybox' && SHELLS.has(second));
}

/** The script that a shell is given as an argument: `sh -c "…"`. `undefined`: it is no shell, or has its script from elsewhere. */
export function scriptOf({ words }: Pick<ShellCommand, 'words'>): string | undefined {
  const command = unwrapped(words);
  if (command[0] === 'eval') return command.slice(1).join(' ');
  const rest = command[0] === 'busybox' ? command.slice(1) : command;
  if (!SHELLS.has(rest[0]) && rest[0] !== 'su' && rest[0] !== 'runuser') return undefined;
  const flag = rest.findIndex((word, index) => index > 0 && (/^-[a-zA-Z]*c$/.test(word) || word === '--command'));
  return flag < 0 ? undefined : rest[flag + 1 + (/^[-+]o$/.test(rest[flag + 1] ?? '') ? 2 : 0)];
}

function withInner(command: ShellCommand): ShellCommand[] {
  const inner = scriptOf(command);
  return [command, ...(inner === undefined ? hereScripts(command) : [inner]).flatMap(script => [...parseShell(script)])];
}

/** Here-documents that are scripts: the builder runs one that stands alone, and a shell without another script its input. */
function hereScripts({ words, redirects }: ShellCommand): string[] {
  const takes = words.length === 0 || (isShell({ words }) && unwrapped(words).every((word, index) => index === 0 || /^[-+]/.test(word) || SHELLS.has(word)));
  if (!takes) return [];
  return redirects.flatMap(({ operator, text = '' }) => (operator === '<<' && !isForAnother(text) ? [text] : []));
}

function isForAnother(script: string): boolean {
  const [, interpreter] = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(\S+)/.exec(script) ?? [];
  return interpreter !== undefined && !SHELLS.has(baseName(interpreter));
}
