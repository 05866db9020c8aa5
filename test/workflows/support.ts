import { parse } from 'yaml';
import { DockerProject, DockerProjectOptions, NodeService, RegistryLogin, WorkflowsOptions } from '../../src';
import { PLAIN, repository, synthDocker } from '../support';

export const UUID = '00000000-0000-0000-0000-000000000000';
/** Logins without a stored secret. */
export const AZURE = RegistryLogin.azure({ clientId: UUID, tenantId: UUID, subscriptionId: UUID });
export const GOOGLE = RegistryLogin.google({
  workloadIdentityProvider: 'projects/123456789/locations/global/workloadIdentityPools/github/providers/acme', serviceAccount: 'images@acme.iam.gserviceaccount.com',
});

/** The generated workflows by name, as texts. */
export type Texts = Record<string, string>;

type Define = (project: DockerProject, api: NodeService) => void;

/** The workflows of a project with one service `api`. */
export function textsOf(workflows: WorkflowsOptions = {}, options: Partial<DockerProjectOptions> = {}, define: Define = () => undefined): Texts {
  const { files } = synthDocker(repository(PLAIN), project => define(project, new NodeService(project, 'api', { port: 3000 })), {
    registry: 'ghcr.io/acme', platforms: ['linux/amd64', 'linux/arm64'], ...options, workflows,
  });
  return workflowsIn(files);
}

export function workflowsIn(files: Record<string, string>): Texts {
  return Object.fromEntries(Object.entries(files).flatMap(([path, text]) => {
    const name = /^\.github\/workflows\/(.+)\.yml$/.exec(path)?.[1];
    return name === undefined ? [] : [[name, text]];
  }));
}

/** One workflow as GitHub reads it. */
export function read(texts: Texts, name: string = 'images'): any {
  if (texts[name] === undefined) throw new Error(`there is no workflow ${name}, only ${Object.keys(texts).join(', ')}`);
  return parse(texts[name]);
}

export function workflow(workflows: WorkflowsOptions = {}, options: Partial<DockerProjectOptions> = {}, name: string = 'images'): any {
  return read(textsOf(workflows, options), name);
}

/** The steps of a job, by name. */
export function stepsOf(job: any): Record<string, any> {
  return Object.fromEntries(job.steps.map((step: any) => [step.name, step]));
}
