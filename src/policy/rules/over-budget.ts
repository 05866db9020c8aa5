import type { Size } from '../../model/size';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

export const overBudget: IPolicyRule = {
  id: 'over-budget',
  severity: PolicySeverity.WARNING,
  summary: 'No image was larger than its budget when its size was last recorded',
  check: ({ _facts: { models, sizes } }) => [...models.values()].flatMap(({ name, maxImageSize, maxDownloadSize }) => (
    [...sizes?.get(name) ?? []].flatMap(([platform, { unpacked, download }]) => [
      ...exceeds(name, platform, 'takes', unpacked, 'maxImageSize', maxImageSize),
      ...exceeds(name, platform, 'is a download of', download, 'maxDownloadSize', maxDownloadSize),
    ]))),
};

function exceeds(service: string, platform: string, verb: string, bytes: number, option: string, budget: Size | undefined): PolicyFinding[] {
  if (!budget || bytes <= budget.toBytes()) return [];
  const over = bytes - budget.toBytes();
  return [{
    service,
    message: `its image for ${platform} ${verb} ${megabytes(bytes)}, as last recorded, which is ${megabytes(over)} more than "${option}" allows (${megabytes(budget.toBytes())}); `
      + 'make it smaller, and run "npx projen docker:size --record" to measure it again',
  }];
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(Math.ceil(bytes / 100_000) / 10).toFixed(1)} MB`;
}
