import type { NxServicePlan } from './plan';
import { rootFiles } from './plan';
import { sortedUnique } from '../../model/order';
import { isWithin, joinPath, outermost, patternOf, relativeTo } from '../../model/paths';
import type { IgnoreModel, IgnoreSection } from '../../model/service-model';
import type { Repository } from '../../workspace/repository';
import { ANYWHERE, IN_PACKAGE } from '../node/context';
import { installedManifests } from '../node/lifecycle';
import { secretsSection } from '../stack/ignore';

/** Which files the builder gets: the project, the projects that it needs, and what of the root is theirs. Nothing else can change the image. */
export function nxContext(repo: Repository, { service, workspace, inputs, output }: NxServicePlan, secretFiles: readonly string[]): IgnoreModel {
  const { app, manager, include, shared } = service.image;
  const within = (path: string) => relativeTo(workspace.root, path);
  const roots = inputs.projects.map(({ root }) => root);
  const inner = [...workspace.projects.values()].map(({ root }) => root)
    .filter(root => !roots.includes(root) && roots.some(around => around !== workspace.root && isWithin(around, root)));
  const others = [...workspace.projects.values()].map(({ root }) => root).filter(root => !roots.includes(root) && root !== workspace.root);
  const sections = (left: readonly string[]): IgnoreSection[] => [
    ...ANYWHERE,
    {
      title: 'Build output, tests and documents of these projects',
      patterns: sortedUnique([
        ...isWithin('dist', output!.folder) ? [] : [patternOf(output!.folder)], 'dist', ...roots.flatMap(root => ['dist', ...IN_PACKAGE].map(name => joinPath(patternOf(within(root)), name))),
      ]),
    },
    ...left.length > 0 ? [{ title: 'Other projects', patterns: sortedUnique(left.map(root => patternOf(within(root)))) }] : [],
    ...secretsSection(secretFiles.filter(path => isWithin(workspace.root, path)).map(within)),
  ];
  // A project that is the root is everything but the others.
  if (roots.includes(workspace.root)) return { except: sections(others) };
  const only = [
    app.packageManager.lockfile, ...app.installFiles, ...include,
    ...installedManifests(app, manager.needsAllManifests || (shared !== undefined && app.workspace)).map(({ path }) => path),
    ...rootFiles(workspace, repo),
    ...roots.map(within), ...inputs.files.map(within),
  ];
  return { only: outermost(only), except: sections(inner) };
}
