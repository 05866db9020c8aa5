/** What GitHub refuses, and what to do: by what Git and the GitHub CLI print. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/refusing to allow .* to create or update workflow/i,
    'the token may not change workflows, and this change does; give "workflows.upgrade.credentials" a GitHub App or a fine-grained token with write rights to contents, pull requests and workflows'],
  [/not permitted to create or approve pull requests/i,
    'this repository does not let workflows open pull requests; allow it under Settings > Actions > General > "Allow GitHub Actions to create and approve pull requests", or give "workflows.upgrade.credentials" a GitHub App'],
  [/stale info|\[rejected\].*\(fetch first\)/i,
    'somebody has written to the branch in the meantime; run this again'],
  [/protected branch|GH006|GH013|repository rule violations/i,
    'a rule of the repository protects the branch; let whom the token belongs to write to it, or choose another branch'],
  [/could not read Username|Authentication failed|HTTP 401|Bad credentials|returned error: 401/i,
    'GitHub does not take the token; set GH_TOKEN to one that is valid and may write contents and pull requests'],
  [/Resource not accessible by (?:integration|personal access token)|Permission to .* denied|returned error: 403|Write access to repository not granted/i,
    'the token may not do this; give the job "permissions: contents: write, pull-requests: write", or the token these rights'],
];

/** A refusal that is known, in one sentence; `undefined`: it is another one. */
export function explained(said: string): string | undefined {
  return REFUSALS.find(([pattern]) => pattern.test(said))?.[1];
}

/** A text without a secret, in each form in which it is passed on. */
export function redacted(text: string, secret: string | undefined): string {
  if (!secret) return text;
  return [secret, Buffer.from(`x-access-token:${secret}`).toString('base64'), encodeURIComponent(secret)].reduce((clean, form) => clean.split(form).join('***'), text);
}
