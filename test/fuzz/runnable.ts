import type { Definition, ServiceDefinition } from './definition';
import { isNode } from './layout';

/** A definition as a machine can run it: with programs that are there, and what a small machine has. */
export function runnable(definition: Definition, imagePrefix: string): Definition {
  return { ...definition, imagePrefix, platforms: [], services: definition.services.map(runnableService) };
}

/** Stays, whatever its words are. */
const STAY = 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done';
/** Says its words, each with a NUL behind it. */
const SAY = 'printf "%s\\0" "$@"';
const shell = (script: string, words: readonly string[]) => ['sh', '-c', script, 'sh', ...words];

function runnableService(service: ServiceDefinition): ServiceDefinition {
  const { kind, health, command, job, cpus, memory, pids } = service;
  const asks = health.kind === 'http' && isNode(service);
  return {
    ...service,
    image: undefined,
    reference: 'alpine:3.24.2',
    buildSecret: undefined,
    command: shell(STAY, command),
    health: { ...health, kind: asks ? 'http' : 'command', words: shell(`${SAY} > /tmp/health`, health.words), milliseconds: 1500, retries: 20 },
    port: 8080,
    publishPort: false,
    temporary: kind === 'dockerfile' || kind === 'backing' ? ['/tmp', ...service.temporary] : [],
    memory: Math.max(memory, 128),
    cpus: cpus && 1,
    pids: Math.max(pids, 64),
    restart: 'NO',
    grace: 2000,
    profiles: [],
    job: job && kind !== 'site' ? { ...job, command: shell(SAY, job.command), isAwaited: true } : undefined,
  };
}
