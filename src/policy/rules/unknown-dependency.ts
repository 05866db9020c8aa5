import { show } from '../../model/problem';
import { composeEntries, placeOf } from '../compose/entries';
import { Defined, referencesOf } from '../compose/references';
import { isMap } from '../compose/values';
import { IPolicyRule, PolicySeverity } from '../rule';

const KINDS: Readonly<Record<Defined, string>> = { services: 'service', volumes: 'volume', networks: 'network', secrets: 'secret', configs: 'config' };

export const unknownDependency: IPolicyRule = {
  id: 'unknown-dependency',
  severity: PolicySeverity.ERROR,
  summary: 'What a service refers to in the Compose files is defined there',
  check: system => {
    const { compose, composeDevelopment } = system.files;
    // Files that are not looked at here may define anything.
    if ([compose, composeDevelopment].some(file => file?.content?.include !== undefined)) return [];
    const defined = new Map([[compose.path, definitionsOf(compose.content)]]);
    // The file for development is given to Compose behind the other.
    if (composeDevelopment) defined.set(composeDevelopment.path, definitionsOf(compose.content, composeDevelopment.content));
    return composeEntries(system).flatMap(entry => referencesOf(entry)
      .filter(({ kind, name }) => !defined.get(entry.file)!.has(`${kind} ${name}`))
      .map(({ kind, name, keys }) => ({
        ...placeOf(entry, ...keys),
        message: `it refers to ${KINDS[kind]} ${show(name)}, which ${entry.file} does not define${entry.file === compose.path ? '' : `, nor ${compose.path}`}, so Compose refuses the file; `
          + `define it under ${show(kind)}, or remove what refers to it`,
      })));
  },
};

function definitionsOf(...contents: readonly any[]): ReadonlySet<string> {
  const kinds = Object.keys(KINDS);
  return new Set(contents.flatMap(content => kinds.flatMap(kind => (isMap(content?.[kind]) ? Object.keys(content[kind]).map(name => `${kind} ${name}`) : []))));
}
