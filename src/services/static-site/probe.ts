import { HealthCheck, HealthCheckKind } from '../../model/health-check';

/** The health check as a command, with what busybox brings; it asks the container itself, whatever its proxy settings. */
export function busyboxProbe(health: HealthCheck, port: number | undefined): string[] | undefined {
  const seconds = String(Math.max(1, Math.ceil(health.timeout.toMilliseconds() / 1000)));
  switch (health.kind) {
    case HealthCheckKind.NONE: return undefined;
    case HealthCheckKind.COMMAND: return health.exec;
    case HealthCheckKind.HTTP: return ['wget', '-q', '-Y', 'off', '-T', seconds, '-O', '/dev/null', `http://127.0.0.1:${port}${health.path}`];
    case HealthCheckKind.TCP: return ['nc', '-z', '-w', seconds, '127.0.0.1', String(port)];
  }
}
