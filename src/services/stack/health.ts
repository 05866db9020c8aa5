import { Instruction } from '../../dockerfile/instruction';
import { execForm } from '../../dockerfile/quote';
import { HealthCheck, HealthCheckKind } from '../../model/health-check';

/** The health check as an image says it. */
export function healthCheck(health: HealthCheck, command: readonly string[] | undefined): Instruction[] {
  if (health.kind === HealthCheckKind.NONE) {
    // Not `HEALTHCHECK NONE`: Compose waits in vain for a container that has one.
    return [Instruction._comment(`No health check: ${health.reason}`)];
  }
  const flags = `--interval=${health.interval} --timeout=${health.timeout} --start-period=${health.startPeriod} --retries=${health.retries}`;
  return [Instruction.raw(`HEALTHCHECK ${flags} \\\n    CMD ${execForm(command!)}`)];
}
