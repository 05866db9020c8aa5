import { joinPath } from '../../model/paths';
import { flagValues } from '../../workspace/dockerfile/stages';
import { isDockerIgnored } from '../../workspace/dockerignore';
import type { CheckedDockerfile, CheckedStage, CheckedSystem } from '../checked-system';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { commandsOf } from '../shell';
import { copySources } from '../sources';
import { unlockedInstalls } from '../unlocked-installs';

export const noLockfile: IPolicyRule = {
  id: 'no-lockfile',
  severity: PolicySeverity.WARNING,
  summary: 'What is installed has the version that a lockfile or the command itself says',
  check: system => system.services.flatMap(({ name, dockerfile }) => (dockerfile?.stages ?? [])
    .filter(({ isShared }) => !isShared).flatMap(stage => findings(name, dockerfile!, stage, system))),
};

function findings(service: string, dockerfile: CheckedDockerfile, stage: CheckedStage, system: CheckedSystem): PolicyFinding[] {
  // Yarn and pnpm change no lockfile where they know that nobody watches.
  let isCi = false;
  return stage.instructions.flatMap(instruction => {
    const { keyword, assignments = {}, line } = instruction;
    if (keyword === 'ENV' && 'CI' in assignments) isCi = assignments.CI !== '' && assignments.CI !== 'false';
    if (keyword !== 'RUN') return [];
    const found = commandsOf(instruction).flatMap(command => unlockedInstalls(command, {
      isCi: isCi || command.words.includes('CI=1') || command.words.includes('CI=true') || 'CI' in command.assignments,
      hasLockfile: name => mayBeThere(dockerfile, name, system),
    }));
    return [...new Set(found)].map(message => ({ service, file: dockerfile.path, line, message }));
  });
}

/** Whether a lockfile can be in the image: something names it, or takes it with others from the context. */
function mayBeThere({ context, stages }: CheckedDockerfile, name: string, { _facts: { repository } }: CheckedSystem): boolean {
  const instructions = stages.flatMap(stage => stage.instructions);
  if (instructions.some(instruction => instruction.text.includes(name) || flagValues(instruction, 'mount').some(mount => mount.includes(name)))) return true;
  const sources = instructions.filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD').flatMap(copySources);
  const takes = (source: string) => source.includes('$') || /^\.?\/?$/.test(source) || isDockerIgnored(source, name);
  const isMounted = instructions.some(instruction => flagValues(instruction, 'mount').some(mount => /(?:^|,)type=bind(?:,|$)/.test(mount) && !/(?:^|,)from=/.test(mount)));
  return (isMounted || sources.some(takes)) && repository.isFile(joinPath(context, name));
}
