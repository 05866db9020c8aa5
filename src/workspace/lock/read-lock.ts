import { joinPath } from '../../model/paths';
import { checkConflictMarkers, parseJson, stripJsonComments } from '../json';
import { fail } from '../problem';
import { Repository } from '../repository';
import { yaml } from '../yaml';
import { bunGraph } from './bun-lock';
import { parseIndented } from './indented';
import { isBerryLock, Lockfile } from './lockfile';
import { npmGraph } from './npm-lock';
import { pnpmGraph } from './pnpm-lock';
import { Mapping } from './value';
import { yarnBerryGraph } from './yarn-berry-lock';
import { yarnClassicGraph } from './yarn-classic-lock';

/**
 * Majors of pnpm that write a format of pnpm-lock.yaml; format 9 is that of pnpm 9 and all later ones.
 * Seen in lockfiles written by pnpm 7.33, 8.15, 10.34 and 12.21, the older ones in https://github.com/pnpm/spec/tree/master/lockfile.
 */
const PNPM_MAJORS: Record<string, string> = { '5.1': '5', '5.2': '5', '5.3': '6', '5.4': '7', '6.0': '8', '6.1': '8' };

/** Majors of Yarn by `__metadata.version`: https://github.com/yarnpkg/berry, LOCKFILE_VERSION in packages/yarnpkg-core/sources/Project.ts. */
const YARN_MAJORS: Record<string, string> = { 4: '2', 5: '3', 6: '3' };

/**
 * Reads a lockfile, once for all applications that share it, and whole: what is not well-formed is found even when nobody asks for the
 * packages. A YAML or Yarn lockfile that was cut exactly between two lines is still well-formed, and not noticed.
 *
 * @param install the command that writes it anew.
 * @throws WorkspaceError when it has conflict markers, is malformed, or is not a lockfile.
 */
export function readLock(repo: Repository, root: string, file: string, install: string): Lockfile {
  const path = joinPath(root, file);
  const remedy = `run "${install}" to write it anew`;
  return repo.memo(`lock:${path}`, () => {
    if (file === 'bun.lockb') return { kind: 'bun', file };
    const text = repo.tryRead(path) ?? '';
    checkConflictMarkers(path, text, `run "${install}"`);
    switch (file) {
      case 'pnpm-lock.yaml': return readPnpm(file, path, text, remedy);
      case 'yarn.lock': return readYarn(file, path, text, remedy);
      case 'bun.lock': {
        const lock = jsonLock(path, stripJsonComments(text), 'lockfileVersion', remedy);
        return { kind: 'bun', file, graph: bunGraph(lock) };
      }
      default: {
        const lock = jsonLock(path, text, 'lockfileVersion', remedy);
        return { kind: 'npm', file, graph: npmGraph(lock) };
      }
    }
  });
}

function readPnpm(file: string, path: string, text: string, remedy: string): Lockfile {
  const lock = yamlLock(path, text, 'lockfileVersion', remedy);
  const major = PNPM_MAJORS[Number(lock.lockfileVersion).toFixed(1)];
  return { kind: 'pnpm', file, ...(major && { major }), graph: pnpmGraph(lock) };
}

function readYarn(file: string, path: string, text: string, remedy: string): Lockfile {
  if (isBerryLock(text)) {
    const lock = yamlLock(path, text, '__metadata', remedy);
    const version = Number((lock.__metadata as Mapping | undefined)?.version);
    if (!Number.isInteger(version)) fail(`${path} is not a lockfile of Yarn: __metadata has no version; ${remedy}`);
    return { kind: 'yarn-berry', file, major: version < 4 ? '2' : YARN_MAJORS[version] ?? '4', graph: yarnBerryGraph(lock) };
  }
  if (!/^# yarn lockfile v1\s*$/m.test(text)) fail(`${path} is not a lockfile of Yarn: it has neither "# yarn lockfile v1" nor __metadata; ${remedy}`);
  const graph = yarnClassicGraph(text);
  if ('broken' in graph) return fail(`${path} is malformed at line ${graph.broken}: ${remedy}`);
  return { kind: 'yarn-classic', file, graph };
}

function jsonLock(path: string, text: string, field: string, remedy: string): Mapping {
  return checkedLock(path, parseJson(path, text, remedy), field, remedy);
}

function yamlLock(path: string, text: string, field: string, remedy: string): Mapping {
  // pnpm puts a document about itself before that of the packages: the last one counts.
  const last = text.slice(text.lastIndexOf('\n---\n') + 1).replace(/^---\n/, '');
  const quick = parseIndented(last);
  if (quick !== undefined) return checkedLock(path, quick, field, remedy);
  const document = yaml().parseDocument(last, { logLevel: 'silent' });
  if (document.errors.length > 0) {
    fail(`${path} is not valid YAML: ${document.errors[0].message.split('\n')[0].replace(/:$/, '')}; ${remedy}`);
  }
  return checkedLock(path, document.toJS(), field, remedy);
}

function checkedLock(path: string, lock: unknown, field: string, remedy: string): Mapping {
  if (typeof lock !== 'object' || lock === null || !Object.hasOwn(lock, field)) fail(`${path} is not a lockfile: it has no "${field}"; ${remedy}`);
  return lock as Mapping;
}
