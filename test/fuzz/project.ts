import { posix } from 'path';
import { Project } from 'projen';
import { assetFolder, codeFolder, type Definition, type ServiceDefinition } from './definition';
import { filesOf } from './files';
import { directoryOf, inContainer, isNode, secretFile, WORKSPACE } from './layout';
import { BackingService, Containers, DockerfileService, Duration, GoService, HealthCheck, Instruction, Job, NodeBaseImage, NodeService, PythonServer, PythonService, RestartPolicy, Secret, Service, Size, StaticSite } from '../../src';
import { shellWord } from '../../src/dockerfile/quote';
import type { BuiltService } from '../../src/services/built-service';
import { quiet, write } from '../support';

/** Names that are too long for those that are made up. */
export const BASE = 'zzbase';
export const jobOf = (index: number): string => `zzjob-${index}`;

/** Writes the repository of a definition, and what is generated in it. */
export function synthesize(definition: Definition, root: string): void {
  Object.entries(filesOf(definition)).forEach(([path, content]) => write(root, path, content));
  generate(definition, root);
}

/** Writes what is generated in the repository of a definition. */
export function generate(definition: Definition, root: string): void {
  const { registry, imagePrefix, platforms, composeFolder = '.' } = definition;
  const project = new Project({ name: 'acme', outdir: root, ...quiet });
  define(definition, new Containers(project, {
    registry,
    imagePrefix,
    platforms,
    composeFile: posix.join(composeFolder, 'compose.yaml'),
    composeDevelopmentFile: posix.join(composeFolder, 'compose.dev.yaml'),
  }));
  project.synth();
}

/** Makes the services of a definition, in its order. */
function define({ services }: Definition, containers: Containers): void {
  const base = services.some(({ kind }) => kind === 'based') ? new NodeBaseImage(containers, BASE, { directory: WORKSPACE }) : undefined;
  const made: Service[] = [];
  services.forEach((service, index) => {
    const own = make(service, index, containers, service.waits ? [made[index - 1]] : [], base);
    made.push(own);
    if ('stage' in own) add(own as BuiltService, service, index);
    const { job } = service;
    if (!job || service.kind === 'backing') return;
    const options = { command: job.command, environment: job.environment };
    if (job.isAwaited) (own as BuiltService).addInitJob(jobOf(index), options);
    else new Job(containers, jobOf(index), own, options);
  });
}

function add(service: BuiltService, definition: ServiceDefinition, index: number): void {
  const { additions: { environment, labels, copyTo }, args, kind } = definition;
  const stage = service.stage('runtime');
  stage.prepend(
    Instruction.copy(['/etc/group', '/etc/passwd'], `${copyTo}/`, { from: 'build' }),
    ...Object.keys(environment).length > 0 ? [Instruction.env(environment)] : [],
  );
  if (Object.keys(labels).length > 0) stage.append(Instruction.label(labels));
  if (kind === 'node') service.stage('prod-deps').append(Instruction.workdir(copyTo));
  if (!isNode(definition)) return;
  const kept = Object.keys(args).filter(name => /^\w+$/.test(name)).map(name => `printf %s "$${name}" > ${shellWord(`${inContainer(definition, index)}/${codeFolder(definition)}/${name}`)}`);
  if (kept.length > 0) service.stage('build').append(Instruction.run(kept));
}

function make(service: ServiceDefinition, index: number, containers: Containers, dependsOn: Service[], base: NodeBaseImage | undefined): Service {
  const { kind, name, environment, labels, args, description, image, command, port, address, publishPort } = service;
  const { writable, temporary, user, secret, buildSecret } = service;
  const options = {
    environment,
    dependsOn,
    hostPort: publishPort ? 20_000 + index : undefined,
    hostAddress: address,
    memory: Size.mebibytes(service.memory),
    cpus: service.cpus,
    pids: service.pids,
    restart: RestartPolicy[service.restart],
    stopGracePeriod: Duration.milliseconds(service.grace),
    profiles: service.profiles,
    secrets: secret ? [Secret.fromFile(secret.name, secretFile(service, index))] : [],
    health: healthOf(service),
  };
  const buildSecrets = buildSecret === undefined ? [] : [Secret.fromEnv(buildSecret)];
  const directory = directoryOf(service, index);
  const built = { ...options, directory, labels, buildArgs: args, buildSecrets, description, image, publishPort, port, writable, user, ignorePatterns: ['**/*.left'] };
  const foreign = { ...options, port, command, user, readOnly: true, writable, temporary };
  const assets = [assetFolder(service)];
  const debugPort = 30_000 + index;
  switch (kind) {
    case 'node': case 'member': return new NodeService(containers, name, { ...built, entry: `${codeFolder(service)}/main.js`, assets, development: { debugPort } });
    case 'based': return new NodeService(containers, name, { ...built, user: undefined, base, entry: `${codeFolder(service)}/main.js`, assets, development: { debugPort } });
    case 'go': return new GoService(containers, name, { ...built, args: command, assets });
    case 'site': return new StaticSite(containers, name, built);
    case 'python': return new PythonService(containers, name, { ...built, server: PythonServer.command(command) });
    case 'dockerfile': return new DockerfileService(containers, name, { ...foreign, directory, labels, buildArgs: args, buildSecrets, description, image, publishPort });
    case 'backing': return new BackingService(containers, name, { ...foreign, image: service.reference });
  }
}

function healthOf({ health: { kind, words, path, milliseconds, retries } }: ServiceDefinition): HealthCheck {
  const duration = Duration.milliseconds(milliseconds);
  const timing = { interval: duration, timeout: duration, startPeriod: duration, startInterval: duration, retries };
  switch (kind) {
    case 'command': return HealthCheck.command(words, timing);
    case 'http': return HealthCheck.http(path, timing);
    case 'tcp': return HealthCheck.tcp(timing);
    case 'none': return HealthCheck.none('nothing to ask');
  }
}
