import { joinPath } from '../../model/paths';
import { isMatched } from '../../workspace/dockerignore';
import type { CheckedDockerfile, CheckedStage, CheckedSystem } from '../checked-system';
import { copyOf } from '../dockerfile/copies';
import { ownStages, placeIn } from '../dockerfile/instructions';
import { mountsOf } from '../dockerfile/mounts';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { commandsOf } from '../shell/script';
import { unlockedInstalls } from '../shell/unlocked-installs';

export const noLockfile: IPolicyRule = {
  id: 'no-lockfile',
  severity: PolicySeverity.WARNING,
  summary: 'What is installed has the version that a lockfile or the command itself says',
  check: system => system.services.flatMap(({ name, dockerfile }) => (
    dockerfile ? ownStages(dockerfile).flatMap(stage => findings(name, dockerfile, stage, system)) : [])),
};

function findings(service: string, dockerfile: CheckedDockerfile, stage: CheckedStage, system: CheckedSystem): PolicyFinding[] {
  // Yarn and pnpm change no lockfile where they know that nobody watches.
  let isCi = false;
  return stage.instructions.flatMap(instruction => {
    const { keyword, assignments = {} } = instruction;
    if (keyword === 'ENV' && 'CI' in assignments) isCi = assignments.CI !== '' && assignments.CI !== 'false';
    if (keyword !== 'RUN') return [];
    const found = commandsOf(instruction).flatMap(command => unlockedInstalls(command, {
      isCi: isCi || command.words.includes('CI=1') || command.words.includes('CI=true') || 'CI' in command.assignments,
      hasLockfile: name => mayBeThere(dockerfile, name, system),
    }));
    return [...new Set(found)].map(message => ({ ...placeIn(service, dockerfile, instruction), message }));
  });
}

/** Whether a lockfile can be in the image: something names it, or takes it with others from the context. */
function mayBeThere({ context, stages }: CheckedDockerfile, name: string, { _facts: { repository } }: CheckedSystem): boolean {
  const instructions = stages.flatMap(stage => stage.instructions);
  const mounts = instructions.flatMap(mountsOf).filter(({ type }) => type === 'bind');
  if (instructions.some(({ text }) => text.includes(name)) || mounts.some(({ source }) => source?.includes(name))) return true;
  const takes = (source: string) => source.includes('$') || /^\.?\/?$/.test(source) || isMatched(source, name);
  const isTaken = mounts.some(({ from }) => from === undefined) || instructions.some(instruction => copyOf(instruction).ofContext.some(takes));
  return isTaken && repository.isFile(joinPath(context, name));
}
