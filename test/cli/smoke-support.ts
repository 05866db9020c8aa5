import type { Observation } from '../../src/cli/smoke/observation';
import type { Promised } from '../../src/cli/smoke/verdict';
import type { Container, ContainerProcess, Probe } from '../../src/engine/containers';

/** When containers of tests start. */
export const START = 1_000_000;

/** A service that promises all there is to promise. */
export function promised(given: Partial<Promised> = {}): Promised {
  return {
    name: 'api',
    target: 'api',
    port: 8080,
    user: '1000:1000',
    health: { interval: 30_000, timeout: 5_000, startPeriod: 5_000, retries: 3 },
    readOnly: true,
    dropsCapabilities: true,
    stopGracePeriod: 10_000,
    memory: 512 << 20,
    maxImageSize: 150_000_000,
    maxDownloadSize: 50_000_000,
    patience: 60_000,
    ...given,
  };
}

export function container(given: Partial<Container> = {}): Container {
  return {
    id: 'c0ffee',
    imageId: 'sha256:abc',
    service: 'api',
    status: 'running',
    pid: 100,
    exitCode: 0,
    isOutOfMemory: false,
    startedAt: START,
    error: '',
    health: { status: 'healthy', probes: [] },
    user: '1000:1000',
    isReadOnly: true,
    isPrivileged: false,
    securityOptions: ['no-new-privileges:true'],
    addedCapabilities: [],
    droppedCapabilities: ['ALL'],
    memoryLimit: 512 << 20,
    stopTimeout: 10_000,
    ...given,
  };
}

/** Asked so long after the start, for so long, with this result. */
export function probe(after: number, took: number, exitCode = 0, output = ''): Probe {
  return { start: START + after, end: START + after + took, exitCode, output };
}

export function running(command = 'node server.js', user = '1000', group = '1000', pid = 100, parent = 1): ContainerProcess {
  return { pid, parent, user, group, command };
}

/** A service that keeps everything. */
export function observation(given: Partial<Observation> = {}): Observation {
  return {
    container: container(),
    probes: [probe(1000, 50, 1), probe(2000, 40), probe(4000, 60), probe(6000, 50)],
    watched: 8000,
    processes: [running()],
    memory: 100 << 20,
    stop: { duration: 300, exitCode: 0 },
    image: { unpacked: 120_000_000, download: 40_000_000 },
    log: ['listening'],
    ...given,
  };
}
