import { CheckedDockerfile, CheckedFiles, CheckedService, CheckedSystem, SystemFacts } from './checked-system';
import { viewDockerfile } from './view';
import { withoutComments } from './view-workflow';
import { dockerfileParts } from '../dockerfile/dockerfile';
import { joinPath, leaves, parentPath } from '../model/paths';
import type { BuildModel, SystemModel } from '../model/service-model';
import { findIgnoreFile } from '../workspace/dockerignore';

/** What is about to be written. */
export interface Written extends Omit<SystemFacts, 'models'> {
  readonly system: SystemModel;
  readonly files: CheckedFiles;
  /** The lines that begin every generated Dockerfile, which count when lines are numbered. */
  readonly header: readonly string[];
  /** The text of a generated ignore file. */
  readonly ignoreText: (path: string) => string;
}

/** A system as rules see it. */
export function viewSystem(written: Written): CheckedSystem {
  const { system, files: asWritten, header, ignoreText, ...facts } = written;
  const workflows = (asWritten.workflows ?? []).map(({ path, content }) => ({ path, content: withoutComments(content) }));
  const files: CheckedFiles = { ...asWritten, workflows };
  const baseNames = [...new Set(system.bases.map(({ of }) => of))];
  const targets = new Set(system.bases.map(({ name }) => name));
  const models = new Map(system.services.map(service => [service.name, service]));
  const dockerfile = (build: BuildModel, built: readonly (string | undefined)[]) => viewBuild(build, built, written);
  const said = (file: 'compose' | 'composeDevelopment', name: string) => files[file]?.content?.services?.[name];

  const bases = baseNames.map((name): CheckedService => {
    const parts = system.bases.filter(({ of }) => of === name);
    const final = parts.find(part => part.name === name) ?? parts[parts.length - 1];
    const others = parts.filter(part => part !== final).map(({ build }) => build.target);
    // Here is where its stages are answered for.
    return { name, isBase: true, dockerfile: dockerfile({ ...final.build, contexts: {} }, [final.build.target, ...others]) };
  });
  const services = system.services.map(({ name, build, development }): CheckedService => ({
    name,
    isBase: false,
    dockerfile: build && dockerfile(build, [build.target, ...development ? [development.target] : []]),
    compose: said('compose', name),
    composeDevelopment: said('composeDevelopment', name),
  }));
  const others = Object.keys(files.compose.content?.services ?? {}).filter(name => !models.has(name) && !targets.has(name));
  const added = others.map((name): CheckedService => ({
    name,
    isBase: false,
    dockerfile: viewForeign(said('compose', name), written),
    compose: said('compose', name),
    composeDevelopment: said('composeDevelopment', name),
  }));
  return CheckedSystem._of([...bases, ...services, ...added], files, [...system.platforms], { ...facts, models });
}

function viewBuild(build: BuildModel, targets: readonly (string | undefined)[], { repository, header, ignoreText }: Written): CheckedDockerfile {
  const { generated, ignoredBy, dockerfilePath: path, context, args } = build;
  return viewDockerfile({
    path,
    text: generated ? dockerfileParts(generated.dockerfile, header) : repository.tryRead(path) ?? '',
    isGenerated: generated !== undefined,
    context,
    targets,
    args,
    shared: Object.keys(build.contexts ?? {}),
    ignorePath: generated?.ignorePath ?? ignoredBy,
    ignoreText: generated ? ignoreText(generated.ignorePath) : (ignoredBy === undefined ? undefined : repository.tryRead(ignoredBy)) ?? '',
  });
}

/** What a service is built from that an override adds to the Compose file, if it is in the repository. */
function viewForeign(service: any, { files, repository }: Written): CheckedDockerfile | undefined {
  const build = typeof service?.build === 'string' ? { context: service.build } : service?.build;
  if (typeof build !== 'object' || build === null) return undefined;
  const context = joinPath(parentPath(files.compose.path), String(build.context ?? '.'));
  const path = joinPath(context, String(build.dockerfile ?? 'Dockerfile'));
  const text = leaves(path) ? undefined : repository.tryRead(path);
  if (text === undefined) return undefined;
  const ignorePath = findIgnoreFile(repository, path, context);
  const args = argumentsOf(build.args);
  return viewDockerfile({
    path,
    text,
    isGenerated: false,
    context,
    targets: [build.target],
    args,
    shared: [],
    ignorePath,
    ignoreText: (ignorePath !== undefined && repository.tryRead(ignorePath)) || '',
  });
}

function argumentsOf(args: unknown): Record<string, string> {
  const pairs = Array.isArray(args) ? args.map(arg => String(arg).split(/=(.*)/s).slice(0, 2)) : Object.entries(args ?? {});
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined && value !== null).map(([name, value]) => [name, String(value)]));
}
