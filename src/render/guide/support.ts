import { ALPINE, DEBIAN } from '../../catalog/images';
import { NODE_RELEASES } from '../../catalog/node';
import { PYTHON_RELEASES } from '../../catalog/python';

/** The last day with security updates of what an official image is named for, where that is known. */
export function supportedUntil(reference: string): string | undefined {
  const [, name, tag] = /^(?:docker\.io\/)?(?:library\/)?(\w+):([\w.-]+)/.exec(reference) ?? [];
  if (tag === undefined) return undefined;
  switch (name) {
    case 'node': return NODE_RELEASES.find(({ major }) => begins(tag, String(major)))?.endOfLife;
    case 'python': return PYTHON_RELEASES.find(({ line }) => begins(tag, line))?.endOfLife;
    case 'alpine': return begins(tag, ALPINE.release) ? ALPINE.endOfLife : undefined;
    case 'debian': return begins(tag, DEBIAN.release) ? DEBIAN.endOfLife : undefined;
    default: return undefined;
  }
}

/** Whether a tag is a version, or one of its parts: `24.21.0` begins with `24`, and `240` does not. */
function begins(tag: string, version: string): boolean {
  return tag === version || tag.startsWith(`${version}.`) || tag.startsWith(`${version}-`);
}
