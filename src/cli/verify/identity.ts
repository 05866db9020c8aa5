import { show, UsageError } from '../../model/problem';
import { refExpression } from '../../model/ref-pattern';
import { escapeExpression } from '../../model/ref-syntax';
import type { GitHubRepository } from '../github';

/** Which runs of a workflow are trusted: those of branches or tags that patterns let in, or of exactly one. */
export interface TrustedRefs {
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  /** As they are: nothing in them has a meaning. */
  readonly refs: readonly string[];
}

/**
 * The regular expression of the identities that a workflow has in certificates, in a repository and on these branches and tags.
 *
 * This is what verification rests on. It begins and ends where the identity does, and every character that is not of a pattern stands for
 * itself; so `main-evil`, `refs/pull/1/merge`, the workflow `other-images.yml` and the repository `acme/shop-fork` are others.
 */
export function identityExpression({ server, repository }: GitHubRepository, workflow: string, { branches, tags, refs }: TrustedRefs): string {
  if (!/^[\w-][\w.-]*\.ya?ml$/.test(workflow)) throw new UsageError(`a workflow must be the name of a file in .github/workflows, such as "images.yml", got ${show(workflow)}`);
  const strange = refs.find(ref => !/^refs\/(?:heads|tags)\/[^\s~^:?*[\\]+$/.test(ref));
  if (strange !== undefined) throw new UsageError(`a ref must look like "refs/heads/main" or "refs/tags/v1.0.0", got ${show(strange)}`);
  const trusted = [
    ...branches.length > 0 ? [`refs/heads/(?:${refExpression(branches)})`] : [],
    ...tags.length > 0 ? [`refs/tags/(?:${refExpression(tags)})`] : [],
    ...refs.map(escapeExpression),
  ];
  if (trusted.length === 0) throw new UsageError('no branch and no tag is trusted; name at least one');
  return `^${escapeExpression(`${server}/${repository}/.github/workflows/${workflow}`)}@(?:${trusted.join('|')})$`;
}

/** The same for people. */
export function saidOf({ repository }: GitHubRepository, workflow: string, { branches, tags, refs }: TrustedRefs): string {
  const lists = [
    ...branches.length > 0 ? [`${branches.length === 1 ? 'branch' : 'branches'} ${branches.join(', ')}`] : [],
    ...tags.length > 0 ? [`${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`] : [],
    ...refs,
  ];
  return `${repository}/.github/workflows/${workflow} of ${lists.join(' or ')}`;
}
