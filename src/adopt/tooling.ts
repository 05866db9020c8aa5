import { execSync } from 'child_process';
import { join } from 'path';
import { Component, Project } from 'projen';
import { isBare, newPackageJson, withDevDependencies } from './package-json';
import { tryRead, writeAtomically } from '../files/atomic';
import { ourManifest } from '../files/own-package';
import { toImageComponent } from '../model/image-name';
import { INSTALL_COMMANDS, type InstallCommands, toolManagerOf } from '../workspace/install-commands';
import { hasManifest, readManifest } from '../workspace/manifest';
import { Repository } from '../workspace/repository';

/** The oldest versions that synthesis works with; what the package manager finds at first may be newer. */
const TSX = '^4.20.0';

/** What is added to `package.json` can only be added to one that is well-formed. */
export function checkOwnPackage(repository: Repository): void {
  if (hasManifest(repository, '.')) readManifest(repository, '.');
}

/**
 * What `npx projen` needs in the repository's own `package.json`: added when missing, and nothing else of it is touched.
 */
export class Tooling extends Component {
  private changed = false;

  public constructor(project: Project) {
    super(project, 'Tooling');
    const upgrade = project.addTask('upgrade', { description: 'Move to the newest version of @jts/projen-docker and synthesize' });
    upgrade.exec(`${this.commands.add} ${ourManifest().name}@latest`);
    if (project.defaultTask) upgrade.spawn(project.defaultTask);
  }

  public override synthesize(): void {
    const { outdir, name } = this.project;
    const path = join(outdir, 'package.json');
    const text = tryRead(path);
    const wanted = toolDependencies(outdir);
    const content = withDevDependencies(text === undefined || isBare(text) ? newPackageJson(toImageComponent(name), text) : text, wanted);
    if (content !== text) this.changed = writeAtomically(outdir, path, { content });
  }

  public override postSynthesize(): void {
    if (!this.changed) return;
    const { update: install } = this.commands;
    this.project.logger.info(`package.json has new development dependencies: ${install}`);
    try {
      execSync(install, { cwd: this.project.outdir, stdio: ['ignore', 2, 2] });
    } catch {
      this.project.logger.warn(`"${install}" did not succeed; run it to install what "npx projen" needs and to bring the lockfile up to date`);
    }
  }

  private get commands(): InstallCommands {
    return INSTALL_COMMANDS[toolManagerOf(new Repository(this.project.outdir))];
  }
}

function toolDependencies(outdir: string): Record<string, string> {
  const { name, version, peerDependencies } = ourManifest();
  return {
    [name]: installedFrom(outdir, name) ?? (version === '0.0.0' ? '*' : `^${version}`),
    constructs: peerDependencies.constructs,
    projen: peerDependencies.projen,
    tsx: TSX,
  };
}

/** The file that npm installed a package from, as its record in `node_modules` says; undefined for one from a registry. */
function installedFrom(outdir: string, name: string): string | undefined {
  try {
    const { packages } = JSON.parse(tryRead(join(outdir, 'node_modules', '.package-lock.json')) ?? '{}');
    const resolved: unknown = packages?.[`node_modules/${name}`]?.resolved;
    return typeof resolved === 'string' && resolved.startsWith('file:') ? resolved : undefined;
  } catch {
    return undefined;
  }
}
