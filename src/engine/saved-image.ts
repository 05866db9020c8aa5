import { spawn } from 'child_process';
import { docker } from './docker';
import { ArchivedImage, LayerSizes, readArchive } from './image-archive';
import { lastLines } from './program';
import { atOnce } from '../model/at-once';
import { UsageError } from '../model/problem';

/** A process each: so many at once. */
const QUESTIONS = 8;

/** Those of some references that the engine has no image for. */
export async function missingImages(references: readonly string[], signal?: AbortSignal): Promise<string[]> {
  const answers = await atOnce(QUESTIONS, references, async reference => {
    const { code, stderr } = await docker(['image', 'inspect', '--format', '{{.Id}}', reference], { signal });
    if (code !== 0 && !/no such image/i.test(stderr)) throw new UsageError(`"docker image inspect ${reference}" failed: ${lastLines(stderr)}`);
    return code !== 0;
  });
  return references.filter((_, index) => answers[index]);
}

/** Measures an image of the engine as the engine streams it: one for each platform that it has. */
export async function readSavedImage(reference: string, sizes: LayerSizes, signal?: AbortSignal): Promise<ArchivedImage[]> {
  const child = spawn('docker', ['image', 'save', reference], { env: process.env, stdio: ['ignore', 'pipe', 'pipe'], signal });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', chunk => stderr += chunk);
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  ended.catch(() => undefined);
  try {
    return await readArchive(child.stdout, `what "docker image save ${reference}" wrote`, sizes);
  } catch (error) {
    child.stdout.destroy();
    child.kill();
    throw error;
  } finally {
    // What the engine says explains more than what came of it.
    const code = await ended;
    if (code !== 0 && code !== null && stderr) throw new UsageError(`"docker image save ${reference}" failed: ${lastLines(stderr)}`);
  }
}
