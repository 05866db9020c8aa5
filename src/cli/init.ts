import { basename } from 'path';
import { InitProjectOptionHints, Projects } from 'projen';
import { ArgumentError, Command } from './command';

/**
 * What `projen new` does once it has installed the package: for repositories whose own package manager has installed it,
 * because `projen new` knows npm only.
 */
export const init: Command = {
  summary: 'Define the services of this repository in .projenrc.ts, and write their files',
  usage: 'projen-docker init',
  run: args => {
    if (args.length > 0) throw new ArgumentError(`init takes no arguments, got ${args.join(' ')}; edit .projenrc.ts afterwards`);
    const directory = process.cwd();
    Projects.createProject({
      dir: directory,
      projectFqn: '@jts/projen-docker.DockerProject',
      projectOptions: { name: basename(directory) },
      optionHints: InitProjectOptionHints.FEATURED,
    });
    return 0;
  },
};
