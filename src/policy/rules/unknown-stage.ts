import { show } from '../../model/problem';
import { findStage, sourcesOf } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedService, CheckedStage, CheckedSystem } from '../checked-system';
import { bakeTarget } from '../compose/bake';
import { namedContexts } from '../compose/contexts';
import { isMap } from '../compose/values';
import { ownStages } from '../dockerfile/instructions';
import { allStages, KnownStage, mayBeImage } from '../dockerfile/stages';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';

export const unknownStage: IPolicyRule = {
  id: 'unknown-stage',
  severity: PolicySeverity.ERROR,
  summary: 'Stages that are named exist, and stand above where they are named',
  check: system => system.services.flatMap(service => {
    const { dockerfile } = service;
    if (!dockerfile) return [];
    const all = allStages(system, service, dockerfile);
    const known = { dockerfile, all, contexts: namedContexts(system, service) };
    return [
      ...ownStages(dockerfile).flatMap(stage => inStage(service, stage, known)),
      ...all ? inTargets(system, service, all) : [],
    ];
  }),
};

/** What is known of a Dockerfile: all of its stages, and names that stand for something else. */
interface Known { readonly dockerfile: CheckedDockerfile; readonly all?: readonly KnownStage[]; readonly contexts: ReadonlySet<string> }

function inStage(service: CheckedService, stage: CheckedStage, { dockerfile, all, contexts }: Known): PolicyFinding[] {
  const above = dockerfile.stages.slice(0, dockerfile.stages.indexOf(stage));
  const index = all?.findIndex(({ name, line }) => (line === undefined ? name === stage.name : line === stage.start.line)) ?? -1;
  const finding = (line: number, message: string): PolicyFinding => ({ service: service.name, file: dockerfile.path, line, message });
  const below = (name: string) => index >= 0 && all!.slice(index).some(one => one.name === name.toLowerCase());

  const from = stage.from.toLowerCase();
  const start = !above.some(({ name }) => name === from) && below(from) && !mayBeImage(from) && !contexts.has(stage.from)
    ? [finding(stage.start.line, `FROM names the stage ${show(stage.from)}, which does not stand above it; put that stage first`)] : [];
  const others = stage.instructions.flatMap(instruction => sourcesOf(instruction).flatMap((name): PolicyFinding[] => {
    if (/[/:@.$]/.test(name) || contexts.has(name) || above.some(one => one.name === name.toLowerCase())) return [];
    if (/^\d+$/.test(name)) {
      if (index < 0 || Number(name) < index) return [];
      const message = `stage ${name} does not stand above; the first stage of a Dockerfile is 0, and this one is ${index}; name the one that you mean: FROM … AS name, from=name`;
      return [finding(instruction.line, message)];
    }
    if (below(name)) return [finding(instruction.line, `stage ${show(name)} does not stand above where files are taken from it; put it first`)];
    if (mayBeImage(name)) return [];
    return [finding(instruction.line, `files are taken from ${show(name)}, and no stage above is called so${named(above)}; an image is written with its tag`)];
  }));
  return [...start, ...others];
}

/** What `build.target` of Compose, and `target` of Bake, name. */
function inTargets(system: CheckedSystem, service: CheckedService, stages: readonly KnownStage[]): PolicyFinding[] {
  const { files } = system;
  const { name, compose, composeDevelopment } = service;
  const targets = [
    { file: files.compose, keys: ['services', name, 'build', 'target'], target: isMap(compose?.build) ? compose.build.target : undefined },
    { file: files.composeDevelopment, keys: ['services', name, 'build', 'target'], target: isMap(composeDevelopment?.build) ? composeDevelopment.build.target : undefined },
    { file: files.bake, keys: ['target', name, 'target'], target: bakeTarget(system, service)?.target.target },
  ];
  return targets.flatMap(({ file, keys, target }) => {
    if (typeof target !== 'string' || target.includes('$') || findStage(stages, target)) return [];
    return [{ service: name, file: file!.path, keys, message: `the target is the stage ${show(target)}, which its Dockerfile does not have${named(stages)}; name one that it has` }];
  });
}

function named(stages: readonly { readonly name?: string }[]): string {
  const names = stages.flatMap(({ name }) => name ?? []);
  return names.length > 0 ? ` (there ${names.length > 1 ? 'are' : 'is'} ${names.join(', ')})` : '';
}
