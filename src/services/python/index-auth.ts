import { Problems, show } from '../../model/problem';
import type { Secret } from '../../model/secret';
import type { PythonApp } from '../../workspace/python/python-app';
import type { Repository } from '../../workspace/repository';
import { withVariables } from '../stack/secrets';

const URL_WITH_PASSWORD = /https?:\/\/[^\s/@"']*:([^\s/@"']+)@/g;
const REFERENCE = /\$\{([A-Z_][A-Z0-9_]*)\}/g;

/**
 * The build secrets that an install needs: those that were named, and the variables in URLs of requirements files, which pip
 * puts in. A password that stands in a file itself is a problem: it would reach the builder, and stands in the repository.
 */
export function installSecrets(repo: Repository, app: PythonApp, named: readonly Secret[], problems: Problems): Secret[] {
  const secretFiles = new Set(named.flatMap(({ path }) => path ?? []));
  const variables: string[] = [];
  for (const path of [...app.installFiles, ...app.developmentFiles].filter(file => !secretFiles.has(file) && !file.endsWith('.lock'))) {
    const text = repo.tryRead(path) ?? '';
    if (app.manager === 'pip') variables.push(...[...text.matchAll(/https?:\/\/\S+/g)].flatMap(([url]) => [...url.matchAll(REFERENCE)].map(([, name]) => name)));
    for (const [, password] of text.matchAll(URL_WITH_PASSWORD)) {
      if (!/^\$\{[A-Z_][A-Z0-9_]*\}$/.test(password)) problems.add(`${path} holds a password in a URL; ${remedy(app, path)}`);
    }
  }
  return withVariables(named, variables);
}

function remedy({ manager }: PythonApp, path: string): string {
  if (path.endsWith('pip.conf')) return `name the file in "buildSecrets" with Secret.fromFile("pip.conf", ${show(path)})`;
  if (manager === 'pip') return 'write a variable such as ${INDEX_TOKEN} in its place';
  return `take it out, and name the variable that ${manager} reads it from in "buildSecrets", such as Secret.fromEnv("${manager === 'poetry' ? 'POETRY_HTTP_BASIC_PRIVATE_PASSWORD' : 'UV_INDEX_PRIVATE_PASSWORD'}")`;
}

/** A password in an argument stands in the image's history. */
export function checkArguments(args: Record<string, string>, problems: Problems): void {
  for (const [name, value] of Object.entries(args)) {
    if (new RegExp(URL_WITH_PASSWORD.source).test(value)) problems.add(`build argument ${name} holds a password, which would stand in the image's history; use buildSecrets with Secret.fromEnv("${name}")`);
  }
}
