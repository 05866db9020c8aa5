import { basename } from 'path';
import { InitProjectOptionHints, Projects } from 'projen';

/**
 * What `projen new` does once it has installed the package: for repositories whose own package manager has installed it,
 * because `projen new` knows npm only.
 *
 * @returns the exit code
 */
export function init(args: readonly string[]): number {
  if (args.length > 0) {
    process.stderr.write(`projen-docker init takes no arguments, got ${args.join(' ')}; edit .projenrc.ts afterwards\n`);
    return 2;
  }
  const directory = process.cwd();
  Projects.createProject({
    dir: directory,
    projectFqn: '@jts/projen-docker.DockerProject',
    projectOptions: { name: basename(directory) },
    optionHints: InitProjectOptionHints.FEATURED,
  });
  return 0;
}
