import type { Instruction } from './instruction';
import type { StageModel } from './stage';
import { commentLines } from '../model/comment';

/** A whole Dockerfile: arguments before the first stage, then the stages. */
export interface Dockerfile {
  /** Arguments that `FROM` lines may use. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly StageModel[];
}

/** The lines of a Dockerfile. `header` are comment lines without their `#`. */
export function renderDockerfile(dockerfile: Dockerfile, header: readonly string[]): string {
  const blocks = [commentLines(header)];
  if (dockerfile.globals.length > 0) blocks.push(dockerfile.globals.join('\n'));
  for (const stage of dockerfile.stages) {
    const comment = stage.comment ? stage.comment.split('\n').map(line => `# ${line}\n`).join('') : '';
    blocks.push([`${comment}FROM ${stage.from} AS ${stage.name}`, ...stage.instructions].join('\n'));
  }
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}
