import { lstatSync } from 'fs';
import { join } from 'path';
import { FileBase, Project } from 'projen';
import { tryRead } from './atomic';
import { MARKER } from './owned-files';

/** The paths that the last synthesis wrote, as projen itself records them. */
const MANIFEST = '.projen/files.json';

/**
 * The files among `files` that we would write over something that projen never wrote: neither does what stands there carry
 * projen's marker, nor did the last synthesis record it.
 */
export function foreignFiles(project: Project, files: readonly FileBase[]): string[] {
  const recorded = recordedFiles(project);
  return files.map(file => file.path).filter(path => {
    const absolute = join(project.outdir, path);
    const stat = lstatSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined || recorded.has(path)) return false;
    return !stat.isFile() || !tryRead(absolute)?.includes(MARKER);
  });
}

/** Whether projen has never written here: then it would take every file with its marker for an orphan of its own. */
export function isFirstSynthesis(project: Project): boolean {
  return recordedFiles(project).size === 0;
}

function recordedFiles(project: Project): Set<string> {
  try {
    const { files } = JSON.parse(tryRead(join(project.outdir, MANIFEST)) ?? '{}');
    return new Set(Array.isArray(files) ? files : []);
  } catch {
    return new Set();
  }
}
