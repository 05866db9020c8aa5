import { existsSync } from 'fs';
import { basename, dirname, relative } from 'path';
import type { Promised } from './verdict';
import { composeArguments, ComposeConfig, imageOf } from '../../engine/compose-config';
import { dockerAloud } from '../../engine/compose-run';
import { missingImages } from '../../engine/saved-image';
import { createSecret } from '../../files/secrets';
import { show, UsageError } from '../../model/problem';

/** A secret whose file is not there. */
export interface MissingSecret {
  readonly name: string;
  readonly file: string;
  /** The same, as it is shown. */
  readonly path: string;
}

/** The secrets of services, and of their builds where they are built, whose files are not there. */
export function missingSecrets(config: ComposeConfig, services: readonly Promised[], isBuilt: boolean): MissingSecret[] {
  const used = new Set(services.flatMap(({ name }) => {
    const { secrets = [], build } = config.services[name];
    return [...secrets, ...isBuilt ? build?.secrets ?? [] : []].map(({ source }) => source);
  }));
  return [...used].flatMap(name => {
    // Compose writes a dollar sign as two.
    const file = config.secrets?.[name]?.file?.replace(/\$\$/g, '$');
    return file === undefined || existsSync(file) ? [] : [{ name, file, path: here(file) }];
  });
}

/**
 * Creates the secrets that a fresh clone lacks before it builds, as the task `docker:up` does: those in a folder `.secrets`. They
 * stay: they are the developer's from then on.
 *
 * @returns the files that were created
 * @throws when another file is not there
 */
export function prepareSecrets(config: ComposeConfig, services: readonly Promised[]): string[] {
  const files = missingSecrets(config, services, true);
  const foreign = files.filter(({ file }) => basename(dirname(file)) !== '.secrets');
  if (foreign.length > 0) {
    const list = foreign.map(({ name, path }) => `${show(name)} (${path})`).join(', ');
    throw new UsageError(`the ${foreign.length === 1 ? 'file of a secret is' : 'files of some secrets are'} not there: ${list}; write it first`);
  }
  return files.filter(({ file }) => createSecret(file)).map(({ path }) => path);
}

/**
 * Builds what is built here, unless it is to be tested as it is, and pulls what is not here of the rest.
 *
 * @throws when an image is missing that is built here, or when building or pulling fails
 */
export async function prepareImages(
  config: ComposeConfig, files: readonly string[], services: readonly Promised[], isBuilt: boolean, signal: AbortSignal,
): Promise<void> {
  const names = services.map(({ name }) => name);
  const built = names.filter(name => config.services[name].build !== undefined);
  if (isBuilt && built.length > 0) await compose(files, ['build', ...built], signal);
  const references = [...new Set(names.map(name => imageOf(config, name)))];
  const missing = await missingImages(references, signal);
  const lacks = (name: string) => missing.includes(imageOf(config, name));
  const unbuilt = built.filter(lacks);
  if (unbuilt.length > 0) {
    throw new UsageError(`the engine has no image ${[...new Set(unbuilt.map(name => imageOf(config, name)))].join(', ')} of ${unbuilt.map(show).join(', ')}; `
      + 'build it with "npx projen docker:build", or leave out --no-build (another tag is said with the variable TAG)');
  }
  const foreign = names.filter(lacks);
  if (foreign.length > 0) await compose(files, ['pull', ...foreign], signal);
}

async function compose(files: readonly string[], args: readonly string[], signal: AbortSignal): Promise<void> {
  const code = await dockerAloud([...composeArguments(files), ...args], signal);
  if (code !== 0) throw new UsageError(`"docker compose ${args.join(' ')}" failed with exit code ${code}; it says above why`);
}

function here(path: string): string {
  return relative(process.cwd(), path) || path;
}
