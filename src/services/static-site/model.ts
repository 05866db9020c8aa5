import { SITE_ROOT, siteConfiguration } from './configuration';
import { renderNginx } from './nginx';
import type { SitePlan } from './plan';
import { SiteFiles, siteStages } from './stages';
import { startScript } from './start';
import type { Stage, StageModel } from '../../dockerfile/stage';
import { commentLines } from '../../model/comment';
import { HealthCheck } from '../../model/health-check';
import { isWithin, joinPath, relativeTo } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import type { BuildModel, DevelopmentModel, GeneratedFile, IgnoreModel, ServiceModel } from '../../model/service-model';
import type { BuiltModel } from '../built-model';
import type { SynthesisContext } from '../hub';
import { nodeBuildModel } from '../node/build-model';
import { inImage } from '../node/image';
import { nodeProbe } from '../node/probe';
import { NEVER, secretsSection, withPatterns } from '../stack/ignore';
import { ignorePathOf } from '../stack/places';

/** What a site without a build has beside its files. */
const NOT_SERVED = ['**/node_modules', 'package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb', 'README.md', 'LICENSE*'];

/** Settings of tools, which their servers read when they start. */
const SETTINGS = /^(?:[\w-]+\.config\.[cm]?[jt]s|tsconfig[\w.-]*\.json|angular\.json)$/;

/** What the artefacts say of a static site. `additions` may have instructions of the user's. */
export function siteModel(plan: SitePlan, common: BuiltModel, context: SynthesisContext, additions: readonly Stage[]): ServiceModel {
  const { args, buildSecrets, ignorePatterns, ...shared } = common;
  const prefix = context.dockerfileName === 'Dockerfile' ? '' : `${common.name}.`;
  const path = (name: string) => joinPath(plan.directory, `${prefix}${name}`);
  const root = plan.build?.app.root ?? plan.directory;
  const names = Object.keys(plan.publicEnvironment);
  const [configuration, start] = [path('nginx.conf'), names.length > 0 ? path('start-site.sh') : undefined];
  const files: GeneratedFile[] = [
    { path: configuration, render: marker => `${commentLines(marker)}\n\n${renderNginx(siteConfiguration(plan.configuration))}` },
    ...start ? [{ path: start, render: (marker: readonly string[]) => startScript(names, marker) }] : [],
  ];
  const within: SiteFiles = { configuration: relativeTo(root, configuration), start: start && relativeTo(root, start) };
  const stages = siteStages(plan, within);
  const extras = used(additions, stages);
  const build = plan.build ? nodeBuildModel(plan.build, common, context, stages, extras) : plainBuild(plan, common, context, stages, extras, within);
  return {
    ...shared,
    environment: { ...plan.publicEnvironment, ...shared.environment },
    healthCommand: plan.healthCommand,
    build: { ...build, generated: { ...build.generated!, files } },
    writable: [],
    development: developmentOf(plan, configuration, context),
  };
}

/**
 * The additions to those stages that this site has.
 *
 * @throws when something was added to another
 */
function used(additions: readonly Stage[], stages: readonly StageModel[]): Stage[] {
  const names = stages.map(({ name }) => name);
  const lost = additions.find(extra => !names.includes(extra.name) && extra._apply({ name: extra.name, from: '', instructions: [] }).instructions.length > 0);
  if (lost) throw new UsageError(`this site has the stages ${names.join(', ')} only; nothing can be added to ${show(lost.name)}`);
  return additions.filter(({ name }) => names.includes(name));
}

function plainBuild(plan: SitePlan, common: BuiltModel, context: SynthesisContext,
  stages: readonly StageModel[], additions: readonly Stage[], files: SiteFiles): BuildModel {
  const { directory, output } = plan;
  const dockerfilePath = joinPath(directory, context.dockerfileName);
  const secretFiles = context.secretFiles.filter(path => isWithin(directory, path)).map(path => relativeTo(directory, path));
  const models = new Map(stages.map(stage => [stage.name, stage]));
  const ignore: IgnoreModel = {
    only: output === '.' ? undefined : [output, files.configuration, ...files.start ? [files.start] : []],
    except: [...NEVER, { title: 'Not part of the site', patterns: NOT_SERVED }, ...secretsSection(secretFiles)],
  };
  return {
    context: directory,
    dockerfilePath,
    generated: {
      dockerfile: { globals: [], stages: additions.map(extra => extra._apply(models.get(extra.name)!)) },
      ignorePath: ignorePathOf(dockerfilePath, directory),
      ignore: withPatterns(ignore, common.ignorePatterns),
    },
    target: 'runtime',
    args: common.args,
    secrets: common.buildSecrets,
  };
}

/** A site without a build is served as it is, by the same server; another has the server of the tool that builds it. */
function developmentOf({ directory, output, build, development, configuration: { port } }: SitePlan,
  configuration: string, { repository }: SynthesisContext): DevelopmentModel | undefined {
  if (!build) return { target: 'runtime', mounts: [{ source: joinPath(directory, output), target: SITE_ROOT }], watch: [configuration] };
  if (!development) return undefined;
  const { app, locals } = build;
  const manifests = new Set([app.root, directory].map(path => joinPath(path, 'package.json')));
  const settings = repository.list(directory).filter(name => SETTINGS.test(name)).map(name => joinPath(directory, name));
  const sources = development.sources.map(source => joinPath(directory, source));
  return {
    target: 'development',
    ...development.port !== port && { debug: { isServer: true, container: development.port, host: development.port } },
    healthCommand: nodeProbe(HealthCheck.tcp(), development.port),
    mounts: sources.map(source => ({ source, target: inImage(relativeTo(app.root, source)) })),
    watch: [...manifests, joinPath(app.root, app.packageManager.lockfile), ...settings, ...locals.map(local => local.directory)],
  };
}
