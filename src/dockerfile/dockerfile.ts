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
  return `${dockerfileParts(dockerfile, header).join('\n')}\n`;
}

/** What a Dockerfile is put together from: whole instructions, comments and empty lines, with a line break between any two. */
export function dockerfileParts({ globals, stages }: Dockerfile, header: readonly string[]): string[] {
  const blocks = [
    ...header.length > 0 ? [[commentLines(header)]] : [],
    ...globals.length > 0 ? [globals.map(String)] : [],
    ...stages.map(({ name, from, comment, instructions }) => [
      ...comment ? comment.split('\n').map(line => `# ${line}`) : [],
      `FROM ${from} AS ${name}`,
      ...instructions.map(String),
    ]),
  ];
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}
