import { answered, Observation } from './observation';
import { judgeStart } from './start';
import { judgeStop } from './stop';
import { milliseconds } from './text';
import { judgeUser } from './user';
import { Promised, skipped, Verdict, verdict } from './verdict';
import { budgetText, memoryText, sizeText } from '../../model/units';

/** The most that an answer may take. */
export const ANSWER_MS = 1000;

/** How many answers their time is taken from. */
export const ANSWERS = 3;

/** What a service promised, beside what was seen. Nothing is asked here: the same observation gives the same verdicts. */
export function judge(service: Promised, seen: Observation): Verdict[] {
  const start = judgeStart(service, seen);
  if (service.isForeign) return [start];
  // Of what never was there, nothing else can be said.
  if (!seen.container?.startedAt) return [start, ...judgeImage(service, seen)];
  const others = [judgeAnswer, judgeUser, judgeConfinement, judgeStop, judgeMemory, judgeImage];
  return [start, ...others.flatMap(other => other(service, seen))];
}

/** Whether the time of its answers is part of what it promises: what others have made is asked with what they brought. */
export function isAsked({ target, port, health }: Promised): boolean {
  return target !== undefined && port !== undefined && health !== undefined;
}

function judgeAnswer(service: Promised, { probes }: Observation): Verdict[] {
  if (!isAsked(service)) return [];
  const promised = `under ${milliseconds(ANSWER_MS)}`;
  const times = answered(probes).slice(-ANSWERS).map(({ start, end }) => end - start).sort((a, b) => a - b);
  if (times.length === 0) return [skipped('answer', promised, 'it never answered')];
  const median = times[Math.floor(times.length / 2)];
  return [verdict('answer', promised, milliseconds(median), median < ANSWER_MS)];
}

function judgeConfinement({ readOnly, dropsCapabilities }: Promised, { container }: Observation): Verdict[] {
  const { isReadOnly, isPrivileged, securityOptions, addedCapabilities, droppedCapabilities } = container!;
  const verdicts: Verdict[] = [];
  if (readOnly) verdicts.push(verdict('read-only', 'root file system', isReadOnly ? 'read-only' : 'writable', isReadOnly));
  // Where it is said twice, the engine takes the last.
  const last = securityOptions.filter(option => option.startsWith('no-new-privileges')).at(-1);
  const isConfined = last !== undefined && /^no-new-privileges([:=]true)?$/.test(last);
  verdicts.push(verdict('privileges', 'no new ones', isPrivileged ? 'privileged' : isConfined ? 'no new ones' : 'it can gain some', isConfined && !isPrivileged));
  if (dropsCapabilities) {
    const isDropped = droppedCapabilities.some(capability => capability.toUpperCase() === 'ALL');
    const added = addedCapabilities.map(capability => capability.replace(/^CAP_/, '')).join(', ');
    const text = isPrivileged ? 'all: it is privileged' : !isDropped ? 'those of the engine' : added || 'none';
    verdicts.push(verdict('capabilities', 'none', text, text === 'none'));
  }
  return verdicts;
}

function judgeMemory({ memory: promised, isJob }: Promised, { container, memory }: Observation): Verdict[] {
  if (promised === undefined) return [];
  const { memoryLimit, isOutOfMemory } = container!;
  const say = (seen: string, isKept: boolean) => [verdict('memory', `under ${memoryText(promised)}`, seen, isKept)];
  if (isOutOfMemory) return say('out of memory: the engine killed a process', false);
  if (memoryLimit === 0) return say('without a limit', false);
  if (memoryLimit > promised) return say(`the limit is ${memoryText(memoryLimit)}`, false);
  if (memory === undefined && isJob) return say('enough', true);
  if (memory === undefined) return [skipped('memory', `under ${memoryText(promised)}`, 'it did not run any more')];
  return say(memoryText(memory), memory < promised);
}

/** A job has the image of its service, which answers for it. */
function judgeImage({ isJob, maxImageSize, maxDownloadSize }: Promised, { image }: Observation): Verdict[] {
  if (isJob) return [];
  const budgets = [['image', maxImageSize, image?.unpacked], ['download', maxDownloadSize, image?.download]] as const;
  return budgets.flatMap(([promise, budget, size]) => {
    if (budget === undefined) return [];
    const promised = `up to ${budgetText(budget)}`;
    return [size === undefined ? skipped(promise, promised, 'not measured') : verdict(promise, promised, sizeText(size, budget), size <= budget)];
  });
}
