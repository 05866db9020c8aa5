import { JavaScript, Setting } from './javascript';
import { fail } from './problem';
import { Repository } from './repository';
import { joinPath } from '../model/paths';

/** The files that Next.js reads, in its order; `.mts` where Node.js runs TypeScript, which all that Next.js 16 wants do. */
const FILES = ['next.config.js', 'next.config.mjs', 'next.config.ts', 'next.config.mts'];
/** Files that look like it and are not read. */
const OTHERS = ['next.config.cjs', 'next.config.cts', 'next.config.json'];

/** A setting as far as it can be read without running the file. */
export type Read = { readonly value: string } | { readonly expression: string } | undefined;

/** What we read of a next.config file; of what is not said in it, nothing. */
export interface NextConfig {
  /** The file, relative to the repository. */
  readonly path: string;
  readonly output: Read;
  readonly distDir: Read;
  readonly basePath: Read;
  /** Relative to the application's folder. */
  readonly tracingRoot: Read;
  /** `experimental.isrFlushToDisk`, where it is a literal. */
  readonly flushToDisk?: boolean;
  /** The line that the object of the configuration begins on. */
  readonly objectLine?: number;
}

/**
 * Reads the configuration of the Next.js application in a folder.
 *
 * @throws WorkspaceError when there is none.
 */
export function readNextConfig(repo: Repository, directory: string): NextConfig {
  const name = FILES.find((file) => repo.isFile(joinPath(directory, file)));
  if (name === undefined) {
    const other = OTHERS.find((file) => repo.isFile(joinPath(directory, file)));
    if (other !== undefined) fail(`Next.js does not read ${joinPath(directory, other)}: rename it to next.config.mjs or next.config.ts`);
    fail(`there is no ${joinPath(directory, 'next.config.ts')} (or .js, .mjs): add one that says "export default { output: 'standalone' };"`);
  }
  const path = joinPath(directory, name);
  return repo.memo(`next:${path}`, () => parse(path, repo.tryRead(path) ?? ''));
}

function parse(path: string, text: string): NextConfig {
  const code = new JavaScript(text);
  const flush = code.setting('isrFlushToDisk')?.text;
  const objectLine = code.lineOf(/(?:\bmodule\.exports\s*=|\bexport\s+default|[cC]onfig\s*(?::[^={}]+)?=)(?:\s|[\w$.]+\()*\{/);
  return {
    path,
    output: read(code.setting('output')),
    distDir: read(code.setting('distDir')),
    basePath: read(code.setting('basePath')),
    tracingRoot: readRoot(code.setting('outputFileTracingRoot')),
    ...(flush === 'true' || flush === 'false') && { flushToDisk: flush === 'true' },
    ...objectLine !== undefined && { objectLine },
  };
}

function read(setting: Setting | undefined): Read {
  if (setting === undefined || /^(?:undefined|null|false|''|"")$/.test(setting.text)) return undefined;
  return setting.literal === undefined ? { expression: setting.text } : { value: setting.literal };
}

const STRING = '(?:\'[^\'\\\\]*\'|"[^"\\\\]*")';
/** A path beside the file, in the ways in which configurations say it. */
const JOINED = new RegExp(`^(?:path\\.)?(?:join|resolve)\\(\\s*(?:__dirname|import\\.meta\\.dirname|process\\.cwd\\(\\))\\s*((?:,\\s*${STRING}\\s*)*),?\\s*\\)$`);
const URL_OF = new RegExp(`^(?:url\\.)?fileURLToPath\\(\\s*new\\s+URL\\(\\s*(${STRING})\\s*,\\s*import\\.meta\\.url\\s*\\)\\s*\\)$`);

function readRoot(setting: Setting | undefined): Read {
  const plain = read(setting);
  if (plain === undefined || 'value' in plain) return plain;
  const text = plain.expression;
  if (/^(?:__dirname|import\.meta\.dirname|process\.cwd\(\))$/.test(text)) return { value: '.' };
  const parts = (JOINED.exec(text) ?? URL_OF.exec(text))?.[1];
  if (parts === undefined) return plain;
  return { value: [...parts.matchAll(new RegExp(STRING, 'g'))].map(([part]) => part.slice(1, -1)).join('/') || '.' };
}
