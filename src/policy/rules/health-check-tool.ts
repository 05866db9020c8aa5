import { baseName } from '../../model/paths';
import { show } from '../../model/problem';
import { findStage } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedStage, CheckedSystem } from '../checked-system';
import { placeOf } from '../compose/entries';
import { healthInstruction, HealthTest, healthTest, SaidHealth, saidHealth } from '../compose/health';
import { RunImage, runImages } from '../compose/images';
import { placeIn } from '../dockerfile/instructions';
import { lacks } from '../dockerfile/programs';
import { knownImage } from '../images/known';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import type { ShellCommand } from '../shell/command';
import { unwrapped } from '../shell/wrappers';

/** A health check, and the image that it is run in. */
interface Check extends HealthTest {
  readonly from: string;
  readonly isLacked: (program: string) => boolean;
  /** Whether the image is one of ours, whose checks we write. */
  readonly isOurs: boolean;
  readonly place: Pick<PolicyFinding, 'service' | 'file' | 'line' | 'keys'>;
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
      ...checkIn(image, image.dockerfile?.target, saidHealth(service), placeOf({ name, file: compose.path }, 'healthcheck', 'test')),
      ...composeDevelopment ? checkIn(image, stage ?? image.dockerfile?.target, saidHealth(developed), placeOf({ name, file: composeDevelopment.path }, 'healthcheck', 'test')) : [],
    ];
  });
}

function imageCheck(service: string, dockerfile: CheckedDockerfile): Check[] {
  const placed = healthInstruction(dockerfile);
  return placed ? checkIn({ dockerfile }, dockerfile.target, healthTest(placed) ?? 'none', placeIn(service, dockerfile, placed.instruction)) : [];
}

function checkIn({ dockerfile, image }: RunImage, stage: CheckedStage | undefined, said: SaidHealth, place: Check['place']): Check[] {
  const from = dockerfile ? stage?.image : image;
  if (from === undefined || typeof said === 'string') return [];
  const isLacked = (program: string) => (dockerfile ? lacks(dockerfile, stage!, program) : knownImage(from).lacks.has(program));
  return [{ ...said, from, isLacked, isOurs: dockerfile?.isGenerated ?? false, place }];
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
  const { lacks: lacked } = knownImage(from);
  const others = ['node', 'python3', 'wget', 'bash'].filter(name => name !== program && !lacked.has(name) && isLikely(name, from));
  return `call what it has${others.length > 0 ? `, such as ${others[0]}` : ''}, or install ${program}`;
}

/** Whether an image has a program by what it is called: that it is not known to lack it says little. */
function isLikely(program: string, from: string): boolean {
  return { node: /node/, python3: /python/, wget: /alpine|busybox/ }[program]?.test(from) ?? false;
}
