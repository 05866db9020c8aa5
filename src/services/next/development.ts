import type { NextPlan } from './app';
import { joinPath } from '../../model/paths';
import type { Size } from '../../model/size';
import type { Repository } from '../../workspace/repository';
import type { NodeBuild } from '../node/build';
import { checkSources } from '../stack/development';

/** How a Next.js service runs while it is being worked on. */
export interface NextDevelopmentOptions {
  /**
   * What runs in the container, in exec form.
   *
   * @default - the `dev` script, else `next dev`
   */
  readonly command?: string[];

  /**
   * Files and folders that are mounted into the container, relative to the service's directory.
   *
   * @default - src, app, pages, public, components, lib, hooks, styles, utils, content, locales and messages, as far as they exist
   */
  readonly sources?: string[];

  /**
   * Memory limit: compiling takes more than what was compiled.
   *
   * @default Size.gibibytes(2)
   */
  readonly memory?: Size;
}

/** Folders that sources of an application are in, by custom. */
const SOURCES = ['src', 'app', 'pages', 'public', 'components', 'lib', 'hooks', 'styles', 'utils', 'content', 'locales', 'messages'];

/** What runs while a Next.js application is worked on, and what of it is mounted. */
export interface NextDevelopment {
  readonly command: readonly string[];
  readonly sources: readonly string[];
}

/**
 * How a Next.js application is developed.
 *
 * @throws when a source does not exist
 */
export function planNextDevelopment(repo: Repository, { app, plan: { directory }, manager }: NodeBuild<NextPlan>,
  options: NextDevelopmentOptions): NextDevelopment {
  checkSources(repo, directory, options.sources);
  return {
    command: options.command ?? (app.manifest.scripts?.dev ? manager.exec('dev') : ['npx', 'next', 'dev']),
    sources: options.sources ?? SOURCES.filter(source => repo.exists(joinPath(directory, source))),
  };
}
