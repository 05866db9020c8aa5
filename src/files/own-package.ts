import { readFileSync } from 'fs';
import { join } from 'path';

/** The manifest of this package. */
export function ourManifest(): { readonly name: string; readonly version: string; readonly peerDependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
}
