import { flagValues, lineageOf } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile, CheckedInstruction, CheckedStage } from '../checked-system';
import { installOf } from '../installs';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { commandsOf } from '../shell';
import { copySources } from '../sources';

export const sourcesBeforeDependencies: IPolicyRule = {
  id: 'sources-before-dependencies',
  severity: PolicySeverity.WARNING,
  summary: 'Dependencies are installed before sources are copied',
  check: ({ services }) => services.flatMap(({ name, dockerfile }) => (dockerfile ? inDockerfile(name, dockerfile) : [])),
};

function inDockerfile(service: string, dockerfile: CheckedDockerfile): PolicyFinding[] {
  return dockerfile.stages.filter(({ isShared }) => !isShared).flatMap(stage => inStage(dockerfile, stage)
    .map(({ line, message }) => ({ service, file: dockerfile.path, line, message })));
}

/** The first install of a stage that comes after its sources; none where one of that kind came before them. */
function inStage(dockerfile: CheckedDockerfile, stage: CheckedStage): { readonly line: number; readonly message: string }[] {
  let isCopied = false;
  const installed = new Set<string>();
  for (const one of lineageOf(dockerfile.stages, stage)) {
    for (const instruction of one.instructions) {
      if (takesSources(instruction)) isCopied = true;
      if (instruction.keyword !== 'RUN') continue;
      const mounts = flagValues(instruction, 'mount');
      for (const { words } of commandsOf(instruction)) {
        const install = installOf(words);
        if (!install) continue;
        const [tool] = install.command.split(' ');
        const isKept = mounts.some(mount => (/type=bind/.test(mount) && !/(source|src)=\.?(,|$)/.test(mount)) || (install.isBuild && /type=cache/.test(mount)));
        if (isCopied && one === stage && !isKept && !installed.has(tool)) {
          const message = `${install.command} runs after all sources are copied, so every change of them installs everything anew; copy ${install.manifests} alone before it, and the sources after`;
          return [{ line: instruction.line, message }];
        }
        installed.add(tool);
      }
    }
  }
  return [];
}

const SOURCE_FOLDERS = /^\/?(\.\/)?(src|app|lib|cmd|internal|source|sources)\/?$/;

/** Whether an instruction takes everything, or a folder of sources, from the context. */
function takesSources(instruction: CheckedInstruction): boolean {
  return (instruction.keyword === 'COPY' || instruction.keyword === 'ADD')
    && copySources(instruction).some(source => /^\.?\/?\.?\/?\*?$/.test(source) || SOURCE_FOLDERS.test(source));
}
