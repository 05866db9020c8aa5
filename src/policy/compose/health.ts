import type { RunImage } from './images';
import { isMap, isTrue, plain } from './values';
import type { CheckedDockerfile } from '../checked-system';
import { lastOf, type Placed } from '../dockerfile/instructions';
import { knownImage } from '../images/known';
import type { ShellCommand } from '../shell/command';
import { commandsOf, commandsOfWords, parseShell } from '../shell/script';

/** What is run to see whether a container is healthy. */
export interface HealthTest {
  /** Whether the engine has a shell run it. */
  readonly isShell: boolean;
  readonly commands: readonly ShellCommand[];
}

/** What is said of the health check of a service: one of its own, that there is none, or nothing. */
export type SaidHealth = HealthTest | 'none' | 'unsaid';

/** What a Compose file says of the health check of a service. */
export function saidHealth(service: any): SaidHealth {
  const check = plain(service?.healthcheck);
  if (!isMap(check)) return 'unsaid';
  if (isTrue(check.disable)) return 'none';
  const test = plain(check.test);
  if (test === undefined || test === null || (Array.isArray(test) && test.length === 0)) return 'unsaid';
  if (!Array.isArray(test)) return test === 'NONE' ? 'none' : shellTest(String(test));
  const [kind, ...words] = test.map(String);
  if (kind === 'NONE') return 'none';
  if (kind === 'CMD-SHELL') return shellTest(words.join(' '));
  return { isShell: false, commands: kind === 'CMD' ? commandsOfWords(words.map(withoutEscapes)) : [] };
}

function shellTest(text: string): HealthTest {
  return { isShell: true, commands: parseShell(withoutEscapes(text)) };
}

/** `$$` is how Compose writes `$`. */
function withoutEscapes(text: string): string {
  return text.replace(/\$\$/g, '$');
}

/** The last `HEALTHCHECK` of what runs. */
export function healthInstruction(dockerfile: CheckedDockerfile): Placed | undefined {
  return lastOf(dockerfile, 'HEALTHCHECK');
}

/** What a `HEALTHCHECK` runs; `undefined`: it says that there is none. */
export function healthTest({ instruction }: Placed): HealthTest | undefined {
  return /^NONE$/i.test(instruction.text) ? undefined : { isShell: instruction.exec === undefined, commands: commandsOf(instruction) };
}

/** Whether an image has a health check of its own; `undefined`: nobody here knows. */
export function imageHealth({ dockerfile, image }: RunImage): boolean | undefined {
  const own = dockerfile && healthInstruction(dockerfile);
  if (own) return healthTest(own) !== undefined;
  const from = dockerfile ? dockerfile.target?.image : image;
  return from !== undefined && knownImage(from).lacksHealthCheck ? false : undefined;
}
