import type { Placed } from './instructions';
import { globalVariables } from '../../workspace/dockerfile/images';
import { expand, lineageOf } from '../../workspace/dockerfile/stages';
import type { CheckedDockerfile } from '../checked-system';

/** What stands in an instruction, with the values of `ARG` and `ENV` in place of their names; `undefined`: one is not known here. */
export function expandAt(dockerfile: CheckedDockerfile, placed: Placed, text: string): string | undefined {
  return text.includes('$') ? expand(text, variablesAt(dockerfile, placed)) : text;
}

/** What `ARG` and `ENV` above an instruction set. What differs between platforms, and what a base image sets, is not known. */
function variablesAt({ args, globals, stages }: CheckedDockerfile, { stage, instruction }: Placed): Record<string, string> {
  const global = globalVariables(globals, args);
  const variables: Record<string, string> = {};
  const fixed = new Set<string>();
  for (const one of lineageOf(stages, stage)) {
    for (const { keyword, text, assignments = {}, line } of one.instructions) {
      if (one === stage && line >= instruction.line) break;
      if (keyword === 'ENV') {
        // A value that is not known hides the one before.
        for (const [name, value] of Object.entries(assignments)) set(variables, name, expand(value, variables));
        Object.keys(assignments).forEach(name => fixed.add(name));
      } else if (keyword === 'ARG') {
        const names = [...Object.keys(assignments), ...text.split(/\s+/).filter(word => /^\w+$/.test(word))];
        for (const name of names.filter(declared => !fixed.has(declared))) {
          const other = Object.hasOwn(assignments, name) ? expand(assignments[name], variables) : PLATFORM.test(name) ? undefined : global[name];
          set(variables, name, Object.hasOwn(args, name) ? args[name] : other);
        }
      }
    }
  }
  return variables;
}

const PLATFORM = /^(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)$/;

function set(variables: Record<string, string>, name: string, value: string | undefined): void {
  if (value === undefined) delete variables[name];
  else variables[name] = value;
}
