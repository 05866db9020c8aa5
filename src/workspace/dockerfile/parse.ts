import type { DockerfileParser } from 'dockerfile-ast';
import { oncePerText } from '../../model/memo';

/** One instruction of a Dockerfile, as the builder reads it: on one line, without comments. */
export interface DockerfileInstruction {
  /** In upper case: `RUN`. */
  readonly keyword: string;
  /** What follows the keyword and its flags. The text of here-documents stands below it, on lines of its own. */
  readonly text: string;
  /** The flags, as they are written: `--mount=type=cache,target=/root/.npm`. */
  readonly flags: string[];
  /** The words, where it is written in exec form; `undefined`: in shell form. */
  readonly exec?: string[];
  /** What `ENV`, `ARG` and `LABEL` set: names and values, unquoted. An `ARG` without a value is not here. */
  readonly assignments?: Record<string, string>;
  /** The line of the Dockerfile that it starts on, from 1. */
  readonly line: number;
}

/** The parts of a Dockerfile that are known apart, in order; between two of them stands a line break. */
export type DockerfileParts = readonly string[];

/** The instructions of a Dockerfile. */
export const parseDockerfile: (text: string) => readonly DockerfileInstruction[] = oncePerText(text => {
  const { DockerfileParser: parser } = loadParser();
  // The parser takes indented comments between continued lines for a part of the instruction.
  const flush = text.replace(/^[ \t]+(?=#)/gm, '');
  const lines = flush.split(/\r?\n/);
  return parser.parse(flush).getInstructions().flatMap((instruction): DockerfileInstruction[] => {
    const keyword = instruction.getKeyword();
    const content = instruction.getArgumentsContent() ?? '';
    const { start, end } = instruction.getRange();
    // The parser ends a flag at the first space, though that may be quoted.
    const quoted = quotedFlags(lines.slice(start.line, end.line + 1));
    if (quoted) return parseDockerfile(`${keyword} ${quoted.rest}`).map(rest => ({ ...rest, flags: [...quoted.flags, ...rest.flags], line: start.line + 1 }));
    return keyword ? [{
      keyword,
      text: content.trim(),
      flags: flagsOf(instruction),
      exec: EXEC_FORM.has(keyword) ? execOf(content) : undefined,
      assignments: assignmentsOf(instruction),
      line: start.line + 1,
    }] : [];
  });
});

/**
 * The same for a Dockerfile of many parts, each read once however many Dockerfiles it stands in: those of the services of one
 * repository are made of much the same ones.
 */
export function parseParts(parts: DockerfileParts): readonly DockerfileInstruction[] {
  // A here-document or a continued line may reach beyond its part.
  if (parts.some(part => /<<|[\\`]\s*$/.test(part))) return parseDockerfile(parts.join('\n'));
  let line = 0;
  return parts.flatMap(part => {
    const before = line;
    line += lineCount(part);
    return parseDockerfile(part).map(instruction => ({ ...instruction, line: instruction.line + before }));
  });
}

/** The flags of an instruction, where there are quotes in one, and what follows them; as the builder reads them. */
function quotedFlags(lines: readonly string[]): { flags: string[]; rest: string } | undefined {
  if (!lines.some(line => /--[a-z-]+=\S*["']/.test(line))) return undefined;
  const line = lines.filter((part, index) => index === 0 || !part.startsWith('#')).join('\n').replace(/^\s*\w+/, '');
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    const [found, word] = /^(?:[ \t]|[\\`][ \t]*\n)+(--[a-z][a-z-]*(?:=(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\[^\n]|[^\s"'\\])*)?)(?=\s)/.exec(line.slice(at)) ?? [];
    if (found === undefined) break;
    flags.push(word);
    at += found.length;
  }
  if (!flags.some(flag => /["']/.test(flag))) return undefined;
  return { flags: flags.map(unquoted), rest: line.slice(at).replace(/^(?:[ \t]|[\\`][ \t]*\n)+/, '') };
}

/** Quotes hold what is between them together; a backslash makes the next character stand for itself. */
function unquoted(flag: string): string {
  return flag.replace(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|\\(.)/g, (_, double, single, one) => one ?? (double ?? single).replace(/\\(.)/g, '$1'));
}

function lineCount(text: string): number {
  return text.split('\n').length;
}

const EXEC_FORM = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'COPY', 'ADD', 'SHELL', 'VOLUME', 'HEALTHCHECK']);

/** The words of a JSON list; the builder takes everything else for the shell form. */
export function execOf(text: string): string[] | undefined {
  const list = text.replace(/^\s*CMD\s+(?=\[)/i, '').trim();
  if (!list.startsWith('[')) return undefined;
  try {
    const words = JSON.parse(list);
    return Array.isArray(words) && words.every(word => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

interface Flagged { getFlags?(): { getName(): string; getValue(): string | null }[] }
interface Assigning { getProperties?(): { getName(): string; getValue(): string | null }[] }

function flagsOf(instruction: object): string[] {
  return ((instruction as Flagged).getFlags?.() ?? []).map(flag => `--${flag.getName()}${flag.getValue() === null ? '' : `=${flag.getValue()}`}`);
}

function assignmentsOf(instruction: object): Record<string, string> | undefined {
  const properties = (instruction as Assigning).getProperties?.();
  if (!properties) return undefined;
  return Object.fromEntries(properties.flatMap(property => {
    const value = property.getValue();
    return value === null ? [] : [[property.getName(), value]];
  }));
}

/** Loaded when it is needed first: a project without services does not. */
function loadParser(): { readonly DockerfileParser: typeof DockerfileParser } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('dockerfile-ast');
}
