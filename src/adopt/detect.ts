import { findCompiled } from './detect/compiled';
import { serviceFolders } from './detect/folders';
import type { Found } from './detect/found';
import { findNode } from './detect/node';
import { findNx } from './detect/nx';
import { findPython } from './detect/python';
import type { ServiceDraft } from './draft';
import { MARKER } from '../files/owned-files';
import { toImageComponent } from '../model/image-name';
import { joinPath } from '../model/paths';
import { imageOf, readDockerfile } from '../workspace/dockerfile/image';
import { findStage } from '../workspace/dockerfile/stages';
import type { Repository } from '../workspace/repository';

/** The services of a repository that has applications already. Only a first draft: everything in it can be changed in `.projenrc.ts`. */
export function detectServices(repo: Repository): ServiceDraft[] {
  const ports = new Set<number>();
  const names = new Set<string>();
  const directories = new Set<string>();
  // One service a folder: the first that is found there.
  const found = [...findNx(repo) ?? findNode(repo), ...findPython(repo), ...findCompiled(repo), ...findDockerfiles(repo)]
    .filter(({ directory }) => !directories.has(directory) && directories.add(directory));
  return found.map(one => withItsDockerfile(repo, one)).map(({ name, ...one }) => {
    const free = freeName(serviceName(name, one.directory, repo), one.directory, names);
    names.add(free);
    let hostPort = one.port;
    while (hostPort !== undefined && ports.has(hostPort)) hostPort++;
    if (hostPort !== undefined) ports.add(hostPort);
    const project = one.project === free ? undefined : one.project;
    return { ...one, ...'project' in one && { project }, name: free, hostPort: hostPort === one.port ? undefined : hostPort };
  });
}

/** What has a Dockerfile of its own keeps it. */
function withItsDockerfile(repo: Repository, found: Found): Found {
  return { ...ownDockerfile(repo, found.directory) ?? found, name: found.name };
}

/** Folders that nothing else is known of. */
function findDockerfiles(repo: Repository): Found[] {
  return serviceFolders(repo).flatMap(directory => ownDockerfile(repo, directory) ?? []);
}

/** The Dockerfile of a folder, unless it is ours. */
function ownDockerfile(repo: Repository, directory: string): Found | undefined {
  const text = repo.tryRead(joinPath(directory, 'Dockerfile'));
  if (text === undefined || text.includes(MARKER)) return undefined;
  const { stages } = readDockerfile(text);
  const last = findStage(stages, undefined);
  const ports = last ? imageOf(stages, last).ports : [];
  return { stack: 'DockerfileService', directory, port: ports.length === 1 ? ports[0] : undefined };
}

/** Packages of several scopes may share a name: those after the first are named after their folders. */
function freeName(wanted: string, directory: string, taken: ReadonlySet<string>): string {
  const choices = [wanted, toImageComponent(directory)];
  for (let i = 2; choices.every(name => taken.has(name)); i++) choices.push(`${wanted}-${i}`);
  return choices.find(name => !taken.has(name))!;
}

function serviceName(name: string | undefined, directory: string, repo: Repository): string {
  const raw = name?.replace(/^@[^/]+\//, '') ?? (directory === '.' ? repo.root.split(/[\\/]/).pop()! : directory.split('/').pop()!);
  return toImageComponent(raw);
}
