import type { Project } from 'projen';
import { HealthCheck } from '../model/health-check';
import { DockerfileService } from '../services/dockerfile-service';
import { GoService } from '../services/go-service';
import { NextService } from '../services/next-service';
import { NodeBaseImage } from '../services/node-base-image';
import { NodeService } from '../services/node-service';
import { NxService } from '../services/nx-service';
import { PythonServer } from '../services/python-server';
import { PythonService } from '../services/python-service';
import { RustService } from '../services/rust-service';
import type { Service } from '../services/service';
import { StaticSite } from '../services/static-site';

/** The constructs that a first definition uses. */
export type Stack = 'NodeService' | 'NxService' | 'NextService' | 'StaticSite' | 'PythonService' | 'GoService' | 'RustService' | 'DockerfileService';

/** What runs a Python application. */
export interface PythonServerDraft {
  readonly server: 'gunicorn' | 'uvicorn';
  readonly app: string;
}

/** A service as the first `.projenrc.ts` defines it. */
export interface ServiceDraft {
  readonly stack: Stack;
  readonly name: string;
  readonly directory: string;
  readonly port?: number;
  readonly hostPort?: number;
  readonly healthPath?: string;
  readonly server?: PythonServerDraft;
  readonly migrate?: boolean;
  /** The name of an Nx project, where it is not the service's. */
  readonly project?: string;
  /** Rules that it does not keep as it is. */
  readonly suppressed?: readonly string[];
}

/** Why a rule is suppressed that nobody has looked at yet. */
const AS_FOUND = 'TODO: was so when this service was taken in; mend it, or say why it may stay';

function suppressionsOf({ suppressed = [] }: ServiceDraft): Record<string, string> | undefined {
  return suppressed.length > 0 ? Object.fromEntries(suppressed.map(rule => [rule, AS_FOUND])) : undefined;
}

/** What the services of an Nx workspace share. */
const BASE = 'base';

/** Defines a service, as the definition that {@link renderDrafts} writes will do. */
export function defineDraft(scope: Project, draft: ServiceDraft): Service {
  const { stack, name, directory, port, hostPort, healthPath, server, migrate, project } = draft;
  const health = healthPath === undefined ? undefined : HealthCheck.http(healthPath);
  const options = { directory, port, hostPort, health, suppressions: suppressionsOf(draft) };
  switch (stack) {
    case 'NodeService': return new NodeService(scope, name, options);
    case 'NxService': {
      const base = scope.node.tryFindChild(BASE) as NodeBaseImage | undefined ?? new NodeBaseImage(scope, BASE);
      return new NxService(scope, name, { base, project, port, hostPort, health, suppressions: options.suppressions });
    }
    case 'NextService': return new NextService(scope, name, options);
    case 'StaticSite': return new StaticSite(scope, name, options);
    case 'PythonService': return new PythonService(scope, name, { ...options, server: serverOf(server!), migrate });
    case 'GoService': return new GoService(scope, name, options);
    case 'RustService': return new RustService(scope, name, options);
    case 'DockerfileService': return new DockerfileService(scope, name, options);
  }
}

function serverOf({ server, app }: PythonServerDraft): PythonServer {
  return server === 'gunicorn' ? PythonServer.gunicorn(app) : PythonServer.uvicorn(app);
}

/** What a definition with these services imports. */
export function importsOf(drafts: readonly ServiceDraft[]): string[] {
  return [...new Set([
    'DockerProject',
    ...drafts.some(({ healthPath }) => healthPath) ? ['HealthCheck'] : [],
    ...drafts.some(({ stack }) => stack === 'NxService') ? ['NodeBaseImage'] : [],
    ...drafts.some(({ server }) => server) ? ['PythonServer'] : [],
    ...drafts.map(({ stack }) => stack),
  ])].sort();
}

/** The statements that define services. */
export function renderDrafts(drafts: readonly ServiceDraft[]): string[] {
  const base = drafts.some(({ stack }) => stack === 'NxService') ? [`const base = new NodeBaseImage(project, ${text(BASE)});`] : [];
  return [...base, ...drafts.map(renderDraft)];
}

function renderDraft(draft: ServiceDraft): string {
  const { stack, name, directory, port, hostPort, healthPath, server, migrate, project } = draft;
  const suppressions = Object.entries(suppressionsOf(draft) ?? {});
  const lines = [
    ...stack === 'NxService' ? ['base,'] : directory === '.' ? [] : [`directory: ${text(directory)},`],
    ...project === undefined ? [] : [`project: ${text(project)},`],
    ...port === undefined ? [] : [`port: ${port},`],
    ...hostPort === undefined ? [] : [`hostPort: ${hostPort},`],
    ...server === undefined ? [] : [`server: PythonServer.${server.server}(${text(server.app)}),`],
    ...migrate ? ['migrate: true,'] : [],
    ...healthPath === undefined ? [] : [`health: HealthCheck.http(${text(healthPath)}),`],
    ...suppressions.length === 0 ? [] : ['suppressions: {', ...suppressions.map(([rule, reason]) => `  ${text(rule)}: ${text(reason)},`), '},'],
  ];
  const options = lines.length > 0 ? `, {\n${lines.map(line => `  ${line}\n`).join('')}}` : '';
  return `new ${stack}(project, ${text(name)}${options});`;
}

/** A text as TypeScript writes it: a folder may have quotes in its name. */
function text(value: string): string {
  return JSON.stringify(value);
}
