import { NEVER } from './ignore';
import { isWithin, patternOf, relativeTo } from '../../model/paths';
import type { IgnoreModel, ServiceModel } from '../../model/service-model';
import { isDockerIgnored } from '../../workspace/dockerignore';

/** Where generated files of containers are left out among others. */
const { title: TITLE } = NEVER[NEVER.length - 1];

/**
 * A service whose build gets none of the files that speak of all services, wherever they are: a change of the guide would
 * build everything anew, and a site would serve it.
 *
 * @param paths these files, relative to the repository
 */
export function withoutGenerated(service: ServiceModel, paths: readonly string[]): ServiceModel {
  const { build } = service;
  if (!build?.generated) return service;
  const { context, generated } = build;
  const within = paths.filter(path => isWithin(context, path)).map(path => relativeTo(context, path));
  const reaching = reachingOf(generated.ignore, within);
  if (reaching.length === 0) return service;
  const except = generated.ignore.except.map(section =>
    (section.title === TITLE ? { ...section, patterns: [...section.patterns, ...reaching.map(patternOf)] } : section));
  return { ...service, build: { ...build, generated: { ...generated, ignore: { ...generated.ignore, except } } } };
}

/** Those of the paths that an ignore file lets through. Where only some folders are let in at all, it is enough to look at these. */
function reachingOf({ only, except }: IgnoreModel, paths: readonly string[]): string[] {
  const candidates = only ? paths.filter(path => only.some(one => isWithin(one, path))) : paths;
  if (candidates.length === 0) return [];
  const text = except.flatMap(({ patterns }) => patterns).join('\n');
  return candidates.filter(path => !isDockerIgnored(text, path));
}
