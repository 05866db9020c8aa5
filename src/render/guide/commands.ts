import { foreignImages, type Target, targetsOf } from './images';
import type { GuideInput } from './input';
import { isPulled } from './services';
import { dockerCommands } from '../../model/docker-commands';
import { code, enumerate, fence, lines, table } from '../../model/markdown';
import { unique } from '../../model/order';
import type { DebugModel } from '../../model/service-model';

/** What people type, and what it does. */
export function describeCommands(input: GuideInput): string[] {
  return ['## Commands', ...everyday(input), ...onDemand(input), ...develop(input), ...scan(input)];
}

/** A command of everyday: a task, what it does, and the same without projen, if Docker alone can do it. */
type Row = readonly [task: string, does: string, alone?: string];

function everyday(input: GuideInput): string[] {
  const { system: { services, directory }, files } = input;
  const built = targetsOf(input.system).filter(({ isBase }) => !isBase);
  const isGenerated = services.some(({ secrets }) => secrets.some(secret => secret.isGenerated));
  const isKept = services.some(({ writable }) => writable.length > 0);
  return [
    `${code('npx projen')} comes with the packages of this repository: install them first.${directory === '.' ? '' : ` All commands are run in ${code(directory)}.`}`,
    table([...running(input, built), ...checking(input, built)], [
      ['Command', ([task]) => code(`npx projen ${task}`)],
      ['What it does', ([, does]) => does],
      ['With Docker alone', ([, , alone]) => (alone === undefined ? '' : code(alone))],
    ]),
    [
      ...built.length > 1 ? [`${code(`npx projen docker:build ${built[0].name}`)} builds one image alone.`] : [],
      ...isKept ? [`${code('npx projen docker:down --volumes')} deletes what is in the volumes, too.`] : [],
      ...isGenerated ? [`${files.composeDevelopment === undefined ? `${code('docker:up')} makes` : `${enumerate(['docker:up', 'docker:dev'].map(code))} make`} the secrets that are random; Docker alone needs them to be there.`] : [],
    ].join(' '),
  ].filter(Boolean);
}

function running(input: GuideInput, built: readonly Target[]): Row[] {
  const { files, system: { services } } = input;
  const commands = dockerCommands(files);
  const isHealthy = services.every(({ healthCommand, isJob }) => isJob || healthCommand);
  const rows: Row[] = [
    ['docker:up', `${built.length > 0 ? 'builds and starts' : 'starts'} everything, and waits until it is ${isHealthy ? 'healthy' : 'up'}`, commands.up],
    ['docker:logs', 'shows what the services log, and follows it', commands.logs],
    ['docker:down', 'stops the services, and removes their containers', commands.down],
  ];
  if (built.length > 0) {
    rows.unshift(['docker:build', `builds ${built.length > 1 ? 'all images' : 'the image'} for this machine`, commands.build]);
  }
  if (commands.dev !== undefined) rows.push(['docker:dev', 'starts everything for [development](#development), until Ctrl-C', commands.dev]);
  return rows;
}

function checking(input: GuideInput, built: readonly Target[]): Row[] {
  const { files, system: { services } } = input;
  const hasBudget = services.some(({ maxImageSize, maxDownloadSize }) => maxImageSize ?? maxDownloadSize);
  return [
    ['docker:check', 'runs all rules, and the checks of the builder and of Compose'],
    ['docker:smoke', 'starts the services, checks that they keep what is said here, and removes them again'],
    ...built.length > 0 ? [['docker:size', `measures the images${hasBudget ? ', and compares them with their budgets' : ''}; with ${code('--record')}, keeps the sizes in ${code(files.sizes)}, and ${code('npx projen')} shows them here`] as const] : [],
    ...foreignImages(input).length > 0 ? [[
      'docker:lock', `writes the digests of images from elsewhere to ${code(files.lock)}, and ${code('npx projen')} pins the images to them`,
    ] as const] : [],
  ];
}

/** What is not started with the others. */
function onDemand(input: GuideInput): string[] {
  const waiting = input.system.services.filter(({ profiles }) => profiles.length > 0);
  if (waiting.length === 0) return [];
  const { compose } = dockerCommands(input.files);
  const jobs = waiting.filter(({ isJob }) => isJob).map(({ name }) => `${compose} run --build --rm ${name}`);
  const profiles = unique(waiting.filter(({ isJob }) => !isJob).flatMap(service => service.profiles));
  return [
    `${enumerate(waiting.map(({ name }) => code(name)))} ${waiting.length === 1 ? 'starts' : 'start'} only when asked for:`,
    fence('sh', [...jobs, ...profiles.map(profile => `${compose} --profile ${profile} up --build --wait`)].join('\n')),
  ];
}

function develop({ system, files }: GuideInput): string[] {
  const developed = system.services.flatMap(({ name, development }) => (development ? [{ name, ...development }] : []));
  if (developed.length === 0 || files.composeDevelopment === undefined) return [];
  const paths = (all: readonly string[]) => lines(all.map(code));
  return [
    '### Development',
    `While ${code('npx projen docker:dev')} runs:`,
    table(developed, [
      ['Service', ({ name }) => code(name)],
      ['Also published', ({ debug }) => debugText(debug)],
      ['Mounted', ({ mounts }) => paths(mounts.map(({ source }) => source))],
      ['Built anew on changes of', ({ watch }) => paths(watch)],
    ]),
  ];
}

function debugText(debug: DebugModel | undefined): string {
  if (!debug) return '';
  return `${debug.isServer ? 'development server' : 'debugger'} on ${code(`127.0.0.1:${debug.host}`)}`;
}

function scan({ system: { services } }: GuideInput): string[] {
  const built = services.filter(({ build }) => build).map(({ image }) => `${image}:latest`);
  const references = unique([...built, ...services.filter(isPulled).map(({ image }) => image)]);
  return [
    '### Scan',
    `${built.length > 0 ? 'Build first. ' : ''}Any scanner will do, such as these:`,
    fence('sh', [`docker scout cves ${references[0]}`, `trivy image --severity HIGH,CRITICAL --ignore-unfixed ${references[0]}`].join('\n')),
    ...references.length > 1 ? [`In the same way: ${references.slice(1).map(code).join(', ')}.`] : [],
  ];
}
