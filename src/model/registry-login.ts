import { amazonRegistry } from './amazon-registry';
import { DOCKER_HUB, GITHUB_REGISTRY } from './image-reference';
import { show, UsageError } from './problem';

/** How a workflow logs in where no token can be had for the asking. */
export interface PasswordLoginOptions {
  /** The account, such as that of a robot. It is no secret, and stands in the workflow. */
  readonly username: string;
  /** The name of the secret of the repository or organisation, not of an environment, that holds the password or access token, such as `DOCKERHUB_TOKEN`. */
  readonly passwordSecret: string;
}

/** How a workflow gets into Amazon's registries. */
export interface AmazonLoginOptions {
  /** The role that trusts this repository's tokens: `arn:aws:iam::123456789012:role/images`. */
  readonly role: string;
}

/** How a workflow gets into Google's registry. */
export interface GoogleLoginOptions {
  /** The provider that trusts this repository's tokens: `projects/123456789/locations/global/workloadIdentityPools/github/providers/acme`. */
  readonly workloadIdentityProvider: string;
  /** The service account that may write to the registry: `images@acme.iam.gserviceaccount.com`. */
  readonly serviceAccount: string;
}

/** How a workflow gets into Microsoft's registry. */
export interface AzureLoginOptions {
  /** The application or managed identity that trusts this repository's tokens, and may push: a UUID. */
  readonly clientId: string;
  /** The tenant that it is in: a UUID. */
  readonly tenantId: string;
  /** The subscription that the registry is in: a UUID. */
  readonly subscriptionId: string;
}

/** The way in, for whoever makes steps from it. */
export type LoginMeans =
  | { readonly kind: 'github' | 'none' }
  | { readonly kind: 'password' } & PasswordLoginOptions
  | { readonly kind: 'amazon' } & AmazonLoginOptions
  | { readonly kind: 'google' } & GoogleLoginOptions
  | { readonly kind: 'azure' } & AzureLoginOptions;

/** How workflows log in to a registry. Where it can be had, a token of the run itself, so that there is no secret to store, to leak and to rotate. */
export class RegistryLogin {
  /** With the run's own token: for `ghcr.io`. */
  public static githubToken(): RegistryLogin {
    return new RegistryLogin({ kind: 'github' });
  }

  /**
   * With an account and a stored password or access token: for Docker Hub, and any registry that knows nothing better.
   *
   * @param options the account, and the name of the secret
   * @throws when the name of the secret is not one
   */
  public static password(options: PasswordLoginOptions): RegistryLogin {
    checkLine(options.username, 'the username of a registry login');
    if (!/^(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*$/i.test(options.passwordSecret)) {
      throw new UsageError(`passwordSecret must be the name of a secret of the repository, such as "DOCKERHUB_TOKEN", and not begin with GITHUB_, got ${show(options.passwordSecret)}`);
    }
    return new RegistryLogin({ kind: 'password', ...options });
  }

  /**
   * By a role in AWS that trusts GitHub's tokens: for Amazon ECR, private and public.
   *
   * @param options the role
   * @throws when it is no role's ARN
   * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
   */
  public static amazon(options: AmazonLoginOptions): RegistryLogin {
    if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(options.role)) {
      throw new UsageError(`role must look like "arn:aws:iam::123456789012:role/images", got ${show(options.role)}`);
    }
    return new RegistryLogin({ kind: 'amazon', ...options });
  }

  /**
   * By a workload identity that trusts GitHub's tokens: for Google Artifact Registry.
   *
   * @param options the provider and the service account
   * @throws when one of them does not look like one
   * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-google-cloud-platform
   */
  public static google(options: GoogleLoginOptions): RegistryLogin {
    if (!/^projects\/\d+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]+\/providers\/[a-z0-9-]+$/.test(options.workloadIdentityProvider)) {
      throw new UsageError(`workloadIdentityProvider must look like "projects/123456789/locations/global/workloadIdentityPools/github/providers/acme", got ${show(options.workloadIdentityProvider)}`);
    }
    if (!/^[^\s@]+@[^\s@]+\.gserviceaccount\.com$/.test(options.serviceAccount)) {
      throw new UsageError(`serviceAccount must look like "images@acme.iam.gserviceaccount.com", got ${show(options.serviceAccount)}`);
    }
    return new RegistryLogin({ kind: 'google', ...options });
  }

  /**
   * By an application or managed identity that trusts GitHub's tokens: for Azure Container Registry.
   *
   * @param options the identity
   * @throws when one of them is no UUID
   * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-azure
   */
  public static azure(options: AzureLoginOptions): RegistryLogin {
    for (const [name, id] of Object.entries(options)) {
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(id))) {
        throw new UsageError(`${name} must be a UUID like "00000000-0000-0000-0000-000000000000", got ${show(id)}`);
      }
    }
    return new RegistryLogin({ kind: 'azure', ...options });
  }

  /** None: for a registry that lets its runners in as they are. */
  public static none(): RegistryLogin {
    return new RegistryLogin({ kind: 'none' });
  }

  /** @internal */
  public readonly _means: LoginMeans;

  private constructor(means: object) {
    this._means = Object.freeze({ ...means }) as LoginMeans;
  }
}

/** Whose registry a host is, by its name. */
const PROVIDERS: readonly { readonly is: (host: string) => boolean; readonly kind: LoginMeans['kind']; readonly call: string }[] = [
  { is: host => host === GITHUB_REGISTRY, kind: 'github', call: 'RegistryLogin.githubToken()' },
  { is: host => amazonRegistry(host) !== undefined, kind: 'amazon', call: 'RegistryLogin.amazon({ role })' },
  { is: host => /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)$/.test(host), kind: 'google', call: 'RegistryLogin.google({ workloadIdentityProvider, serviceAccount })' },
  { is: host => /^[a-z0-9-]+\.azurecr\.(?:io|us|cn)$/.test(host), kind: 'azure', call: 'RegistryLogin.azure({ clientId, tenantId, subscriptionId })' },
];
const PASSWORD = 'RegistryLogin.password({ username, passwordSecret })';

/**
 * The way into a registry: the one that is said, or, for GitHub's own, the token that every run has.
 *
 * @throws when there is none, or one that belongs to another registry
 */
export function checkLogin(host: string, given: RegistryLogin | undefined): LoginMeans {
  const provider = PROVIDERS.find(({ is }) => is(host));
  if (!given) {
    if (provider?.kind === 'github') return RegistryLogin.githubToken()._means;
    const call = provider?.call ?? PASSWORD;
    throw new UsageError(`workflows cannot log in to ${label(host)}; say how with workflows.logins: { ${show(host)}: ${call} }, or leave out publishing with workflows.publish: { enabled: false }`);
  }
  const means = given._means;
  if (means.kind !== 'password' && means.kind !== 'none' && means.kind !== provider?.kind) {
    throw new UsageError(`the login of ${label(host)} is one for another registry (${means.kind}); use ${provider?.call ?? PASSWORD}`);
  }
  return means;
}

function label(host: string): string {
  return host === DOCKER_HUB ? 'Docker Hub' : host;
}

function checkLine(text: string, what: string): void {
  if (typeof text !== 'string' || !/^\S[^\n\r]*$/.test(text) || text.includes('${{')) {
    throw new UsageError(`${what} must be a name on one line, and known when the workflow is written, got ${show(text)}`);
  }
}
