import { GO_RELEASES, SUPPORTED_GO_LINES } from '../../catalog/go';
import { show, UsageError } from '../../model/problem';
import type { GoApp } from '../../workspace/go/go-app';

/** The Go version of an image. */
export interface GoVersion {
  /** As it stands in the tag of the image. */
  readonly version: string;
  /** Where it was asked for. */
  readonly source: string;
}

const NEWEST = GO_RELEASES[GO_RELEASES.length - 1];

/**
 * The version that an application is compiled with.
 *
 * @param chosen what an option says
 * @throws when no release that we know will do
 */
export function chooseGoVersion({ module, workspace, modules }: Pick<GoApp, 'module' | 'workspace' | 'modules'>, chosen: string | undefined): GoVersion {
  const manifests = [...workspace ? [workspace.mod] : [], module.mod, ...modules.map(({ mod }) => mod)];
  const least = manifests.reduce((max, mod) => (compare(mod.go ?? '0', max.go ?? '0') > 0 ? mod : max));
  const named = manifests.find(({ toolchain }) => /^go\d/.test(toolchain ?? ''));
  const asked = chosen !== undefined ? exactly(chosen, 'goVersion')
    : named && compare(named.toolchain!.slice(2), least.go ?? '0') >= 0 ? exactly(named.toolchain!.slice(2).replace(/-.*/, ''), `toolchain of ${named.path}`)
      : atLeast(least.go, `go of ${least.path}`);
  if (compare(asked.version, least.go ?? '0') < 0) {
    throw new UsageError(`${asked.source} is Go ${asked.version}, and ${least.path} needs at least ${least.go}; raise "goVersion" or leave it out`);
  }
  return asked;
}

/** A version that was named: a line gets its newest version. */
function exactly(asked: string, source: string): GoVersion {
  if (typeof asked !== 'string' || !/^\d+\.\d+(\.\d+|(?:rc|beta)\d+)?$/.test(asked)) {
    throw new UsageError(`${source} must be a Go version such as "${NEWEST.line}" or "${NEWEST.newest}", got ${show(asked)}`);
  }
  const release = GO_RELEASES.find(({ line }) => line === lineOf(asked));
  if (asked !== lineOf(asked) && (release || compare(asked, NEWEST.newest) > 0)) return { version: asked, source };
  if (!release) throw new UsageError(`${source} asks for Go ${asked}; choose one of ${GO_RELEASES.map(({ line }) => line).join(', ')}`);
  return { version: release.newest, source };
}

/** The `go` directive says the least that will do, and newer releases keep to what its version promised. */
function atLeast(directive: string | undefined, source: string): GoVersion {
  const least = directive ?? '0';
  const supported = GO_RELEASES.slice(-SUPPORTED_GO_LINES);
  const own = supported.find(({ line }) => line === lineOf(least));
  if (own) return { version: compare(least, own.newest) > 0 ? least : own.newest, source };
  return compare(least, NEWEST.newest) > 0 ? exactly(least, source) : { version: NEWEST.newest, source };
}

/** `1.27` of `1.27.3` or `1.27rc1`. */
function lineOf(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}

function compare(a: string, b: string): number {
  const [x, y] = [a, b].map(version => version.split(/[^\d]+/).map(Number));
  for (let i = 0; i < 3; i++) if ((x[i] ?? 0) !== (y[i] ?? 0)) return (x[i] ?? 0) - (y[i] ?? 0);
  return 0;
}
