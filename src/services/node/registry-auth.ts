import { joinPath } from '../../model/paths';
import { Problems, show } from '../../model/problem';
import type { Secret } from '../../model/secret';
import type { NodeApp } from '../../workspace/node-app';
import type { Repository } from '../../workspace/repository';
import { withVariables } from '../stack/secrets';

/** Where package managers are told of registries and tokens. */
const SETTINGS = ['.npmrc', '.yarnrc', '.yarnrc.yml', 'bunfig.toml'];
const TOKEN = /^\s*["']?(?:\/\/\S+:)?["']?(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent|token|password)["']?\s*[:= ]\s*["']?([^\s"']+)/gm;
const REFERENCE = /\$\{?([A-Za-z_][A-Za-z0-9_]*)/g;

/**
 * The build secrets that an install needs: those that were named, and the variables that the package manager's settings
 * take their tokens from. A token that stands in the settings itself is a problem: it would reach the builder as a file.
 */
export function installSecrets(repo: Repository, app: NodeApp, named: readonly Secret[], problems: Problems): Secret[] {
  const files = new Set(named.flatMap(({ path }) => path ?? []));
  const variables: string[] = [];
  for (const file of SETTINGS) {
    const path = joinPath(app.root, file);
    const text = files.has(path) ? undefined : repo.tryRead(path);
    for (const [, value] of text?.matchAll(TOKEN) ?? []) {
      const names = [...value.matchAll(REFERENCE)].map(([, name]) => name);
      if (names.length === 0) {
        problems.add(`${path} holds a token; write \${NPM_TOKEN} in its place, or name the file in "buildSecrets" with Secret.fromFile("npmrc", ${show(path)})`);
      }
      variables.push(...names);
    }
  }
  return withVariables(named, variables);
}
