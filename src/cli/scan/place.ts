import { join } from 'path';
import { tryRead } from '../../files/atomic';
import { fromTemplate } from '../../model/bake-text';
import { joinPath } from '../../model/paths';
import { parseJson } from '../../workspace/json';
import { table, text } from '../../workspace/value';

/** The Dockerfile of a target, relative to the project; the definition where nobody says which. */
export function dockerfileOf(directory: string, bakeFile: string, target: string): string {
  const content = tryRead(join(directory, bakeFile));
  const bake = content === undefined ? undefined : table(table(parseJson(bakeFile, content, 'run "npx projen", which writes it anew'))?.target)?.[target];
  const found = table(bake);
  return found ? joinPath(fromTemplate(text(found.context) ?? '.'), fromTemplate(text(found.dockerfile) ?? 'Dockerfile')) : '.projenrc.ts';
}
