import type { Observation } from './observation';
import type { Promised, Verdict } from './verdict';
import { renderTable } from '../table';

/** A service, and which of its promises it kept. */
export interface Judgement {
  readonly service: Promised;
  readonly seen: Observation;
  readonly verdicts: readonly Verdict[];
}

/** Whether nothing was broken. What nobody can say is no reason to fail, and is shown. */
export function isKept(judgements: readonly Judgement[]): boolean {
  return judgements.every(({ verdicts }) => verdicts.every(({ result }) => result !== 'fail'));
}

/** For people: every promise in a row, then what those services say that broke one. */
export function renderText(judgements: readonly Judgement[]): string {
  const rows = judgements.flatMap(({ service, verdicts }) => verdicts.map(({ promise, promised, seen, result }, index) =>
    [index === 0 ? service.name : '', promise, promised, seen, result === 'fail' ? 'FAIL' : result]));
  const details = judgements.flatMap(({ service, verdicts }) => verdicts.filter(({ detail }) => detail)
    .map(({ promise, detail }) => [`${service.name}, ${promise}:`, ...detail!.map(line => `  ${line}`)].join('\n')));
  return [renderTable(['Service', 'Promise', 'Promised', 'Seen', 'Result'], rows), ...details, summary(judgements)].join('\n\n');
}

function summary(judgements: readonly Judgement[]): string {
  const verdicts = judgements.flatMap(judgement => judgement.verdicts);
  const count = (result: Verdict['result']) => verdicts.filter(verdict => verdict.result === result).length;
  const broken = judgements.filter(judgement => !isKept([judgement])).map(({ service }) => service.name);
  const left = count('skip') > 0 ? `, ${count('skip')} skipped` : '';
  return `${count('pass')} of ${verdicts.length} promises kept${left}${broken.length > 0 ? `, ${count('fail')} broken: ${broken.join(', ')}` : ''}`;
}

/** For programs: durations in milliseconds, sizes in bytes. */
export function renderJson(project: string, judgements: readonly Judgement[]): string {
  return JSON.stringify({
    project,
    passed: isKept(judgements),
    services: judgements.map(judgement => ({
      name: judgement.service.name,
      passed: isKept([judgement]),
      measured: measured(judgement.seen),
      promises: judgement.verdicts,
    })),
  }, undefined, 2);
}

function measured({ container, probes, processes, memory, stop, image }: Observation): object {
  const startedAt = container?.startedAt;
  const first = probes.find(({ exitCode }) => exitCode === 0);
  return {
    image: container?.imageId,
    healthyAfter: first && startedAt !== undefined ? first.end - startedAt : undefined,
    answers: probes.filter(({ exitCode }) => exitCode === 0).map(({ start, end }) => end - start),
    users: processes && [...new Set(processes.map(({ user, group }) => `${user}:${group}`))].sort(),
    command: processes?.find(({ pid }) => pid === container?.pid)?.command,
    memory,
    memoryLimit: container?.memoryLimit,
    stopDuration: stop && Math.round(stop.duration),
    exitCode: stop?.exitCode ?? (container?.status === 'exited' ? container.exitCode : undefined),
    imageSize: image?.unpacked,
    downloadSize: image?.download,
  };
}
