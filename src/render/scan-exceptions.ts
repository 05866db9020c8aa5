import { compact } from './text';
import type { VulnerabilityException } from '../model/vulnerability-exception';

/**
 * Exceptions as Trivy's own ignore file, `.trivyignore.yaml`, so that everybody who scans with it sees the same.
 *
 * @see https://trivy.dev/latest/docs/configuration/filtering/#trivyignoreyaml
 */
export function renderScanExceptions(exceptions: readonly VulnerabilityException[]): object {
  return {
    vulnerabilities: exceptions.map(({ id, reason, expires, paths, purls }) => compact({
      id,
      paths,
      purls,
      // With the time of day: a date alone is understood only without quotes, and whether there are any is up to who writes the YAML.
      expired_at: `${expires}T00:00:00Z`,
      statement: reason,
    })),
  };
}
