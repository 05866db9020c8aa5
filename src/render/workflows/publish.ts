import { onlyWhere, verification } from './shared';
import { DIGESTS, DIGESTS_OF_TAG, IMAGES, READ_REPOSITORY, type Steps, word } from './steps';
import type { Job, Permission } from './workflow';
import { COMMIT_TAG } from '../../model/image-tags';

const SIGNED_IN_PUBLIC = 'the log of signatures is public, and names repository and commit';

/** Copies what was tested to the registry, signs and verifies it, and only then moves tags. */
export function publishJob(steps: Steps): Job {
  const { model } = steps;
  const { sign, attest, environment } = model.publish!;
  const needs = ['check', 'build', ...model.size || model.smoke ? ['test'] : [], ...model.scan ? ['scan'] : []];
  const branch = steps.command('Move the tags of the branch', `promote --digests ${DIGESTS} --branch "$GITHUB_REF_NAME"${model.release?.latest ? '' : ` --latest-on ${word(model.defaultBranch)}`} --markdown >> "$GITHUB_STEP_SUMMARY"`, {
    ...model.release?.rebuild && { if: "github.ref_type == 'branch'" },
  });
  return {
    name: 'Publish',
    comment: 'Copies the very images that were tested and scanned; nothing is built again. Tags move at the end, when all is signed and verified.',
    when: { if: "github.event_name == 'push'", said: 'for pushes only', onForks: false },
    needs,
    permissions: publishPermissions(steps, sign !== 'never', attest !== 'never'),
    runsOn: model.runner,
    timeout: 30,
    environment,
    ...model.release?.rebuild && { concurrency: { 'group': `${model.name}-\${{ github.sha }}`, '# group': 'a branch and a tag may have the same commit' } },
    steps: [
      ...steps.tools('without scripts'),
      ...sign !== 'never' ? [steps.cosign(onlyWhere(sign, SIGNED_IN_PUBLIC))] : [],
      ...steps.logins(),
      // By their names: a pattern would take what any other job hands over, too.
      ...model.platforms.map(({ id }) => steps.download(`Take the images of ${id}`, { name: `images-${id}` }, `${IMAGES}/${id}`)),
      steps.command('Publish', `publish --archive ${IMAGES} --tag "${COMMIT_TAG}$GITHUB_SHA" --digests ${DIGESTS} --markdown >> "$GITHUB_STEP_SUMMARY"`),
      ...attest !== 'never' ? [steps.uses('Attest where they come from', 'actions/attest', {
        ...onlyWhere(attest, 'private ones need GitHub Enterprise Cloud'),
        with: { 'subject-checksums': steps.path(DIGESTS) },
      })] : [],
      ...sign !== 'never' ? [steps.command('Sign', `sign --digests ${DIGESTS}`, onlyWhere(sign, SIGNED_IN_PUBLIC))] : [],
      ...verification(steps, '"$GITHUB_SHA"'),
      branch,
      ...model.release?.rebuild ? [steps.upload('Hand over the digests', DIGESTS_OF_TAG, DIGESTS, { if: "github.ref_type == 'tag'" }, { 'retention-days': model.release.environment === undefined ? 3 : 30 })] : [],
    ],
  };
}

function publishPermissions(steps: Steps, sign: boolean, attest: boolean): Record<string, Permission> {
  const login = steps.loginPermissions('write');
  return {
    ...READ_REPOSITORY,
    ...login,
    ...(sign || attest) && { 'id-token': { access: 'write', reason: login['id-token'] ? 'sign without a key, and log in to the registry without a stored secret' : 'sign without a key' } },
    ...attest && { attestations: { access: 'write', reason: 'store the attestations' } },
  };
}
