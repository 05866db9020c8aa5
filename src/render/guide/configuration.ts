import { targetsOf } from './images';
import { type GuideInput, projectUrlOf } from './input';
import { code, lines, link, table } from '../../model/markdown';
import { relativePath } from '../../model/paths';
import type { Secret } from '../../model/secret';
import type { ServiceModel, SystemModel } from '../../model/service-model';

/** What services are told: names of variables, and secrets with where they come from. */
export function describeConfiguration(input: GuideInput): string[] {
  const sections = [...variables(input), ...secrets(input.system)];
  return sections.length === 0 ? [] : ['## Configuration', ...sections];
}

/** Variables of services that are told the same, as a job and its service are. */
interface Told {
  readonly services: string[];
  readonly environment: string;
  readonly args: string;
}

function variables(input: GuideInput): string[] {
  const { files, system: { services } } = input;
  const told = new Map<string, Told>();
  for (const { name, environment, build } of services) {
    const [inContainer, inBuild] = [environment, build?.args ?? {}].map(values => Object.keys(values).map(code).join(', '));
    const key = `${inContainer} ${inBuild}`;
    if (key.trim()) told.set(key, { services: [...told.get(key)?.services ?? [], code(name)], environment: inContainer, args: inBuild });
  }
  if (told.size === 0) return [];
  return [
    table([...told.values()], [
      ['Service', one => one.services.join(', ')],
      ['Environment variables', ({ environment }) => environment],
      ['Build arguments', ({ args }) => args],
    ]),
    `Their values stand in ${link(code(files.compose), projectUrlOf(input, files.compose))}.`,
  ];
}

/** A secret, and who needs it. */
interface Use {
  readonly secret: Secret;
  readonly running: string[];
  readonly building: string[];
}

function secrets(system: SystemModel): string[] {
  const uses = usesOf(system);
  if (uses.length === 0) return [];
  return [
    'Secrets come from outside of images and of version control:',
    table(uses, [
      ['Secret', ({ secret }) => code(secret.name)],
      ['Needed by', ({ running, building }) => lines([...running.map(code), ...building.map(name => `the build of ${code(name)}`)])],
      ['Comes from', ({ secret }) => sourceText(secret, system.directory)],
    ]),
    ...uses.some(({ running }) => running.length > 0) ? [`A running service finds each as a file of its name in ${code('/run/secrets')}.`] : [],
  ];
}

function usesOf(system: SystemModel): Use[] {
  const uses = new Map<string, Use>();
  const useOf = (secret: Secret): Use => {
    const use = uses.get(secret.name) ?? { secret, running: [], building: [] };
    uses.set(secret.name, use);
    return use;
  };
  system.services.forEach((service: ServiceModel) => service.secrets.forEach(secret => useOf(secret).running.push(service.name)));
  targetsOf(system).forEach(({ name, build }) => build.secrets.forEach(secret => useOf(secret).building.push(name)));
  return [...uses.values()];
}

function sourceText({ variable, path, isGenerated }: Secret, directory: string): string {
  if (variable !== undefined) return `the variable ${code(variable)} of whoever builds`;
  const file = code(relativePath(directory, path!));
  return isGenerated ? `${file}, with a random value unless you write one` : `${file}, which you write`;
}
