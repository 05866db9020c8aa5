import { loginSteps } from './login';
import type { Permission, Step } from './workflow';
import { BUILDKIT, BUILDX, COSIGN } from '../../catalog/tools';
import type { LoginMeans } from '../../model/registry-login';
import type { WorkflowsModel } from '../../model/workflows-model';

/** An action at its commit, with the version behind it as a comment. */
export type Pin = (action: string) => { readonly 'uses': string; readonly '# uses'?: string };

/** Where built images lie while a job works on them, relative to the project. */
export const IMAGES = 'images';
/** What hands digests from one command to the next. */
export const DIGESTS = 'digests.txt';
/** What the digests are handed over as, where a tag is built anew. */
export const DIGESTS_OF_TAG = 'digests';
/** Where the findings of a scan lie, relative to the project. */
export const FINDINGS = 'scan';

/** GitHub's registry, and that of an enterprise with a domain of its own. */
const IS_GITHUB = /^(?:ghcr\.io|containers\.[a-z0-9-]+\.ghe\.com)$/;

/** The steps that jobs have in common. */
export class Steps {
  public constructor(public readonly model: WorkflowsModel, private readonly pin: Pin) {}

  public uses(name: string, action: string, rest: Step = {}): Step {
    return { name, ...this.pin(action), ...rest };
  }

  /**
   * Calls a command of `projen-docker`: by its path, because what calls it by name puts the programs of all installed packages before those of
   * the runner, and any of them may be called `projen-docker`, `gh` or `docker`.
   */
  public command(name: string, command: string, rest: Step = {}): Step {
    return { name, ...rest, run: `${this.model.tools.command} ${command}` };
  }

  /** The repository, without leaving the token on the disk for whatever runs later. */
  public checkout(rest: object = {}): Step {
    return this.uses('Check out', 'actions/checkout', { with: { 'persist-credentials': false, ...this.model.checkout, ...rest } });
  }

  /**
   * The repository with its tools, exactly as its lockfile says. Nothing comes from a cache that another run may have written.
   *
   * @param scripts whether packages may run their own scripts when they are installed
   */
  public tools(scripts: 'with scripts' | 'without scripts', checkout: object = {}): Step[] {
    const { tools, nodeVersion, directory } = this.model;
    return [
      this.checkout(checkout),
      this.uses('Set up Node.js', 'actions/setup-node', { with: { 'node-version': nodeVersion, 'package-manager-cache': false } }),
      {
        name: 'Install the tools',
        ...directory !== '.' && { 'working-directory': '.' },
        run: scripts === 'with scripts' ? tools.install : tools.installWithoutScripts,
      },
    ];
  }

  public builder(): Step {
    return this.uses('Set up the builder', 'docker/setup-buildx-action', {
      with: { 'version': BUILDX, 'driver-opts': `image=${BUILDKIT}`, 'cache-binary': false },
    });
  }

  public cosign(rest: Step = {}): Step {
    return this.uses('Install cosign', 'sigstore/cosign-installer', { ...rest, with: { 'cosign-release': COSIGN } });
  }

  public upload(name: string, artifact: string, path: string, rest: Step = {}, settings: object = {}): Step {
    return this.uses(name, 'actions/upload-artifact', {
      ...rest,
      with: { 'name': artifact, 'path': this.path(path), 'if-no-files-found': 'error', 'retention-days': 3, 'overwrite': true, '# overwrite': 'for when a job is run again', ...settings },
    });
  }

  public download(name: string, settings: object, path: string): Step {
    return this.uses(name, 'actions/download-artifact', { with: { ...settings, path: this.path(path) } });
  }

  /** A path of the project as actions see it: they start from the repository. */
  public path(path: string): string {
    return this.model.directory === '.' ? path : `${this.model.directory}/${path}`;
  }

  /** Into every registry that images are in. */
  public logins(): Step[] {
    return loginSteps(this.means, this.pin);
  }

  /** Into those that take the run's own token, which may read without being able to write. */
  public tokenLogins(): Step[] {
    return loginSteps(this.means.filter(([, { kind }]) => kind === 'github'), this.pin);
  }

  private get means(): [host: string, means: LoginMeans][] {
    return [...this.model.publish?.logins ?? []];
  }

  /** The token of the run, or that which stands in its place at GitHub's registry; `undefined`: nothing is there. */
  public gitHubToken(): string | undefined {
    const [, means] = this.means.find(([host]) => IS_GITHUB.test(host)) ?? [];
    return means?.kind === 'password' ? `\${{ secrets.${means.passwordSecret} }}` : means && '${{ github.token }}';
  }

  /** What the run's own token needs to get in. */
  public tokenPermissions(access: 'read' | 'write'): Record<string, Permission> {
    const isNeeded = this.means.some(([, { kind }]) => kind === 'github');
    return isNeeded ? { packages: { access, reason: access === 'read' ? 'read the images' : 'write the images' } } : {};
  }

  /** What the logins take, for reading or for writing. */
  public loginPermissions(access: 'read' | 'write'): Record<string, Permission> {
    return {
      ...this.tokenPermissions(access),
      ...this.means.some(([, { kind }]) => ['amazon', 'google', 'azure'].includes(kind)) && { 'id-token': { access: 'write', reason: 'log in to the registry without a stored secret' } },
    };
  }
}

export const READ_REPOSITORY: Record<string, Permission> = { contents: { access: 'read', reason: 'check out the repository' } };

/** A word that depends on whether there is one. */
export function flag(wanted: boolean, text: string): string {
  return wanted ? ` ${text}` : '';
}

/** A text as one word for the shell of the runner. */
export function word(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replace(/'/g, '\'\\\'\'')}'`;
}
