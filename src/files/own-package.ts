import { readFileSync } from 'fs';
import { join } from 'path';

/** What is of interest in the manifest of this package. */
interface OwnManifest {
  readonly name: string;
  readonly version: string;
  readonly bin: { readonly 'projen-docker': string };
  readonly peerDependencies: Record<string, string>;
}

/** The manifest of this package. */
export function ourManifest(): OwnManifest {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
}
