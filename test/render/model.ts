import { Instruction } from '../../src/dockerfile/instruction';
import { Duration } from '../../src/model/duration';
import { HealthCheck } from '../../src/model/health-check';
import { RestartPolicy } from '../../src/model/restart-policy';
import { type BuildModel, CONFINED, type ServiceModel, type SystemModel } from '../../src/model/service-model';
import { Size } from '../../src/model/size';

/** A service that says as little as possible: every test adds what it is about. */
export function service(given: Partial<Omit<ServiceModel, 'build'>> & { build?: Partial<BuildModel> } = {}): ServiceModel & { build: BuildModel } {
  const { build, ...rest } = given;
  return {
    name: 'api',
    image: 'acme-api',
    environment: {},
    secrets: [],
    health: HealthCheck.none('nothing to ask'),
    dependsOn: [],
    restart: RestartPolicy.UNLESS_STOPPED,
    stopGracePeriod: Duration.seconds(10),
    memory: Size.mebibytes(512),
    pids: 256,
    user: '1000:1000',
    confinement: CONFINED,
    writable: [],
    profiles: [],
    ...rest,
    build: {
      context: '.',
      dockerfilePath: 'Dockerfile',
      generated: {
        dockerfile: { globals: [], stages: [{ name: 'runtime', from: 'scratch', instructions: [Instruction.raw('CMD ["x"]')] }] },
        ignorePath: '.dockerignore',
        ignore: { except: [] },
      },
      target: 'runtime',
      args: {},
      secrets: [],
      ...build,
    },
  };
}

export function system(services: readonly ServiceModel[] = [service()], given: Partial<SystemModel> = {}): SystemModel {
  return { name: 'acme', directory: '.', platforms: [], bases: [], services, ...given };
}

/** Values that mean something to a shell, to Compose, to HCL, or to YAML. */
export const AWKWARD = [
  '', ' ', '"', '\'', 'a"b\'c', '$', '$$', '$X', '${X}', '$${X}', '${X:-y}', '%{x}', '%%{x}', '%', '\\', 'C:\\temp\\', 'two\nlines', '{{x}}', 'größe 日本 😀', 'yes', '0', '~', '#x', 'a: b', '- a', '0o17', '1:30',
];
