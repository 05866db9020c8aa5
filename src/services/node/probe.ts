import { HealthCheck, HealthCheckKind } from '../../model/health-check';

/**
 * The health check as a command, through Node itself: nothing has to be installed for it, and no shell runs.
 *
 * `http` rather than `fetch`: it loads far less, and a check that costs little can run often.
 */
export function nodeProbe(health: HealthCheck, port: number | undefined): string[] | undefined {
  switch (health.kind) {
    case HealthCheckKind.NONE: return undefined;
    case HealthCheckKind.COMMAND: return health.exec;
    case HealthCheckKind.HTTP: return ['node', '-e', http(port!, health.path!, health.timeout.toMilliseconds())];
    case HealthCheckKind.TCP: return ['node', '-e', tcp(port!, health.timeout.toMilliseconds())];
  }
}

function http(port: number, path: string, timeout: number): string {
  const options = `{host:'127.0.0.1',port:${port},path:${literal(path)},timeout:${timeout}}`;
  return `require('http').get(${options},r=>process.exit(r.statusCode>=200&&r.statusCode<400?0:1)).on('timeout',()=>process.exit(1)).on('error',()=>process.exit(1))`;
}

function tcp(port: number, timeout: number): string {
  return `require('net').connect({host:'127.0.0.1',port:${port},timeout:${timeout}},()=>process.exit(0)).on('timeout',()=>process.exit(1)).on('error',()=>process.exit(1))`;
}

/** A JavaScript string in single quotes, so that the JSON around it stays readable. */
function literal(text: string): string {
  return `'${text.replace(/[\\']/g, char => `\\${char}`)}'`;
}
