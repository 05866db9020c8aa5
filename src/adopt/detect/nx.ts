import type { Found } from './found';
import { listens } from './node';
import { NxWorkspace, readNxWorkspace, targetOf } from '../../workspace/nx/nx-workspace';
import { WorkspaceError } from '../../workspace/problem';
import type { Repository } from '../../workspace/repository';

/** The applications of the Nx workspace at the root of the repository; `undefined` where there is none. */
export function findNx(repo: Repository): Found[] | undefined {
  const workspace = tryWorkspace(repo);
  return workspace && [...workspace.projects.values()]
    .filter(project => /(^|\/)(apps|services)\//.test(project.root) && targetOf(workspace, project, 'build') !== undefined)
    .map(({ name, root }): Found => ({ stack: 'NxService', directory: root, project: name, name, ...listens(repo, root, false) }));
}

/** What is wrong with a workspace is said by its services. */
function tryWorkspace(repo: Repository): NxWorkspace | undefined {
  if (!repo.isFile('nx.json')) return undefined;
  try {
    return readNxWorkspace(repo, '.');
  } catch (error) {
    if (error instanceof WorkspaceError) return undefined;
    throw error;
  }
}
