import { baseName } from '../../model/paths';
import { checkInstructions } from '../dockerfile/instructions';
import { IPolicyRule, PolicySeverity } from '../rule';
import { commandsOf } from '../shell/script';

export const sudo: IPolicyRule = {
  id: 'sudo',
  severity: PolicySeverity.ERROR,
  summary: 'No command is run through sudo',
  check: system => checkInstructions(system, ({ instruction }) => (commandsOf(instruction).some(({ words: [program = ''] }) => baseName(program) === 'sudo') ? [MESSAGE] : [])),
};

const MESSAGE = 'sudo is of no use in an image: a build is root already, and what runs must never become root; leave it out, and change the USER where that is needed';
