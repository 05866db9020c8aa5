import type { Size } from '../../model/size';
import { budgetText, sizeText } from '../../model/units';
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
  const most = budget?.toBytes();
  if (most === undefined || bytes <= most) return [];
  return [{
    service,
    message: `its image for ${platform} ${verb} ${sizeText(bytes, most)}, as last recorded, which is ${sizeText(bytes - most)} more than "${option}" allows (${budgetText(most)}); `
      + 'make it smaller, and run "npx projen docker:size --record" to measure it again',
  }];
}
