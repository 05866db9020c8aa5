import { lineageOf } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedInstruction, CheckedStage } from '../checked-system';
import { copyOf } from '../dockerfile/copies';
import { ownStages, placeIn } from '../dockerfile/instructions';
import { mountsOf, RunMount } from '../dockerfile/mounts';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { Install, installOf } from '../shell/installs';
import { commandsOf } from '../shell/script';

export const sourcesBeforeDependencies: IPolicyRule = {
  id: 'sources-before-dependencies',
  severity: PolicySeverity.WARNING,
  summary: 'Dependencies are installed before sources are copied',
  check: ({ services }) => services.flatMap(({ name, dockerfile }) => (
    dockerfile ? ownStages(dockerfile).flatMap(stage => inStage(name, dockerfile, stage)) : [])),
};

/** The first install of a stage that comes after its sources; none where one of that kind came before them. */
function inStage(service: string, dockerfile: CheckedDockerfile, stage: CheckedStage): PolicyFinding[] {
  let isCopied = false;
  const installed = new Set<string>();
  for (const one of lineageOf(dockerfile.stages, stage)) {
    for (const instruction of one.instructions) {
      if (takesSources(instruction)) isCopied = true;
      if (instruction.keyword !== 'RUN') continue;
      for (const { words } of commandsOf(instruction)) {
        const install = installOf(words);
        if (!install) continue;
        const [tool] = install.command.split(' ');
        if (isCopied && one === stage && !installed.has(tool) && !mountsOf(instruction).some(mount => keeps(mount, install))) {
          const message = `${install.command} runs after all sources are copied, so every change of them installs everything anew; copy ${install.manifests} alone before it, and the sources after`;
          return [{ ...placeIn(service, dockerfile, instruction), message }];
        }
        installed.add(tool);
      }
    }
  }
  return [];
}

/** Whether a mount makes it of no weight what was copied before: manifests are mounted, or what was compiled is kept. */
function keeps({ type, source = '' }: RunMount, { isBuild }: Install): boolean {
  return type === 'bind' ? !/^\.?$/.test(source) : isBuild === true && type === 'cache';
}

const SOURCE_FOLDERS = /^\/?(\.\/)?(src|app|lib|cmd|internal|source|sources)\/?$/;

/** Whether an instruction takes everything, or a folder of sources, from the context. */
function takesSources(instruction: CheckedInstruction): boolean {
  return copyOf(instruction).ofContext.some(source => /^\.?\/?\.?\/?\*?$/.test(source) || SOURCE_FOLDERS.test(source));
}
