import type { Manager } from './manager';
import type { AppPlan } from './plan';
import { joinPath } from '../../model/paths';
import type { NodeApp } from '../../workspace/node-app';
import type { Repository } from '../../workspace/repository';
import { checkSources } from '../stack/development';

/** How a Node service runs while it is being worked on. */
export interface NodeDevelopmentOptions {
  /**
   * What runs in the container, in exec form. It should notice changes of the mounted sources itself.
   *
   * @default - the `dev` script; else, for plain JavaScript, Node in watch mode with the debugger open; else Node with the
   * debugger open, in an image that Compose builds anew when sources change
   */
  readonly command?: string[];

  /**
   * Files and folders that are mounted into the container, relative to the service's directory.
   *
   * @default - `src` if there is one, else the folder of the entry file
   */
  readonly sources?: string[];

  /**
   * The port of the host that the debugger is published on. In the container it is 9229.
   *
   * @default - 9229 for the first service, 9230 for the second, and so on
   */
  readonly debugPort?: number;
}

/** How a service is developed: with its sources mounted, or in an image that is built anew on every change. */
export interface DevelopmentPlan {
  readonly command: readonly string[];
  readonly sources: readonly string[];
  /** Whether changes of the sources need a build. */
  readonly rebuilds: boolean;
}

/** The debugger listens on all addresses of the container; Compose publishes it on the host's loopback address only. */
const INSPECT = '--inspect=0.0.0.0:9229';

/** What decides how a service is developed, beside its options. */
export interface DevelopmentContext {
  readonly app: NodeApp;
  readonly plan: AppPlan;
  readonly manager: Manager;
  readonly nodeFlags: readonly string[];
}

/**
 * How a service is developed.
 *
 * @throws when a source does not exist
 */
export function planDevelopment(repo: Repository, context: DevelopmentContext, options: NodeDevelopmentOptions): DevelopmentPlan {
  const { app, plan, manager, nodeFlags } = context;
  const script = app.manifest.scripts?.dev ? manager.exec('dev') : undefined;
  const rebuilds = !options.command && !script && plan.buildScript !== undefined;
  const watch = rebuilds ? [] : ['--watch'];
  return {
    command: options.command ?? script ?? ['node', ...nodeFlags, ...watch, INSPECT, plan.entry],
    sources: sourcesOf(repo, plan, options.sources),
    rebuilds,
  };
}

function sourcesOf(repo: Repository, { directory, entry }: AppPlan, chosen: string[] | undefined): string[] {
  checkSources(repo, directory, chosen);
  if (chosen) return chosen;
  if (repo.isDirectory(joinPath(directory, 'src'))) return ['src'];
  const first = entry.split('/')[0];
  return [first].filter(path => repo.isDirectory(joinPath(directory, path)) || repo.isFile(joinPath(directory, path)));
}
