import type { PythonImage } from './image';
import { inImage } from './places';
import type { Instruction } from '../../dockerfile/instruction';
import { Mount } from '../../dockerfile/mount';
import { baseName, relativeTo } from '../../model/paths';
import type { Secret } from '../../model/secret';
import { withSecrets } from '../stack/secrets';

/** Where tools look for files that say where packages come from, whatever folder they run in. */
const SETTINGS: Record<string, string> = { 'pip.conf': '/etc/pip.conf', '.netrc': '/root/.netrc', '.pypirc': '/root/.pypirc' };

type Build = Pick<PythonImage, 'app' | 'manager' | 'buildSecrets'>;

/** Commands that reach the package index: with the secrets and settings of it, which no layer keeps. */
export function withIndex({ app, manager, buildSecrets }: Build, commands: readonly string[], mounts: readonly Mount[] = []): Instruction {
  const secretFiles = new Set(buildSecrets.flatMap(({ path }) => path ?? []));
  const settings = app.installFiles.filter(path => baseName(path) === 'pip.conf' && !secretFiles.has(path));
  return withBuildSecrets(buildSecrets, commands, [...mounts, ...settings.map(path => Mount.bind(relativeTo(app.root, path), SETTINGS['pip.conf'])), manager.cache]);
}

/** An install from lockfile and manifests: they are mounted, so that the layer holds nothing but what it installs. */
export function install(image: Build, commands: readonly string[], files: readonly string[] = image.app.installFiles): Instruction {
  const { app, buildSecrets } = image;
  const secretFiles = new Set(buildSecrets.flatMap(({ path }) => path ?? []));
  const binds = files.filter(path => baseName(path) !== 'pip.conf' && !secretFiles.has(path)).map(path => bind(image, path));
  // pip builds what lies in the repository where it lies; Poetry and uv wait until all sources are there.
  const locals = app.manager === 'pip' ? app.locals.map(path => bind(image, path, true)) : [];
  return withIndex(image, commands, [...binds, ...locals]);
}

function bind({ app }: Build, path: string, writable = false): Mount {
  const within = relativeTo(app.root, path);
  return Mount.bind(within, app.root === app.directory ? within : inImage(app, path), { writable });
}

/** Commands of a build with its secrets. */
export function withBuildSecrets(secrets: readonly Secret[], commands: readonly string[], mounts: readonly Mount[] = []): Instruction {
  return withSecrets(secrets, ({ path }) => (path === undefined ? undefined : SETTINGS[baseName(path)]), commands, mounts);
}
