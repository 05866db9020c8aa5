import { asObject, asText, asTexts, Json, readJsonFile, textsIn } from './json-file';
import { NxProject, readProjects } from './projects';
import { sortedUnique } from '../../model/order';
import { joinPath } from '../../model/paths';
import { lockedVersion } from '../locked-version';
import { PackageManifest, readManifest } from '../manifest';
import { fail } from '../problem';
import { Repository } from '../repository';
import { VersionRange } from '../version-range';

/** An Nx workspace. Paths are relative to the repository. */
export interface NxWorkspace {
  /** The folder of nx.json. */
  readonly root: string;
  readonly manifest: PackageManifest;
  readonly targetDefaults: Json;
  /** Whether plugins add targets that stand in no file. */
  readonly infersTargets: boolean;
  /** Whether it is connected to Nx Cloud. */
  readonly cloud: boolean;
  /** All projects by their names. */
  readonly projects: ReadonlyMap<string, NxProject>;
  /** Files of the root that tasks read: `{workspaceRoot}/x` in named inputs and defaults. Relative to the root, sorted. */
  readonly sharedFiles: string[];
}

/** The oldest major whose flags, variables and caches are what we rely on. */
const OLDEST = 17;
/** What keeps the files of the workspace's root apart from patterns. */
const PATTERN = /[*?{}[\]!]/;

/**
 * Reads an Nx workspace, without running it.
 *
 * @throws WorkspaceError when there is none, when its version is too old, when nx.json holds a token.
 */
export function readNxWorkspace(repo: Repository, root: string): NxWorkspace {
  return repo.memo(`nx:${root}`, () => {
    const path = joinPath(root, 'nx.json');
    const json = readJsonFile(repo, path) ?? fail(`there is no ${path}: name the folder of the Nx workspace with "workspace", or use NodeService`);
    const manifest = readManifest(repo, root);
    checkVersion(repo, root, manifest);
    checkToken(json, path);
    const projects = readProjects(repo, root, manifest);
    return {
      root,
      manifest,
      targetDefaults: asObject(json.targetDefaults),
      infersTargets: Array.isArray(json.plugins) && json.plugins.length > 0,
      cloud: isConnected(json),
      projects,
      sharedFiles: sharedFiles(repo, root, json),
    };
  });
}

/** What is locked builds, whatever else the range allows; the range must do where the lockfile does not say. */
function checkVersion(repo: Repository, root: string, manifest: PackageManifest): void {
  const { devDependencies, dependencies } = manifest;
  const path = joinPath(root, 'package.json');
  const spec = devDependencies?.nx ?? dependencies?.nx;
  if (spec === undefined) fail(`nx is not among the devDependencies of ${path}: add it, so that the lockfile says which one builds`);
  const locked = lockedVersion(repo, { root, directory: root, manifest, rootManifest: manifest }, 'nx');
  const advice = `move to Nx ${OLDEST} or later with "nx migrate"`;
  if (locked !== undefined) {
    if (Number(locked.split('.')[0]) < OLDEST) fail(`the lockfile of ${path} holds Nx ${locked}: ${advice}`);
    return;
  }
  const major = VersionRange.parse(spec)?.lowestMajor();
  if (major !== undefined && major < OLDEST) fail(`${path} asks for Nx ${JSON.stringify(spec)}: ${advice}`);
}

function checkToken(json: Json, path: string): void {
  const runners = Object.values(asObject(json.tasksRunnerOptions)).map(runner => asObject(asObject(runner).options));
  if (json.nxCloudAccessToken !== undefined || runners.some(({ accessToken }) => accessToken !== undefined)) {
    fail(`${path} holds a token of Nx Cloud, which would reach the builder: set "nxCloudId" in its place, and give the token in the variable NX_CLOUD_ACCESS_TOKEN`);
  }
}

function isConnected(json: Json): boolean {
  if (json.neverConnectToCloud === true) return false;
  const runners = Object.values(asObject(json.tasksRunnerOptions)).map(runner => asText(asObject(runner).runner) ?? '');
  return json.nxCloudId !== undefined || json.nxCloudUrl !== undefined || runners.some(runner => /nx-cloud|nx-enterprise/.test(runner));
}

/** What named inputs and defaults name in the root, as far as it exists; what they leave out is not in it. */
function sharedFiles(repo: Repository, root: string, json: Json): string[] {
  const named = textsIn([json.namedInputs, json.targetDefaults]).flatMap(text => /^\{workspaceRoot\}\/(.+)$/.exec(text)?.[1] ?? []);
  const paths = named.map(path => path.split('/')).map(segments => {
    const end = segments.findIndex(segment => PATTERN.test(segment));
    return (end < 0 ? segments : segments.slice(0, end)).join('/');
  });
  return sortedUnique(paths.filter(path => path !== '' && !path.startsWith('.env') && repo.exists(joinPath(root, path))));
}

/** One target of a project, with the defaults that nx.json gives it. */
export interface NxTarget {
  readonly name: string;
  readonly executor?: string;
  /** Those of the configuration that is built with. */
  readonly options: Json;
  /** The configuration that is built with; undefined: none. */
  readonly configuration?: string;
  readonly configurations: readonly string[];
  readonly outputs: readonly string[];
  /** What runs first: `^build`, `build`, `{ target, projects }`. */
  readonly dependsOn: readonly unknown[];
}

/**
 * A target of a project, in a configuration.
 *
 * @param configuration undefined: `production`, if there is one
 * @throws WorkspaceError when there is no such configuration
 */
export function targetOf(workspace: NxWorkspace, project: NxProject, name: string, configuration?: string): NxTarget | undefined {
  const own = project.targets[name];
  if (own === undefined) return undefined;
  const executor = asText(own.executor) ?? (own.command === undefined ? undefined : 'nx:run-commands');
  const defaults = asObject(workspace.targetDefaults[executor ?? ''] ?? workspace.targetDefaults[name]);
  const configurations = { ...asObject(defaults.configurations), ...asObject(own.configurations) };
  const chosen = configuration ?? ('production' in configurations ? 'production' : undefined);
  if (chosen !== undefined && !(chosen in configurations)) {
    const known = Object.keys(configurations);
    fail(`target "${name}" of project "${project.name}" has no configuration "${chosen}": its configurations are ${known.length > 0 ? known.join(', ') : 'none'}`);
  }
  const configured = chosen === undefined ? [] : [defaults, own].map(each => asObject(asObject(each.configurations)[chosen]));
  return {
    name,
    executor,
    options: Object.assign({}, asObject(defaults.options), asObject(own.options), ...configured) as Json,
    configuration: chosen,
    configurations: Object.keys(configurations),
    outputs: asTexts(own.outputs ?? defaults.outputs ?? []),
    dependsOn: [own.dependsOn ?? defaults.dependsOn ?? []].flat(),
  };
}
