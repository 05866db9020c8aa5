import { github } from 'projen';
import { ACTIONS, type ActionName } from '../catalog/actions';
import type { Pin } from '../render/workflows/steps';

/**
 * Actions at their commits: as the catalogue has them, unless the project says otherwise with `github.actions.set()`. What stands behind ` # `
 * there becomes the comment.
 */
export function pinsOf(actions: github.GitHubActionsProvider): Pin {
  return action => {
    const [name, version] = action.split('@');
    const known = version === undefined ? ACTIONS[name as ActionName] : undefined;
    const said = actions.get(known ? `${name}@${known.version}` : action);
    if (known && said === `${name}@${known.version}`) return { 'uses': `${name}@${known.commit}`, '# uses': known.version };
    const [uses, comment] = said.split(/\s+#\s*/);
    return { uses, ...comment && { '# uses': comment } };
  };
}
