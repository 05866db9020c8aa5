/** A registry that has other means to delete images than its API, and how it answers who tries. */
interface OwnMeans { readonly host: RegExp; readonly means: string; readonly answers: readonly number[] }

const REFUSED = [400, 401, 403, 405];

/**
 * - Amazon ECR deletes by its own API and by rules only.
 * - Google's registries delete no manifest that has a tag.
 * - Docker Hub deletes only what no tag and no index refers to.
 * - Azure's registry deletes, but not in every tier and not what is locked.
 */
const OWN_MEANS: readonly OwnMeans[] = [
  { host: /^docker\.io$/, means: 'delete tags on its web page, under Image Management of the repository', answers: REFUSED },
  { host: /^(?:public\.ecr\.aws|\d+\.dkr[.-]ecr(?:-fips)?\..+)$/, means: 'set a lifecycle policy for the repository (aws ecr put-lifecycle-policy)', answers: REFUSED },
  { host: /^(?:.+-docker\.pkg\.dev|(?:.+\.)?gcr\.io)$/, means: 'set a cleanup policy for the repository (gcloud artifacts repositories set-cleanup-policies)', answers: REFUSED },
  { host: /\.azurecr\.(?:io|cn|us)$/, means: 'schedule "acr purge" (az acr task create)', answers: [405] },
];

/** What to do where a registry refuses to delete; `undefined`: it has no own means that we know of, or the answer says something else. */
export function ownMeans(host: string, status: number): string | undefined {
  return OWN_MEANS.find(one => one.host.test(host) && one.answers.includes(status))?.means;
}
