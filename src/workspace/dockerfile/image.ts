import { type DockerfileInstruction, parseDockerfile } from './parse';
import { DockerfileStage, DockerfileStages, flagValues, lineageOf, stagesOf } from './stages';

/** When a health check is run: what its flags say, else what the engine does then. Milliseconds. */
export interface HealthTiming {
  readonly interval: number;
  readonly timeout: number;
  /** As long as failures may go on before they count. */
  readonly startPeriod: number;
  readonly retries: number;
}

/** What is known about the image that a Dockerfile makes. */
export interface DockerfileImage {
  /** The image that it starts from, as it is written. */
  readonly from: string;
  /** Whether it has a health check; `undefined`: it does not say. */
  readonly health?: boolean;
  /** When its health check is run, in milliseconds, where it has one. */
  readonly healthTiming?: HealthTiming;
  /** The user that it ends as; `undefined`: it does not say. */
  readonly user?: string;
  /** The TCP ports that it exposes, as far as they are written as numbers. */
  readonly ports: readonly number[];
}

/** The stages of a Dockerfile. */
export function readDockerfile(text: string): DockerfileStages {
  return stagesOf(parseDockerfile(text));
}

/** What a stage says together with the stages that it is made from. */
export function imageOf(stages: readonly DockerfileStage[], stage: DockerfileStage): DockerfileImage {
  const lineage = lineageOf(stages, stage);
  const instructions = lineage.flatMap(one => one.instructions);
  const last = (keyword: string) => instructions.filter(instruction => instruction.keyword === keyword).pop();
  const check = last('HEALTHCHECK');
  const health = check?.text;
  const isChecked = health === undefined ? undefined : !/^NONE$/i.test(health);
  const ports = instructions.filter(({ keyword }) => keyword === 'EXPOSE').flatMap(({ text }) => text.split(/\s+/))
    .flatMap(port => /^(\d+)(?:\/tcp)?$/i.exec(port)?.[1] ?? []).map(Number);
  return {
    from: lineage[0].from,
    health: isChecked,
    healthTiming: isChecked ? timingOf(check!) : undefined,
    user: last('USER')?.text,
    ports: [...new Set(ports)],
  };
}

const UNITS: Record<string, number> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function timingOf(check: DockerfileInstruction): HealthTiming {
  const milliseconds = (flag: string, otherwise: number): number => {
    const parts = [...(flagValues(check, flag)[0] ?? '').matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)];
    return parts.length > 0 ? parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit], 0) : otherwise;
  };
  return {
    interval: milliseconds('interval', 30_000),
    timeout: milliseconds('timeout', 30_000),
    startPeriod: milliseconds('start-period', 0),
    retries: Number(flagValues(check, 'retries')[0]) || 3,
  };
}
