import { show } from '../../model/problem';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { pulledImages, type PulledImage } from '../compose/images';
import type { NamedImage } from '../images/name';
import { namesVersion, productOf, supportedLines } from '../images/releases';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

export const unpinnedImage: IPolicyRule = {
  id: 'unpinned-image',
  severity: PolicySeverity.ERROR,
  summary: 'Every image is named with its version or a digest',
  check: system => [...pulledImages(system)].flatMap(([service, images]) => (
    images.filter(pulled => !isPinned(pulled, system)).map(pulled => finding(service, pulled)))),
};

function isPinned({ image, named }: PulledImage, { _facts: { lock } }: CheckedSystem): boolean {
  return named.reference.digest !== undefined || namesVersion(named) || lock?.has(image) === true;
}

function finding({ name }: CheckedService, { image, named, place }: PulledImage): PolicyFinding {
  const { tag } = named.reference;
  const what = tag === undefined ? 'has no tag, which means "latest"' : tag === 'latest' ? 'has the tag "latest"' : `names no version, only ${show(tag)}`;
  return { ...place, service: name, message: `${show(image)} ${what}: it is another image from one day to the next; name a version${example(named)}, or a digest` };
}

function example(named: NamedImage): string {
  const { reference } = named;
  // Which publishes no version, but the release of Debian in the name.
  if (/^distroless\/[a-z0-9]+$/.test(reference.repository)) return ` such as ${show(`${reference.name}-debian13${reference.tag ? `:${reference.tag}` : ''}`)}`;
  const product = productOf(named);
  const newest = product && supportedLines(product).pop();
  if (newest === undefined) return '';
  const variant = /^(?:alpine|slim|bookworm|trixie|fpm|jre|jdk|apache|management)\b.*/.exec(reference.tag ?? '')?.[0];
  return ` such as ${show(`${reference.name}:${newest}${variant === undefined ? '' : `-${variant}`}`)}`;
}
