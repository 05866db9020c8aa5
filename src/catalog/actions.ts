/** An action at one commit. */
export interface PinnedAction {
  /** Its release, which is written behind the commit as a comment. */
  readonly version: string;
  /** The commit that the release's tag leads to: 40 hexadecimal digits, never those of an annotated tag. */
  readonly commit: string;
  /** How it was confirmed that this commit is this release. */
  readonly source: string;
}

/** Read at the tag in the action's own repository, where an annotated tag was followed to its commit. */
const OWN_TAG = 'own tag';
/** Commit and version stand together in workflows of several repositories, whose update bots wrote them. */
const WORKFLOWS = 'several public workflows';

/**
 * Actions that workflows are made of: data, no logic. Keys are `owner/name`, and `owner/name/path` for an action in a folder, whose
 * commit is that of its repository. As of November 2026.
 */
export const ACTIONS = {
  'actions/checkout': { version: 'v7.0.1', commit: '3d3c42e5aac5ba805825da76410c181273ba90b1', source: OWN_TAG },
  'actions/upload-artifact': { version: 'v7.0.1', commit: '043fb46d1a93c77aae656e7c1c64a875d1fc6a0a', source: WORKFLOWS },
  'actions/download-artifact': { version: 'v8.0.1', commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c', source: OWN_TAG },
  'actions/attest': { version: 'v4.2.2', commit: '1e69f48acb82d1966a394da916b4c1698aa569d6', source: OWN_TAG },
  'actions/setup-node': { version: 'v7.1.0', commit: '949feb2413d6458794dcd2491c4babbbce0c15c1', source: WORKFLOWS },
  'actions/create-github-app-token': { version: 'v3.2.0', commit: 'bcd2ba49218906704ab6c1aa796996da409d3eb1', source: WORKFLOWS },
  'docker/setup-buildx-action': { version: 'v4.4.1', commit: 'f87e5991a6d7451dcb8d9637bfbc97413f497069', source: WORKFLOWS },
  'docker/setup-qemu-action': { version: 'v4.4.0', commit: '99012661954931238ded8c8b007157a8430204e1', source: WORKFLOWS },
  'docker/bake-action': { version: 'v7.3.0', commit: 'd3418bd7d0e9324001bca92fa8ba175ea7e6dc9b', source: WORKFLOWS },
  'docker/login-action': { version: 'v4.6.0', commit: 'dbcb813823bdd20940b903addbd779551569679f', source: WORKFLOWS },
  'sigstore/cosign-installer': { version: 'v4.1.2', commit: '6f9f17788090df1f26f669e9d70d6ae9567deba6', source: OWN_TAG },
  'github/codeql-action/upload-sarif': { version: 'v4.38.3', commit: '24c54180a607b1449ed407dd24f251e4e9147c8d', source: WORKFLOWS },
  'aws-actions/configure-aws-credentials': { version: 'v6.2.3', commit: 'e6de054238d6b7531b4efff3b6587d9aade6a06c', source: OWN_TAG },
  'google-github-actions/auth': { version: 'v3.0.0', commit: '7c6bc770dae815cd3e89ee6cdf493a5fab2cc093', source: OWN_TAG },
  'azure/login': { version: 'v3.0.1', commit: 'f5d393ae46f8fde4be8b75f32e3fc50e654ad0ca', source: OWN_TAG },
} as const satisfies Record<string, PinnedAction>;

/** An action that workflows may use. */
export type ActionName = keyof typeof ACTIONS;
