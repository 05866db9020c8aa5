import { baseName } from '../../model/paths';
import { show } from '../../model/problem';
import { findStage } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedStage, CheckedSystem } from '../checked-system';
import { isMap, plain } from '../compose';
import { healthInstruction, saidHealth, turnsOff } from '../health';
import { lackedBy, lacks } from '../programs';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { RunImage, runImages } from '../run-image';
import { commandsOf, commandsOfWords, parseShell, ShellCommand, unwrapped } from '../shell';

/** A health check, and the image that it is run in. */
interface Check {
  /** Whether the engine has a shell run it. */
  readonly isShell: boolean;
  readonly commands: readonly ShellCommand[];
  readonly from: string;
  readonly isLacked: (program: string) => boolean;
  /** Whether the image is one of ours, whose checks we write. */
  readonly isOurs: boolean;
  readonly place: Pick<PolicyFinding, 'service' | 'file' | 'line' | 'composeKeys'>;
}

export const healthCheckTool: IPolicyRule = {
  id: 'health-check-tool',
  severity: PolicySeverity.ERROR,
  summary: 'A health check calls only programs that its image has',
  check: system => checksOf(system).flatMap(check => {
    const message = faultOf(check);
    return message === undefined ? [] : [{ ...check.place, message }];
  }),
};

function checksOf(system: CheckedSystem): Check[] {
  const images = runImages(system);
  const { compose, composeDevelopment } = system.files;
  return system.services.filter(({ isBase }) => !isBase).flatMap(({ name, dockerfile, compose: service, composeDevelopment: developed }) => {
    const image = images.get(name)!;
    const stage = developed?.build?.target === undefined ? undefined : dockerfile && findStage(dockerfile.stages, String(developed.build.target));
    return [
      ...dockerfile ? imageCheck(name, dockerfile) : [],
      ...composeCheck(name, service, compose.path, image, image.dockerfile?.target),
      ...composeDevelopment ? composeCheck(name, developed, composeDevelopment.path, image, stage ?? image.dockerfile?.target) : [],
    ];
  });
}

function imageCheck(service: string, dockerfile: CheckedDockerfile): Check[] {
  const placed = healthInstruction(dockerfile);
  const { target } = dockerfile;
  if (!placed || turnsOff(placed) || !target) return [];
  const { instruction } = placed;
  return checkIn({ dockerfile }, target, {
    isShell: instruction.exec === undefined,
    commands: commandsOf(instruction),
    place: { service, file: dockerfile.path, line: instruction.line },
  });
}

function composeCheck(name: string, service: any, file: string, image: RunImage, stage: CheckedStage | undefined): Check[] {
  const check = plain(service?.healthcheck);
  if (!isMap(check) || saidHealth(service) !== 'own') return [];
  const test = plain(check.test);
  const [kind, ...words] = (Array.isArray(test) ? test : ['CMD-SHELL', test]).map(word => String(word).replace(/\$\$/g, '$'));
  if (kind !== 'CMD' && kind !== 'CMD-SHELL') return [];
  return checkIn(image, stage, {
    isShell: kind === 'CMD-SHELL',
    commands: kind === 'CMD' ? commandsOfWords(words) : parseShell(words.join(' ')),
    place: { service: name, file, composeKeys: ['services', name, 'healthcheck', 'test'] },
  });
}

function checkIn({ dockerfile, image }: RunImage, stage: CheckedStage | undefined, check: Omit<Check, 'from' | 'isLacked' | 'isOurs'>): Check[] {
  const from = dockerfile ? stage?.image : image;
  if (from === undefined) return [];
  const isOurs = dockerfile?.isGenerated ?? false;
  return [{ ...check, from, isOurs, isLacked: program => (dockerfile ? lacks(dockerfile, stage!, program) : lackedBy(from).includes(program)) }];
}

/** Ends of a list of alternatives that make nothing healthy. */
const NO_ALTERNATIVE = new Set(['exit', 'false', 'kill', 'echo', 'printf', 'return', 'true', ':']);

function faultOf({ isShell, commands, from, isLacked, isOurs }: Check): string | undefined {
  if (isShell && isLacked('sh')) {
    return `the health check needs a shell, which the image (made from ${show(from)}) lacks, so it always fails; write it as a list of words, which no shell reads`;
  }
  // It looks itself for what is there.
  if (commands.some(({ words }) => ['command', 'which', 'type', 'hash'].includes(words[0]))) return undefined;
  const missing = new Set(commands.filter(command => isCalledByName(command) && isLacked(unwrapped(command.words)[0])));
  const first = [...missing].find(({ after }) => after !== '||');
  const isSaved = commands.some(command => command.after === '||' && !missing.has(command) && !NO_ALTERNATIVE.has(unwrapped(command.words)[0]));
  if (!first || isSaved) return undefined;
  const program = unwrapped(first.words)[0];
  return `the health check calls ${show(program)}, which the image (made from ${show(from)}) lacks, so it always fails; ${isOurs ? OUR_REMEDY : remedyOf(program, from)}`;
}

/** Whether it is found by the search path, or is where packages put their programs. */
function isCalledByName({ words }: ShellCommand): boolean {
  const [name] = unwrapped(words);
  const word = words.find(one => baseName(one) === name);
  return word !== undefined && /^(\/(usr\/)?s?bin\/)?[^/]+$/.test(word);
}

const OUR_REMEDY = 'set "health" instead, by which it is asked with what the image has';

function remedyOf(program: string, from: string): string {
  if (program === 'node' && /distroless\/nodejs/.test(from)) return 'call it as /nodejs/bin/node';
  if (program === 'mongo') return 'call mongosh';
  if (program.startsWith('mysql') && /mariadb/.test(from)) return 'call mariadb-admin, or healthcheck.sh';
  const lacked = lackedBy(from);
  const others = ['node', 'python3', 'wget', 'bash'].filter(name => name !== program && !lacked.includes(name) && isLikely(name, from));
  return `call what it has${others.length > 0 ? `, such as ${others[0]}` : ''}, or install ${program}`;
}

/** Whether an image has a program by what it is called: that it is not known to lack it says little. */
function isLikely(program: string, from: string): boolean {
  return { node: /node/, python3: /python/, wget: /alpine|busybox/ }[program]?.test(from) ?? false;
}
