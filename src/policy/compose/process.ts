import { placeOf } from './entries';
import { isMap, plain } from './values';
import type { CheckedDockerfile, CheckedService, CheckedSystem } from '../checked-system';
import { finalStages, placeIn } from '../dockerfile/instructions';
import type { PolicyFinding } from '../rule';
import { commandsOfWords, composeWords, isShell } from '../shell/script';
import { unwrapped } from '../shell/wrappers';

/** What a container is started with, and where that is said. */
export interface StartCommand {
  readonly what: 'ENTRYPOINT' | 'CMD' | 'entrypoint' | 'command';
  /** The words that are run; those of the shell form are a shell's. */
  readonly words: readonly string[];
  /** The text of the shell form. */
  readonly shell?: string;
  readonly place: Pick<PolicyFinding, 'service' | 'file' | 'line' | 'keys'>;
}

/** What the process of a container is made of. */
export interface Process {
  readonly entrypoint?: StartCommand;
  readonly command?: StartCommand;
}

/** What a service is started with: what Compose says, else its image, as far as that is built here. */
export function processOf({ files }: CheckedSystem, { name, compose, dockerfile }: CheckedService): Process {
  const ofImage = dockerfile ? imageProcess(name, dockerfile) : {};
  if (!isMap(compose)) return ofImage;
  const said = (what: 'entrypoint' | 'command'): StartCommand | undefined => {
    const words = composeWords(plain(compose[what]));
    return words && { what, words, place: placeOf({ name, file: files.compose.path }, what) };
  };
  const [entrypoint, command] = [said('entrypoint'), said('command')];
  // An entry point in Compose takes the place of the image's command too.
  return { entrypoint: given(entrypoint ?? ofImage.entrypoint), command: given(command ?? (entrypoint ? undefined : ofImage.command)) };
}

/** What an image is started with: an entry point of a stage drops the command that the stages before it set. */
function imageProcess(service: string, dockerfile: CheckedDockerfile): Process {
  let process: Process = {};
  for (const stage of finalStages(dockerfile)) {
    const said = (what: 'ENTRYPOINT' | 'CMD'): StartCommand | undefined => {
      const instruction = stage.instructions.filter(({ keyword }) => keyword === what).pop();
      if (!instruction) return undefined;
      const { text, exec } = instruction;
      return { what, words: exec ?? ['/bin/sh', '-c', text], shell: exec ? undefined : text, place: placeIn(service, dockerfile, instruction) };
    };
    const [entrypoint, command] = [said('ENTRYPOINT'), said('CMD')];
    process = { entrypoint: entrypoint ?? process.entrypoint, command: command ?? (entrypoint ? undefined : process.command) };
  }
  return { entrypoint: given(process.entrypoint), command: given(process.command) };
}

/** `[]` takes away what was there. */
function given(command: StartCommand | undefined): StartCommand | undefined {
  return command && command.words.length > 0 ? command : undefined;
}

/** What stays as a process. */
export interface Started {
  readonly said: StartCommand;
  /** Its words, without what only starts it. */
  readonly words: readonly string[];
}

/**
 * What stays as the process, of all that is started: the last command of each script, without what only starts it; and where it is said.
 *
 * Arguments of an entry point that is a program of its own are not commands.
 */
export function startedBy({ entrypoint, command }: Process): Started[] {
  // `["sh", "-c"]` as the entry point has its script from the command.
  const isSplit = command && entrypoint && entrypoint.shell === undefined && isShell(entrypoint) && /^-[a-z]*c$/.test(entrypoint.words.at(-1)!);
  const together = entrypoint && command ? [...entrypoint.words, ...command.words] : [];
  const parts = isSplit ? [{ ...command, words: together }]
    : entrypoint && command && entrypoint.shell === undefined && !runsArguments(entrypoint) ? [{ ...entrypoint, words: together }]
      : [entrypoint, entrypoint?.shell === undefined ? command : undefined];
  return parts.flatMap(said => {
    if (!said) return [];
    const commands = commandsOfWords(said.words);
    return [{ said, words: unwrapped(commands[commands.length - 1].words) }];
  });
}

/** Whether an entry point runs what the command says, as far as one can see: a script of the image's, or an init process. */
function runsArguments({ words, shell }: StartCommand): boolean {
  if (shell !== undefined) return false;
  return words.length === 0 || unwrapped([...words, 'x']).join(' ') === 'x' || /entry-?point|\.sh$|^\/init$/.test(words[words.length - 1]);
}
