import { describeCommands } from './commands';
import { describeConfiguration } from './configuration';
import { describeImages, targetsOf } from './images';
import { type GuideInput, projectUrlOf, urlOf } from './input';
import { describeRelease } from './release';
import { describeServices } from './services';
import { describeWorkflows } from './workflows';
import { code, enumerate, link, prose, table } from '../../model/markdown';
import { unique } from '../../model/order';

/**
 * The guide to a repository's containers, in GitHub's Markdown: what there is, and what to type.
 *
 * Nothing is said that does not apply to this very system.
 */
export function renderGuide(input: GuideInput, header: readonly string[]): string {
  const blocks = [
    ...header.length > 0 ? [header.map(line => `<!-- ${line.replace(/-->/g, '-- >')} -->`).join('\n')] : [],
    '# Containers',
    ...input.system.services.length === 0 ? [nothing(input)] : describeSystem(input),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function nothing({ files }: GuideInput): string {
  return `There are no services yet. Define one${files.definition === undefined ? '' : ` in ${code(files.definition)}`}, and run ${code('npx projen')}.`;
}

function describeSystem(input: GuideInput): string[] {
  return [
    summary(input),
    ...describeServices(input),
    ...describeImages(input),
    ...describeCommands(input),
    ...describeRelease(input),
    ...describeWorkflows(input),
    ...describeConfiguration(input),
    ...describeExceptions(input),
    ...describeChanges(input),
  ];
}

function summary(input: GuideInput): string {
  const { system: { name, services }, files: { definition } } = input;
  const jobs = services.filter(({ isJob }) => isJob).length;
  const built = services.filter(({ build }) => build).length;
  const parts = enumerate([count(services.length - jobs, 'service'), count(jobs, 'job')].filter(Boolean));
  return [
    `${code(name)} is ${parts}${built > 0 ? `, with ${count(built, 'image')} built here` : ''}.`,
    ...definition === undefined ? [] : [`All of it is defined in ${link(code(definition), projectUrlOf(input, definition))}.`],
  ].join(' ');
}

function count(number: number, what: string): string {
  return number === 0 ? '' : `${number} ${what}${number === 1 ? '' : 's'}`;
}

function describeExceptions({ suppressed = [] }: GuideInput): string[] {
  if (suppressed.length === 0) return [];
  return [
    '## Exceptions',
    'Rules that are not applied, and why:',
    table(suppressed, [
      ['Of', ({ subject }) => code(subject)],
      ['Rule', ({ rule }) => code(rule)],
      ['What it would say', ({ message }) => prose(message ?? '')],
      ['Why it is not applied', ({ reason }) => prose(reason)],
    ]),
  ];
}

function describeChanges(input: GuideInput): string[] {
  const { system, files } = input;
  const targets = targetsOf(system);
  const own = unique(targets.filter(({ build }) => !build.generated).map(({ build }) => build.dockerfilePath));
  const inProject = (path: string) => link(code(path), projectUrlOf(input, path));
  const generated = [
    ...[files.compose, ...files.composeDevelopment === undefined ? [] : [files.composeDevelopment], files.bake].map(inProject),
    ...targets.some(({ build }) => build.generated) ? ['Dockerfiles with their ignore files'] : [],
    'this page',
  ];
  return [
    '## Changes',
    `${files.definition === undefined ? 'Change the definition' : `Change ${inProject(files.definition)}`}, run ${code('npx projen')}, and commit what it writes: ${enumerate(generated)}. Edits of those are overwritten.`,
    ...own.length === 0 ? [] : [`${enumerate(own.map(path => link(code(path), urlOf(input, path))))} ${own.length === 1 ? 'is' : 'are'} written by hand.`],
  ];
}
