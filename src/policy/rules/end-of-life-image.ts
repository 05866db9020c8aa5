import type { Product } from '../../catalog/end-of-life';
import { show } from '../../model/problem';
import type { CheckedService, CheckedSystem } from '../checked-system';
import { pulledImages, type PulledImage } from '../compose/images';
import { discontinuedOf, releasesOf, supportedLines } from '../images/releases';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

export const endOfLifeImage: IPolicyRule = {
  id: 'end-of-life-image',
  severity: PolicySeverity.WARNING,
  summary: 'No image is past its end of life',
  check: system => [...pulledImages(system)].flatMap(([service, images]) => {
    const seen = new Set<string>();
    return images.filter(({ image, isBase }) => isBase && !seen.has(image) && seen.add(image)).flatMap(pulled => findings(service, pulled, system));
  }),
};

function findings(service: CheckedService, { image, named, place }: PulledImage, system: CheckedSystem): PolicyFinding[] {
  const shown = show(image.replace(/@.*$/, ''));
  const discontinued = discontinuedOf(named);
  if (discontinued) {
    return [{ ...place, service: service.name, message: `${shown} has had no security updates since ${discontinued.since}, whatever its tag; use ${discontinued.instead}` }];
  }
  return releasesOf(named).flatMap(({ product, line, ended }) => (ended === undefined ? [] : [{
    ...place,
    service: service.name,
    message: `${shown} has ${product.name} ${line}, which has had no security updates since ${ended}; ${advice(product, service, system)}`,
  }]));
}

function advice(product: Product, { name, isBase, dockerfile }: CheckedService, system: CheckedSystem): string {
  const lines = supportedLines(product);
  const supported = lines.length > 1 ? `${lines.slice(-4, -1).join(', ')} or ${lines[lines.length - 1]}` : lines[0];
  const { option } = product;
  const isOurs = dockerfile ? dockerfile.isGenerated : !isBase && system._facts.models.has(name);
  if (lines.length === 0) return 'use another one';
  return isOurs && option ? `set "${option}" to ${supported}` : `move to ${product.name} ${supported}`;
}
