import type { ServiceDefinition } from './definition';

/** Where the workspace is that its members are installed from. */
export const WORKSPACE = 'ws';

export const isNode = ({ kind }: ServiceDefinition): boolean => kind === 'node' || kind === 'member' || kind === 'based';
export const inWorkspace = ({ kind }: ServiceDefinition): boolean => kind === 'member' || kind === 'based';

/** The folder of a service in its build context: `.` but for members of the workspace. */
export function within(service: ServiceDefinition, index: number): string {
  return inWorkspace(service) ? `apps/${index}/${service.folder}` : '.';
}

/** Where the folder of a Node service is in its container. */
export function inContainer(service: ServiceDefinition, index: number): string {
  return within(service, index) === '.' ? '/app' : `/app/${within(service, index)}`;
}

/** The folder of a service. */
export function directoryOf(service: ServiceDefinition, index: number): string {
  return inWorkspace(service) ? `${WORKSPACE}/${within(service, index)}` : `s${index}/${service.folder}`;
}

/** The build context of a service. */
export function contextOf(service: ServiceDefinition, index: number): string {
  return inWorkspace(service) ? WORKSPACE : directoryOf(service, index);
}

/** The file of a service's secret. That of a Dockerfile of one's own has to be outside of its context. */
export function secretFile(service: ServiceDefinition, index: number): string {
  const folder = service.kind === 'dockerfile' || service.kind === 'backing' ? 'private' : directoryOf(service, index);
  return `${folder}/${service.secret!.file}`;
}
