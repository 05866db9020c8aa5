import { createTag, type Tagging } from '../../engine/imagetools';
import { mayPass, NOT_THERE_YET } from '../../engine/program';
import { isReleaseTag } from '../../model/image-tags';
import { unique } from '../../model/order';
import { UsageError } from '../../model/problem';
import type { RegistryClient } from '../../registry/registry-client';

/** What stays wrong, however often a command is run again. */
export class LastingError extends UsageError {}

/** What is known of a tag that is to be moved. */
export interface Known {
  /** What it is now; `undefined`: there is none. */
  readonly before?: string;
  /** The tags that the command moves, of whatever image. */
  readonly tags: readonly string[];
  readonly client: RegistryClient;
}

/** What says itself that the login is the matter. */
const LOGIN = /unauthorized|authentication required|permission_denied|\b401\b/i;
/** What registries say of a login, and some of a tag that must not change. */
const REFUSED = /denied|forbidden|\b403\b/i;

/**
 * Makes a tag or moves it. A registry may have a rule that no tag changes which exists. buildx says only the number that it refused with, and
 * that is another one for each registry: 400, 403 or 412.
 *
 * @throws LastingError where such a rule may be the reason
 */
export async function makeTag(tagging: Tagging, { before, tags, client }: Known): Promise<void> {
  try {
    await createTag(tagging);
  } catch (error) {
    if (before === undefined || !(error instanceof UsageError)) throw error;
    // The name of a tag may look like a number of HTTP.
    const said = error.message.replace(/^\S+/, '');
    if (mayPass(said) || NOT_THERE_YET.test(said) || LOGIN.test(said)) throw error;
    if (await client.tryDigest(`${tagging.image}:${tagging.tag}`).catch(() => undefined) !== before) throw error;
    const orLogin = REFUSED.test(said) ? ', or the login may not move it' : '';
    throw new LastingError(`${error.message}. It is still ${before}: the registry may let no tag change that exists (immutable tags)${orLogin}; leave ${exempt(tags)} out of that rule, see "Tags that must not change" in docs/publishing.md of @jts/projen-docker`);
  }
}

/** Tags as they are left out of a rule: releases never change, and commits are many. */
function exempt(tags: readonly string[]): string {
  return unique(tags.filter(tag => !isReleaseTag(tag)).map(tag => tag.replace(/^sha-[0-9a-f]+$/, 'sha-*'))).map(tag => `"${tag}"`).join(', ');
}
