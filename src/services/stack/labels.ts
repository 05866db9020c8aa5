import type { BuiltModel } from '../built-model';

/** What a repository says about a service. */
export interface About {
  readonly description?: string;
  readonly license?: unknown;
}

/** The labels of an image: the OCI ones that can be known, then those that were said. */
export function labelsOf({ name, labels }: Pick<BuiltModel, 'name' | 'labels'>, { description, license }: About): Record<string, string> {
  return {
    'org.opencontainers.image.title': name,
    ...description && { 'org.opencontainers.image.description': description.replace(/\s+/g, ' ') },
    ...typeof license === 'string' && { 'org.opencontainers.image.licenses': license },
    ...labels,
  };
}
