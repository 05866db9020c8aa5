import type { Project } from 'projen';
import { type CommandFiles, dockerCommands, word } from './model/docker-commands';


/** The tasks that people build, start and watch with. */
export function addTasks(project: Project, files: Required<CommandFiles>): void {
  const commands = dockerCommands(files);
  const add = (name: string, description: string, exec: string) => project.addTask(`docker:${name}`, { description, exec, receiveArgs: true });

  add('build', 'Build the images for this machine', commands.build);
  add('up', 'Build and start all services, and wait until they are healthy', commands.up);
  add('down', 'Stop all services and remove their containers', commands.down);
  add('logs', 'Show what the services log, and follow it', commands.logs);
  add('dev', 'Start all services for development: sources mounted, rebuilt on changes, debugger open', commands.dev!);

  const command = (name: string, description: string, options = '') => add(name, description, `npx --no-install projen-docker ${name}${options}`);
  command('check', 'Run all rules on the containers, and the checks of the builder and of Compose');
  command('smoke', 'Start services from their images and see whether they keep what their definition promises');
  command('size', 'Measure the images, against their budgets and against what was recorded');
  command('lock', 'Lock the images that others publish to their digests, and synthesize', ' --synth');
}

/** What starts services first creates the secrets that a fresh clone lacks. */
export function createSecretsFirst(project: Project, files: readonly string[]): void {
  if (files.length === 0) return;
  const exec = ['npx --no-install projen-docker secrets', ...files.map(word)].join(' ');
  for (const name of ['up', 'dev']) project.tasks.tryFind(`docker:${name}`)?.prependExec(exec);
}
