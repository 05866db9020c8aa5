import { DockerProject, DockerProjectOptions, NodeService } from '../../../src';
import { CheckedService, CheckedSystem, SystemFacts } from '../../../src/policy/checked-system';
import { PolicyFinding } from '../../../src/policy/rule';
import { RULES } from '../../../src/policy/rules';
import { Repository } from '../../../src/workspace/repository';
import { PLAIN, refusal, repository, synthDocker } from '../../support';

/** What rules look at, as far as a test says it. */
export interface Files {
  readonly compose: Record<string, any>;
  readonly development?: Record<string, any>;
  readonly bake?: object;
  readonly platforms?: string[];
  readonly services?: Record<string, Partial<CheckedService>>;
  readonly facts?: Partial<SystemFacts>;
  /** What the files say beside services. */
  readonly rest?: object;
}

/** A system of the services of two Compose files. */
export function systemOf({ compose, development, bake, platforms = [], services = {}, facts = {}, rest }: Files): CheckedSystem {
  const names = [...new Set([...Object.keys(compose), ...Object.keys(services)])];
  return CheckedSystem._of(
    names.map(name => ({ name, isBase: false, compose: compose[name], composeDevelopment: development?.[name], ...services[name] })),
    {
      compose: { path: 'compose.yaml', content: { services: compose, ...rest } },
      composeDevelopment: development && { path: 'compose.dev.yaml', content: { services: development } },
      bake: bake && { path: 'docker-bake.json', content: bake },
    },
    platforms,
    { repository: new Repository(repository({})), models: new Map(), ...facts },
  );
}

/** What one rule finds: `service file keys-or-line`, in order. */
export function placesOf(rule: string, files: Files): string[] {
  return check(rule, files).map(({ service, file, line, keys }) => [service, file, line ?? keys?.slice(2).join('.')].join(' '));
}

/** What one rule says of it. */
export function messagesOf(rule: string, files: Files): string[] {
  return check(rule, files).map(({ message }) => message);
}

function check(id: string, files: Files): PolicyFinding[] {
  return RULES.find(rule => rule.id === id)!.check(systemOf(files));
}

/** The problems of a Node.js service `api` and of what is done to its project. */
export function refusedWith(change: (project: DockerProject) => void, options: Partial<DockerProjectOptions> = {}): readonly string[] {
  return refusal(repository(PLAIN), project => define(project, change), options);
}

/** The same where nothing stops it: what is said. */
export function warnedOf(change: (project: DockerProject) => void, options: Partial<DockerProjectOptions> = {},
  files: Record<string, unknown> = PLAIN): string[] {
  return synthDocker(repository(files), project => define(project, change), options).warnings.flatMap(warning => warning.split('\n'));
}

function define(project: DockerProject, change: (project: DockerProject) => void): void {
  new NodeService(project, 'api', { port: 3000 });
  change(project);
}
