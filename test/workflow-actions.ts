/**
 * What the actions of the generated workflows take, from their own `action.yml`: `!` marks what must be given. Below is what they give.
 *
 * actionlint knows actions by their tag only, and ours are named by commit. Read on 2026-11-21 at the pinned release of attest, checkout,
 * download-artifact, cosign-installer and the clouds' logins, for the others at an earlier release of the same major version. What a later
 * release brought, and the many permissions of create-github-app-token, are added here when they are used.
 */
const INPUTS: Record<string, string> = {
  'actions/attest': 'subject-path subject-digest subject-name subject-checksums subject-version sbom-path predicate-type predicate'
    + ' predicate-path push-to-registry create-storage-record show-summary github-token',
  'actions/checkout': 'repository ref token ssh-key ssh-known-hosts ssh-strict ssh-user persist-credentials path clean filter sparse-checkout'
    + ' sparse-checkout-cone-mode fetch-depth fetch-tags show-progress lfs submodules set-safe-directory github-server-url'
    + ' allow-unsafe-pr-checkout',
  'actions/create-github-app-token': 'client-id app-id private-key! owner repositories skip-token-revoke github-api-url permission-contents'
    + ' permission-packages permission-pull-requests permission-workflows',
  'actions/download-artifact': 'name artifact-ids path pattern merge-multiple github-token repository run-id skip-decompress digest-mismatch',
  'actions/setup-node': 'node-version node-version-file architecture check-latest registry-url scope token cache package-manager-cache'
    + ' cache-dependency-path mirror mirror-token',
  'actions/upload-artifact': 'name path! if-no-files-found retention-days compression-level overwrite include-hidden-files archive',
  'aws-actions/configure-aws-credentials': 'aws-region! aws-profile overwrite-aws-profile role-to-assume aws-access-key-id aws-secret-access-key'
    + ' aws-session-token web-identity-token-file role-chaining audience http-proxy no-proxy mask-aws-account-id role-duration-seconds'
    + ' role-external-id role-session-name role-skip-session-tagging transitive-tag-keys inline-session-policy managed-session-policies'
    + ' output-credentials output-env-credentials unset-current-credentials disable-retry retry-max-attempts special-characters-workaround'
    + ' use-existing-credentials allowed-account-ids force-skip-oidc action-timeout-s custom-tags sts-endpoint',
  'azure/login': 'creds client-id tenant-id subscription-id enable-AzPSSession environment allow-no-subscriptions audience auth-type',
  'docker/bake-action': 'builder allow call files no-cache pull load provenance push sbom set source targets vars github-token',
  'docker/login-action': 'registry username password ecr scope logout registry-auth',
  'docker/setup-buildx-action': 'version driver driver-opts buildkitd-flags buildkitd-config buildkitd-config-inline use name endpoint platforms'
    + ' append keep-state cache-binary cleanup',
  'docker/setup-qemu-action': 'image platforms reset cache-image',
  'github/codeql-action/upload-sarif': 'sarif_file checkout_path ref sha token matrix category wait-for-processing',
  'google-github-actions/auth': 'project_id workload_identity_provider service_account audience credentials_json create_credentials_file'
    + ' export_environment_variables token_format delegates universe request_reason cleanup_credentials access_token_lifetime'
    + ' access_token_scopes access_token_subject id_token_audience id_token_include_email',
  'sigstore/cosign-installer': 'cosign-release install-dir use-sudo',
};

const OUTPUTS: Record<string, string> = {
  'actions/attest': 'bundle-path attestation-id attestation-url storage-record-ids',
  'actions/checkout': 'ref commit',
  'actions/create-github-app-token': 'token installation-id app-slug',
  'actions/download-artifact': 'download-path',
  'actions/setup-node': 'cache-hit cache-primary-key cache-matched-key node-version',
  'actions/upload-artifact': 'artifact-id artifact-url artifact-digest',
  'aws-actions/configure-aws-credentials': 'aws-account-id aws-access-key-id aws-secret-access-key aws-session-token aws-expiration',
  'azure/login': '',
  'docker/bake-action': 'metadata',
  'docker/login-action': '',
  'docker/setup-buildx-action': 'name driver platforms nodes endpoint status flags',
  'docker/setup-qemu-action': 'platforms',
  'github/codeql-action/upload-sarif': 'sarif-id sarif-ids',
  'google-github-actions/auth': 'project_id credentials_file_path auth_token access_token id_token',
  'sigstore/cosign-installer': '',
};

/** An action as `action.yml` describes it, as far as a workflow's `with` is concerned. */
export interface ActionMetadata {
  readonly name: string;
  readonly description: string;
  readonly inputs?: Record<string, { readonly description: string; readonly required: boolean }>;
}

/** The actions whose inputs are known. */
export const KNOWN_ACTIONS: readonly string[] = Object.keys(INPUTS);

/** @param name `owner/name`, or `owner/name/path`; of an unknown action no input is checked */
export function actionMetadata(name: string): ActionMetadata {
  const known = INPUTS[name.toLowerCase()];
  if (known === undefined) return { name, description: '' };
  const inputs = known.split(' ').map(input => [input.replace('!', ''), { description: '', required: input.endsWith('!') }] as const);
  return { name, description: '', inputs: Object.fromEntries(inputs) };
}

/** What an action gives to later steps; `undefined` of an unknown action. */
export function actionOutputs(name: string): string[] | undefined {
  return OUTPUTS[name.toLowerCase()]?.split(' ');
}
