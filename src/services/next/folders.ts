import type { NextPlan } from './app';
import { outputInImage } from './image';
import { AS_OF } from '../../catalog/as-of';
import type { CacheModel } from '../../model/service-model';
import type { Size } from '../../model/size';
import { VersionRange } from '../../workspace/version-range';
import { NextCache, NextCacheKind } from '../next-cache';
import type { NodeBuild } from '../node/build';

/** The folders in the container that the server keeps what it makes in, by how they are kept. */
export interface NextFolders {
  readonly caches: readonly CacheModel[];
  readonly volumes: readonly string[];
}

/**
 * The folders that the server writes to. Optimised images and fetched data may outlive a build. Pages may not: they refer to
 * scripts of the build that they were made with.
 */
export function foldersOf(build: NodeBuild<NextPlan>, { kind, size }: NextCache): NextFolders {
  if (kind === NextCacheKind.NONE) return { caches: [], volumes: [] };
  const data = outputInImage(build, 'cache');
  const pages = keepsPagesApart(build.plan) ? [{ path: outputInImage(build, 'server/route-cache'), size }] : [];
  return kind === NextCacheKind.VOLUME ? { caches: pages, volumes: [data] } : { caches: [{ path: data, size }, ...pages], volumes: [] };
}

/** How much the folders in memory may take, for any version of Next.js. */
export function sizesInMemory({ kind, size }: NextCache): Size[] {
  const folders = { [NextCacheKind.MEMORY]: 2, [NextCacheKind.VOLUME]: 1, [NextCacheKind.NONE]: 0 }[kind];
  return Array<Size>(folders).fill(size);
}

/** Whether pages that are made anew have a folder of their own, apart from the code. */
function keepsPagesApart({ version, release: { routeCache } }: NextPlan): boolean {
  return version === undefined || (routeCache !== undefined && !VersionRange.parse(`<${routeCache}`)!.includes(version, true));
}

/** What the version of Next.js and what it keeps do not go together with, as sentences. */
export function cacheWarnings(plan: NextPlan, cache: NextCache | undefined): string[] {
  const { version, release: { major, endOfLife }, config: { flushToDisk, path } } = plan;
  const name = `next ${version ?? major}`;
  const silent = 'set experimental.isrFlushToDisk to false';
  const keepsNothing = cache?.kind === NextCacheKind.NONE;
  return [
    ...endOfLife !== undefined && endOfLife < AS_OF ? [`${name} has had no security updates since ${endOfLife}; move to a supported version`] : [],
    ...!keepsPagesApart(plan) && flushToDisk !== false && !keepsNothing
      ? [`${name} writes pages that it makes anew between its code, which it cannot change: it keeps them in memory only and logs an error each time; update it, or ${silent} in ${path}`] : [],
    ...keepsNothing && flushToDisk !== false
      ? [`with NextCache.none() the server logs an error for every image and page that it wants to keep, unless a cacheHandler takes them; ${silent} in ${path}`] : [],
  ];
}
