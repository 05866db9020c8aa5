import { randomBytes } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { missingSecrets } from './prepare';
import type { Promised } from './verdict';
import type { ComposeConfig } from '../../engine/compose-config';

/** Secrets for the time of a trial. */
export interface ThrowawaySecrets {
  /** The configuration with their files in place of those that are not there. */
  readonly config: ComposeConfig;
  /** What was not there: the secrets' names and the paths of their files. */
  readonly replaced: readonly { readonly name: string; readonly path: string }[];
  remove(): void;
}

/**
 * Random values for the secrets whose files are not there, as in a fresh checkout of CI. They lie outside of the checkout, where
 * nothing is written, and nobody takes them for the true ones.
 */
export function throwawaySecrets(config: ComposeConfig, services: readonly Promised[]): ThrowawaySecrets {
  const replaced = missingSecrets(config, services, false);
  if (replaced.length === 0) return { config, replaced, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'smoke-secrets-'));
  const files = replaced.map(({ name }, index) => {
    const file = join(folder, String(index));
    // Services of any user read it inside their containers, where the folder is not.
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o644 });
    // Compose reads two dollar signs as one.
    return [name, { ...config.secrets![name], file: file.replace(/\$/g, '$$$$') }] as const;
  });
  return {
    config: { ...config, secrets: { ...config.secrets, ...Object.fromEntries(files) } },
    replaced,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
