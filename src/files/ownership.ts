import { lstatSync, Stats } from 'fs';
import { join } from 'path';
import { FileBase, Project } from 'projen';
import { tryRead, writeAtomically } from './atomic';
import { MARKER, OwnedObjectFile, OwnedTextFile } from './owned-files';

/** The paths that the last synthesis wrote, as projen itself records them. */
const MANIFEST = '.projen/files.json';

/**
 * The files among `files` that we would write over something that projen never wrote: what stands there does not carry
 * projen's marker. Of files that may have none, what the last synthesis recorded counts as written by it.
 */
export function foreignFiles(project: Project, files: readonly FileBase[]): string[] {
  const recorded = recordedFiles(project);
  return files.filter(file => !(recorded.has(file.path) && !isMarked(file)) && isForeign(project, file.path)).map(file => file.path);
}

/**
 * Makes projen forget files that it wrote once and somebody else has replaced since: it would delete them as leftovers of
 * its own. Those that it is about to write stay in the record.
 */
export function forgetReplaced(project: Project): void {
  const recorded = [...recordedFiles(project)];
  const files = new Set(project.files.map(({ path }) => path));
  const kept = recorded.filter(path => files.has(path) || !isForeign(project, path));
  if (kept.length === recorded.length) return;
  const manifest = join(project.outdir, MANIFEST);
  const content = `${JSON.stringify({ ...JSON.parse(tryRead(manifest)!), files: kept }, undefined, 2)}\n`;
  writeAtomically(project.root.outdir, manifest, { content });
}

function isMarked(file: FileBase): boolean {
  return (file instanceof OwnedTextFile || file instanceof OwnedObjectFile) && file.marker !== undefined;
}

/** Whether something stands at a path that does not carry projen's marker. */
export function isForeign(project: Project, path: string): boolean {
  const absolute = join(project.outdir, path);
  const stat = tryStat(absolute);
  if (stat === undefined) return false;
  return stat === 'in the way' || !stat.isFile() || !tryRead(absolute)?.includes(MARKER);
}

/** What stands at a path; `in the way` when one of the folders above it is a file. */
function tryStat(path: string): Stats | 'in the way' | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return 'in the way';
    throw error;
  }
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
