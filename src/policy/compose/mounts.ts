import type { ComposeEntry } from './entries';
import { isMap, listOf, textOf } from './values';
import { belowRoot, normalizePath } from '../../model/paths';

/** A path of the host that a container sees. */
export interface HostMount {
  readonly source: string;
  /** Where it stands in the service. */
  readonly keys: readonly (string | number)[];
}

/**
 * The paths of the host that a service mounts, in either syntax, or by a volume that stands for one.
 *
 * @param volumes what the Compose file says of volumes
 */
export function hostMounts({ service }: ComposeEntry, volumes: any): HostMount[] {
  return listOf(service.volumes).flatMap((item, at) => {
    const source = sourceOf(item);
    if (source === undefined) return [];
    const device = textOf(volumes?.[source]?.driver_opts?.device);
    return [{ source: normalized(device ?? source), keys: ['volumes', at] }];
  });
}

function sourceOf(item: unknown): string | undefined {
  if (isMap(item)) return textOf(item.source);
  // A variable without a value here says nothing of what stands behind it.
  const text = typeof item === 'string' ? textOf(item.replace(/\$\{?XDG_RUNTIME_DIR\}?/, '/run/user/0')) : undefined;
  const [, source] = /^((?:[A-Za-z]:[\\/])?[^:]+):/.exec(text ?? '') ?? [];
  return source;
}

/** With `/` between its segments, none of them empty or `.`, and without `/` at the end. */
function normalized(path: string): string {
  if (!/^[\\/]/.test(path)) return normalizePath(path);
  const below = belowRoot(path);
  return below === '.' ? '/' : `/${below}`;
}
