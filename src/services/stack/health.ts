import { Instruction } from '../../dockerfile/instruction';
import { execForm } from '../../dockerfile/quote';
import { HealthCheck, HealthCheckKind } from '../../model/health-check';
import { UsageError } from '../../model/problem';

/** The health check as an image says it. */
export function healthCheck(health: HealthCheck, command: readonly string[] | undefined): Instruction[] {
  if (health.kind === HealthCheckKind.NONE) {
    // Not `HEALTHCHECK NONE`: Compose waits in vain for a container that has one.
    return [Instruction._comment(`No health check: ${health.reason}`)];
  }
  const flags = `--interval=${health.interval} --timeout=${health.timeout} --start-period=${health.startPeriod} --retries=${health.retries}`;
  return [Instruction.raw(`HEALTHCHECK ${flags} \\\n    CMD ${execForm(command!)}`)];
}

/** Refuses a check that needs to know what is in an image that is not ours. */
export function checkForeignHealth(health: HealthCheck | undefined): void {
  if (health?.kind === HealthCheckKind.HTTP || health?.kind === HealthCheckKind.TCP) {
    const what = health.kind === HealthCheckKind.HTTP ? 'an HTTP' : 'a TCP';
    throw new UsageError(`${what} health check needs a program that this image may not have; use HealthCheck.command() with one that it has, or HealthCheck.none(), or leave "health" out to take the image's own`);
  }
}
