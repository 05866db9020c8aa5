import type { BuiltServiceOptions } from './built-service-options';
import type { RunModel } from './run-model';
import { checkImageName } from '../model/image-name';
import { checkVariables } from '../model/names';
import { unique } from '../model/order';
import { Problems, show, UsageError } from '../model/problem';
import type { Secret } from '../model/secret';
import { CONFINED, type Confinement, type ServiceModel } from '../model/service-model';

/** What a built service has been told beside how it runs, when it was made and since. */
export interface SaidOfBuild {
  readonly run: RunModel;
  readonly options: BuiltServiceOptions;
  readonly labels: Record<string, string>;
  readonly args: Record<string, string>;
}

/** The same, checked and complete. */
export interface BuiltModel extends RunModel, Pick<ServiceModel, 'maxImageSize' | 'maxDownloadSize'> {
  readonly image: string;
  readonly user: string;
  readonly confinement: Confinement;
  readonly labels: Record<string, string>;
  readonly args: Record<string, string>;
  readonly buildSecrets: readonly Secret[];
  readonly ignorePatterns: readonly string[];
}

/**
 * Checks what every built service can be told, whatever it is made of.
 *
 * @param image its image's name, unless it sets one
 * @param defaultUser the user it runs as, unless it sets one
 */
export function builtModel({ run, options, labels, args }: SaidOfBuild, image: string, defaultUser: string, problems: Problems): BuiltModel {
  const attempt = <T>(check: () => T) => problems.attempt(check);
  options.writable?.forEach(path => attempt(() => checkWritable(path)));
  return {
    ...run,
    image: attempt(() => (options.image === undefined ? image : checkImageName(options.image))) ?? image,
    labels,
    args: attempt(() => checkVariables(args, 'build argument')) ?? {},
    buildSecrets: unique(options.buildSecrets ?? []),
    user: attempt(() => checkUser(options.user ?? defaultUser)) ?? defaultUser,
    confinement: CONFINED,
    maxImageSize: options.maxImageSize,
    maxDownloadSize: options.maxDownloadSize,
    ignorePatterns: (options.ignorePatterns ?? []).map(pattern => attempt(() => checkPattern(pattern)) ?? pattern),
  };
}

/** A numeric user other than root. */
export function checkUser(user: string): string {
  if (!/^[1-9]\d*:\d+$/.test(user)) throw new UsageError(`user must be a numeric user and group other than root, such as "1000:1000", got ${show(user)}`);
  return user;
}

/** A volume over the whole application, or over a folder above it, would hide what the image holds. */
function checkWritable(path: string): void {
  const parts = typeof path === 'string' ? path.split(/[\\/]/).filter(part => part !== '' && part !== '.') : [];
  if (parts.length === 0 || parts.includes('..') || /[:\r\n]/.test(path)) {
    throw new UsageError(`writable must be a folder inside the service's own, or an absolute one such as "/var/lib/app", got ${show(path)}`);
  }
}

function checkPattern(pattern: string): string {
  if (typeof pattern !== 'string' || !pattern.trim() || /[\r\n]/.test(pattern)) {
    throw new UsageError(`ignorePatterns must be patterns of one line each, such as "!certs/ca.pem", got ${show(pattern)}`);
  }
  return pattern;
}
