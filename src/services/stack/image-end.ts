import { healthCheck } from './health';
import { Instruction } from '../../dockerfile/instruction';
import { execForm } from '../../dockerfile/quote';
import type { HealthCheck } from '../../model/health-check';

/** What an image says of itself, beside what it starts. */
export interface SaidByImage {
  readonly labels: Record<string, string>;
  readonly user: string;
  readonly port?: number;
  readonly health: HealthCheck;
  readonly healthCommand?: readonly string[];
}

/** What of the end is not the same for all stacks. */
export interface ImageStart {
  /** Variables that go with the port. */
  readonly environment?: Record<string, string>;
  /** @default SIGTERM */
  readonly stopSignal?: string;
}

/** The end of an image, where only metadata is left to say. What of it changes most stands below all that takes room. */
export function imageEnd({ labels, user, port, health, healthCommand }: SaidByImage, start: readonly Instruction[],
  { environment = {}, stopSignal = 'SIGTERM' }: ImageStart = {}): Instruction[] {
  return [
    ...Object.keys(labels).length > 0 ? [Instruction.label(labels)] : [],
    ...Object.keys(environment).length > 0 ? [Instruction.env(environment)] : [],
    Instruction.user(user),
    ...port === undefined ? [] : [Instruction.raw(`EXPOSE ${port}`)],
    Instruction.raw(`STOPSIGNAL ${stopSignal}`),
    ...healthCheck(health, healthCommand),
    ...start,
  ];
}

/** A command behind the init process. */
export function startedByInit(command: readonly string[]): Instruction[] {
  return [Instruction.raw(`ENTRYPOINT ${execForm(['tini', '-s', '--'])}`), Instruction.raw(`CMD ${execForm(command)}`)];
}
