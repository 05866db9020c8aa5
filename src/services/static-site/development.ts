import type { Generator } from './generator';
import { joinPath } from '../../model/paths';
import { Port } from '../../model/port';
import { Problems } from '../../model/problem';
import type { Repository } from '../../workspace/repository';
import { checkedPaths, NodeBuild } from '../node/build';
import { checkSources } from '../stack/development';
import type { StaticSiteDevelopmentOptions } from '../static-site-options';

/** Files and folders that sites are made of, by custom. */
const SOURCES = ['src', 'app', 'pages', 'public', 'static', 'index.html'];
/** What starts something else, which would not hand on what it is told. */
const RUNNER = /[&|;]|^(?:npm|pnpm|yarn|bun|turbo|nx|concurrently|run-p|run-s)\b/;

/** How a site that is built is served while it is being worked on. */
export interface SiteDevelopment {
  readonly command: readonly string[];
  readonly port: number;
  readonly sources: readonly string[];
}

/** How the development server is started; `undefined` when nothing says that there is one. */
export function planDevelopment(repo: Repository, { app, manager }: NodeBuild, generator: Generator | undefined, sitePort: number,
  options: StaticSiteDevelopmentOptions, problems: Problems): SiteDevelopment | undefined {
  const port = problems.attempt(() => Port.of(options.port ?? sitePort, 'development.port').value) ?? sitePort;
  const chosen = checkedPaths('development.sources', options.sources, 'the site\'s directory', problems);
  chosen?.forEach(source => problems.attempt(() => checkSources(repo, app.directory, [source])));
  const scripts = app.manifest.scripts ?? {};
  const script = ['dev', generator?.developmentScript].find(name => name !== undefined && scripts[name]);
  if (!options.command && script === undefined) return undefined;
  const told = script && !RUNNER.test(scripts[script]) ? generator?.listen(port) ?? [] : [];
  const separator = told.length > 0 && app.packageManager.kind === 'npm' ? ['--'] : [];
  return {
    command: options.command ?? [...manager.exec(script!), ...separator, ...told],
    port,
    sources: chosen ?? SOURCES.filter(path => repo.exists(joinPath(app.directory, path))),
  };
}
