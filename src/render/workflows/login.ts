import type { Pin } from './steps';
import type { Step } from './workflow';
import { amazonRegistry } from '../../model/amazon-registry';
import type { LoginMeans } from '../../model/registry-login';

/** What Azure's registries take for the name of whoever comes with a token. */
const AZURE_USER = '00000000-0000-0000-0000-000000000000';

/** The steps that log in to registries. All end in one action, which logs out when the job ends: a runner may be kept. */
export function loginSteps(registries: readonly (readonly [host: string, means: LoginMeans])[], pin: Pin): Step[] {
  return registries.flatMap(([host, means], index) => {
    const others = registries.filter(([, { kind }], at) => kind === means.kind && at < index).length;
    return new Login(host, `${means.kind}${others === 0 ? '' : `-${others + 1}`}`, pin).steps(means);
  });
}

/** The login to one registry. */
class Login {
  /** @param id what its steps are called, if one has to be */
  public constructor(private readonly host: string, private readonly id: string, private readonly pin: Pin) {}

  public steps(means: LoginMeans): Step[] {
    switch (means.kind) {
      case 'none': return [];
      case 'github': return [this.login({ username: '${{ github.actor }}', password: '${{ github.token }}' })];
      case 'password': return [this.login({ username: means.username, password: `\${{ secrets.${means.passwordSecret} }}` })];
      case 'amazon': return this.amazon(means.role);
      case 'google': return [
        this.uses('Take on the service account', 'google-github-actions/auth', {
          id: this.id,
          with: {
            workload_identity_provider: means.workloadIdentityProvider,
            service_account: means.serviceAccount,
            token_format: 'access_token',
            create_credentials_file: false,
          },
        }),
        this.login({ username: 'oauth2accesstoken', password: `\${{ steps.${this.id}.outputs.access_token }}` }),
      ];
      case 'azure': return [
        this.uses('Take on the identity', 'azure/login', {
          with: { 'client-id': means.clientId, 'tenant-id': means.tenantId, 'subscription-id': means.subscriptionId },
        }),
        this.password(`az acr login --name ${this.host.split('.')[0]} --expose-token --output tsv --query accessToken`),
        this.login({ username: AZURE_USER, password: this.given }),
      ];
    }
  }

  private amazon(role: string): Step[] {
    const { region, isPublic, isFirstName } = amazonRegistry(this.host)!;
    return [
      this.uses('Take on the role', 'aws-actions/configure-aws-credentials', { with: { 'role-to-assume': role, 'aws-region': region } }),
      ...isFirstName ? [this.login({ ecr: true })] : [
        this.password(`aws ${isPublic ? 'ecr-public' : 'ecr'} get-login-password --region ${region}`),
        this.login({ username: 'AWS', password: this.given, ecr: false }),
      ],
    ];
  }

  /** Asks for a password that is good for a while, and keeps it out of the log. */
  private password(command: string): Step {
    return {
      name: `Get a password for ${this.host}`,
      id: this.id,
      run: `password=$(${command})\necho "::add-mask::$password"\necho "password=$password" >> "$GITHUB_OUTPUT"\n`,
    };
  }

  private get given(): string {
    return `\${{ steps.${this.id}.outputs.password }}`;
  }

  private login(settings: object): Step {
    return this.uses(`Log in to ${this.host}`, 'docker/login-action', { with: { ...this.host !== 'docker.io' && { registry: this.host }, ...settings } });
  }

  private uses(name: string, action: string, rest: Step): Step {
    return { name, ...this.pin(action), ...rest };
  }
}
