import { AS_OF } from '../../catalog/as-of';
import { ALPINE, DEBIAN } from '../../catalog/images';
import { DEFAULT_NODE_MAJOR, NODE_RELEASES } from '../../catalog/node';
import { show, UsageError } from '../../model/problem';
import type { NodeVersionRequest } from '../../workspace/node-version';
import { pickMajor } from '../../workspace/version-range';

/**
 * Answers what a repository asks for with a version that images exist for, exact wherever we know the exact one.
 *
 * @throws when no release that we know satisfies it
 */
export function chooseNodeVersion(request: NodeVersionRequest | undefined): string {
  const source = request?.source ?? 'the default';
  const asked = request?.version ?? String(chooseNodeMajor(request));
  if (!/^\d+(\.\d+){0,2}$/.test(asked)) throw new UsageError(`${source} must be a Node version such as "24" or "24.11.1", got ${show(asked)}`);
  const release = NODE_RELEASES.find(({ major }) => major === Number(asked.split('.')[0]));
  if (!release) {
    const newest = NODE_RELEASES[NODE_RELEASES.length - 1];
    if (asked.includes('.') && Number(asked.split('.')[0]) > newest.major) return asked;
    throw new UsageError(`${source} asks for Node ${asked}; choose one of ${NODE_RELEASES.map(r => r.major).join(', ')}`);
  }
  return asked.includes('.') ? asked : release.newest;
}

/** The major that a range asks for, or the default. */
export function chooseNodeMajor(request: NodeVersionRequest | undefined): number {
  if (request?.range === undefined) return DEFAULT_NODE_MAJOR;
  const supported = NODE_RELEASES.filter(({ endOfLife }) => endOfLife >= AS_OF).map(({ major }) => major);
  const all = NODE_RELEASES.map(({ major }) => major);
  const major = pickMajor(request.range, supported, DEFAULT_NODE_MAJOR) ?? pickMajor(request.range, all, DEFAULT_NODE_MAJOR);
  if (major === undefined) throw new UsageError(`${request.source} asks for Node ${show(request.range)}, which none of ${all.join(', ')} satisfies; set "nodeVersion"`);
  return major;
}

/** Tags are exact in the operating system too, where we know that the image exists. */
export function nodeImageTag(version: string, system: 'alpine' | 'debian'): string {
  const known = NODE_RELEASES.some(({ newest }) => newest === version);
  if (system === 'alpine') return known ? `alpine${ALPINE.release}` : 'alpine';
  return known ? `${DEBIAN.release}-slim` : 'slim';
}
