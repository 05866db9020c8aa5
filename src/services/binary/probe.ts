import { APP } from './image';
import { Instruction } from '../../dockerfile/instruction';
import type { Mount } from '../../dockerfile/mount';
import type { StageModel } from '../../dockerfile/stage';
import { HealthCheck, HealthCheckKind } from '../../model/health-check';

/** Where the program is that asks the service whether it is well. */
const PROBE = '/usr/local/bin/probe';

/** The health check as a command: a runtime of one binary has nothing to ask with, so it gets a program of some lines. */
export function binaryProbe(health: HealthCheck, port: number | undefined): string[] | undefined {
  switch (health.kind) {
    case HealthCheckKind.NONE: return undefined;
    case HealthCheckKind.COMMAND: return health.exec;
    case HealthCheckKind.HTTP: return ['probe', String(port), String(health.timeout.toMilliseconds()), health.path!];
    case HealthCheckKind.TCP: return ['probe', String(port), String(health.timeout.toMilliseconds())];
  }
}

/** Whether a check needs the program. */
export function needsProbe({ kind }: HealthCheck): boolean {
  return kind === HealthCheckKind.HTTP || kind === HealthCheckKind.TCP;
}

/** What makes the program: its source, and how it is compiled to `/out/probe`. */
export interface ProbeSource {
  readonly file: string;
  readonly text: string;
  /** Declarations that the compilation needs. */
  readonly before: readonly Instruction[];
  readonly commands: readonly string[];
  readonly mounts?: Mount[];
}

/** A stage of its own, which no change of the service runs again. */
export function probeStage({ file, text, before, commands, mounts }: ProbeSource): StageModel {
  return {
    name: 'probe',
    comment: 'A program for the health check: the final image has nothing to ask with',
    from: 'base',
    instructions: [
      Instruction.workdir('/probe'),
      ...before,
      Instruction.raw(`COPY <<'EOF' ${file}\n${text.trim()}\nEOF`),
      Instruction.run([...commands], { mounts }),
    ],
  };
}

/** Takes the program into a stage. */
export function copyProbe(health: HealthCheck): Instruction[] {
  return needsProbe(health) ? [Instruction.copy(['/out/probe'], PROBE, { from: 'probe' })] : [];
}

/** The service's own binary. */
export function binaryPath(name: string): string {
  return `${APP}/${name}`;
}
