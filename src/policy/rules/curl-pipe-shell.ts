import { baseName } from '../../model/paths';
import { show } from '../../model/problem';
import { checkInstructions } from '../dockerfile/instructions';
import { IPolicyRule, PolicySeverity } from '../rule';
import type { ShellCommand } from '../shell/command';
import { commandsOf, isShell, scriptOf } from '../shell/script';
import { unwrapped } from '../shell/wrappers';

export const curlPipeShell: IPolicyRule = {
  id: 'curl-pipe-shell',
  severity: PolicySeverity.ERROR,
  summary: 'Nothing is run that was downloaded and not checked',
  check: system => checkInstructions(system, ({ instruction }) => {
    const { keyword, text } = instruction;
    const what = keyword === 'RUN' && DOWNLOAD.test(text) ? ranUnchecked(commandsOf(instruction)) : undefined;
    return what === undefined ? [] : [`${what} is run, and nothing checks what it is; take the tool from a package or an image with a version, or fetch it with ADD --checksum`];
  }),
};

const DOWNLOAD = /\b(?:curl|wget|aria2c)\b/;
const DOWNLOADERS = new Set(['curl', 'wget', 'aria2c']);
/** Programs that run what they are given as input, or as a file. */
const INTERPRETER = /^(?:python[\d.]*|pypy\d*|node|nodejs|perl|ruby|php[\d.]*|deno|bun|lua)$/;
const CHECKS = /^(?:(?:sha\d+|md5|b2|b3|ck)sum|shasum|gpgv?2?|gpg|cosign|minisign|signify|openssl|slsa-verifier|sq|sqv)$/;

/** What is run of what was downloaded; `undefined`: nothing, or it is checked. */
function ranUnchecked(commands: readonly ShellCommand[]): string | undefined {
  const direct = commands.find(command => runsInput(command) || runsSubstituted(command));
  if (direct) return `what ${downloaderIn(direct)} downloads`;
  if (commands.some(({ words }) => CHECKS.test(unwrapped(words)[0] ?? ''))) return undefined;
  const files = new Set<string>();
  for (const command of commands) {
    const run = [...files].find(file => runsFile(command, file));
    if (run !== undefined) return `the downloaded file ${show(run)}`;
    downloadedTo(command).forEach(file => files.add(file));
  }
  return undefined;
}

function isDownload({ words }: ShellCommand): boolean {
  return DOWNLOADERS.has(unwrapped(words)[0]);
}

/** Whether its input comes from a download, however many other commands are between. */
function isFed({ input }: ShellCommand): boolean {
  return input.some(command => isDownload(command) || isFed(command));
}

/** Whether a command takes a program from its input. */
function runsInput(command: ShellCommand): boolean {
  const fed = isFed(command) || (command.redirects.some(({ operator }) => operator === '<<<' || operator === '<') && command.substituted.some(isDownload));
  if (!fed) return false;
  const [name = '', ...words] = unwrapped(command.words);
  const first = words.find(word => !/^-[^-]|^--\w/.test(word));
  if (isShell(command)) {
    const rest = name === 'busybox' ? words.slice(1) : words;
    // `bash -s -- --yes` has its script from its input, whatever follows; without it, what is no option is a script.
    const readsInput = rest.some(word => /^-[a-z]*s$/.test(word)) || rest.every(word => /^[-+]|^(?:pipefail|errexit|nounset)$/.test(word));
    return scriptOf(command) === undefined && readsInput;
  }
  return INTERPRETER.test(name) && (words.length === 0 || words[0] === '-' || words[0] === '--' || first === '-');
}

/** Whether a command runs what another one puts out: `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(curl …)"`. */
function runsSubstituted(command: ShellCommand): boolean {
  if (!command.substituted.some(one => isDownload(one) || isFed(one))) return false;
  const [name = '', ...words] = unwrapped(command.words);
  if (/^(?:\$\(|`)/.test(command.words[0] ?? '')) return true;
  const script = scriptOf(command) ?? (INTERPRETER.test(name) ? words[words.findIndex(word => /^-[ce]$/.test(word)) + 1] : undefined);
  if (script !== undefined && /^\s*(?:\$\(|`)/.test(script)) return true;
  const reads = isShell(command) || INTERPRETER.test(name) || name === '.' || name === 'source';
  return reads && words.some(word => word.startsWith('<('));
}

/** The program that downloads what a command runs. */
function downloaderIn({ input, substituted }: ShellCommand): string | undefined {
  for (const command of [...input, ...substituted]) {
    const found = isDownload(command) ? unwrapped(command.words)[0] : downloaderIn(command);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Files that a command downloads, as far as they are named. */
function downloadedTo(command: ShellCommand): string[] {
  if (!isDownload(command)) {
    return isFed(command) && unwrapped(command.words)[0] === 'tee' ? unwrapped(command.words).slice(1).filter(word => !word.startsWith('-')) : [];
  }
  const [name, ...words] = unwrapped(command.words);
  const redirected = command.redirects.filter(({ operator }) => operator === '>' || operator === '>|').map(({ target }) => target);
  const named = words.flatMap((word, index) => {
    const [, joined] = /^(?:--output=|--output-document=|-o(?=.)|-O(?=[^L]))(.+)$/.exec(word) ?? [];
    if (joined && (name === 'curl') === !word.startsWith('-O')) return [joined];
    const takes = name === 'curl' ? /^(?:--output|-[a-zA-Z]*o)$/ : /^(?:--output-document|-[a-zA-Z]*O)$/;
    return takes.test(word) && words[index + 1] !== undefined ? [words[index + 1]] : [];
  });
  const byAddress = name === 'wget' ? named.length === 0 : words.some(word => word === '--remote-name' || /^-[a-zA-Z]*O[a-zA-Z]*$/.test(word));
  const addresses = byAddress ? words.filter(word => /^https?:\/\//.test(word)).map(word => baseName(word.replace(/[?#].*$/, ''))) : [];
  return [...redirected, ...named, ...addresses].filter(file => file !== '' && file !== '-' && !file.startsWith('/dev/'));
}

/** Whether a command runs a file: as a program, or as what a shell or an interpreter reads. */
function runsFile(command: ShellCommand, file: string): boolean {
  const same = (word: string | undefined) => word !== undefined && word.replace(/^\.\//, '') === file.replace(/^\.\//, '');
  const [name = '', ...words] = unwrapped(command.words);
  const program = command.words.find(word => baseName(word) === name);
  if (same(program) && program!.includes('/')) return true;
  const reads = isShell(command) || INTERPRETER.test(name) || name === '.' || name === 'source';
  return reads && (same(words.find(word => !word.startsWith('-'))) || command.redirects.some(({ operator, target }) => operator === '<' && same(target)));
}
