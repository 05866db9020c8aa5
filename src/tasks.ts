import type { Project } from 'projen';

/** What the tasks work on. */
export interface TaskFiles {
  readonly compose: string;
  readonly composeDevelopment: string;
  readonly bake: string;
}

/** The tasks that people build, start and watch with. */
export function addTasks(project: Project, files: TaskFiles): void {
  const [main, development] = [files.compose, files.composeDevelopment].map(quoted);
  const compose = files.compose === 'compose.yaml' ? 'docker compose' : `docker compose --file ${main}`;
  // Without a file, Bake would read the Compose file as well.
  const bake = `docker buildx bake --file ${quoted(files.bake)}`;
  const add = (name: string, description: string, exec: string) => project.addTask(`docker:${name}`, { description, exec, receiveArgs: true });

  // One platform, the machine's own: the only thing that every image store can load.
  add('build', 'Build the images for this machine', `${bake} --load --set "*.platform=local"`);
  add('up', 'Build and start all services, and wait until they are healthy', `${compose} up --build --wait`);
  add('down', 'Stop all services and remove their containers', `${compose} down --remove-orphans`);
  add('logs', 'Show what the services log, and follow it', `${compose} logs --follow`);
  add('dev', 'Start all services for development: sources mounted, rebuilt on changes, debugger open',
    `docker compose --file ${main} --file ${development} up --build --watch`);

  const command = (name: string, description: string, options = '') => add(name, description, `npx --no-install projen-docker ${name}${options}`);
  command('check', 'Run all rules on the containers, and the checks of the builder and of Compose');
  command('smoke', 'Start services from their images and see whether they keep what their definition promises');
  command('size', 'Measure the images, against their budgets and against what was recorded');
  command('lock', 'Lock the images that others publish to their digests, and synthesize', ' --synth');
}

/** What starts services first creates the secrets that a fresh clone lacks. */
export function createSecretsFirst(project: Project, files: readonly string[]): void {
  if (files.length === 0) return;
  const exec = ['npx --no-install projen-docker secrets', ...files.map(quoted)].join(' ');
  for (const name of ['up', 'dev']) project.tasks.tryFind(`docker:${name}`)?.prependExec(exec);
}

/** A word for a shell of any system. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `"${path.replace(/["\\$`]/g, char => `\\${char}`)}"`;
}
