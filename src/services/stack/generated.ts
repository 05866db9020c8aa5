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
  const reaching = within.filter(path => reaches(generated.ignore, path));
  if (reaching.length === 0) return service;
  const except = generated.ignore.except.map(section =>
    (section.title === TITLE ? { ...section, patterns: [...section.patterns, ...reaching.map(patternOf)] } : section));
  return { ...service, build: { ...build, generated: { ...generated, ignore: { ...generated.ignore, except } } } };
}

function reaches({ only, except }: IgnoreModel, path: string): boolean {
  const lines = [...only ? ['*', ...only.map(one => `!${patternOf(one)}`)] : [], ...except.flatMap(({ patterns }) => patterns)];
  return !isDockerIgnored(lines.join('\n'), path);
}
