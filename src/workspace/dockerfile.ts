/** What a Dockerfile says about one of its stages. */
export interface DockerfileStage {
  /** Its name in lower case, as the builder compares names; `undefined`: it has none. */
  readonly name?: string;
  /** The image or the stage that it starts from, as it is written. */
  readonly from: string;
  /** Whether it has a health check; `undefined`: it does not say. */
  readonly health?: boolean;
  /** The user that it ends as; `undefined`: it does not say. */
  readonly user?: string;
  /** The TCP ports that it exposes, as far as they are written as numbers. */
  readonly ports: readonly number[];
}

/** What is known about the image that a Dockerfile makes. */
export type DockerfileImage = Omit<DockerfileStage, 'name'>;

/** The stages of a Dockerfile. */
export function readDockerfile(text: string): DockerfileStage[] {
  const stages: { name?: string; from: string; health?: boolean; user?: string; ports: number[] }[] = [];
  for (const { keyword, rest } of instructions(text)) {
    const stage = stages[stages.length - 1];
    if (keyword === 'FROM') {
      const [, from = '', , name] = /^(?:--\S+\s+)*(\S+)(\s+AS\s+(\S+))?/i.exec(rest) ?? [];
      stages.push({ name: name?.toLowerCase(), from, ports: [] });
    } else if (stage && keyword === 'HEALTHCHECK') {
      stage.health = !/^NONE\s*$/i.test(rest);
    } else if (stage && keyword === 'USER') {
      stage.user = rest.trim();
    } else if (stage && keyword === 'EXPOSE') {
      stage.ports.push(...rest.trim().split(/\s+/).flatMap(port => /^(\d+)(?:\/tcp)?$/i.exec(port)?.[1] ?? []).map(Number));
    }
  }
  return stages;
}

/** The stage that a build without a target, or with this one, ends with: a stage's name, or its number. */
export function findStage(stages: readonly DockerfileStage[], target: string | undefined): DockerfileStage | undefined {
  if (target === undefined) return stages[stages.length - 1];
  return stages.find(({ name }) => name === target.toLowerCase()) ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
}

/** What a stage says together with the stages that it is made from. */
export function imageOf(stages: readonly DockerfileStage[], stage: DockerfileStage): DockerfileImage {
  const parent = stages.slice(0, stages.indexOf(stage)).reverse().find(({ name }) => name === stage.from.toLowerCase());
  const { from, health, user, ports } = parent ? imageOf(stages, parent) : { ...stage, health: undefined, user: undefined, ports: [] };
  return { from, health: stage.health ?? health, user: stage.user ?? user, ports: [...new Set([...ports, ...stage.ports])] };
}

interface Instruction { readonly keyword: string; readonly rest: string }

/** Instructions, each on one line; what stands in here-documents is none. */
function instructions(text: string): Instruction[] {
  const lines = text.split(/\r?\n/);
  const escape = escapeOf(lines);
  const found: Instruction[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (isSkipped(lines[at])) continue;
    let line = lines[at].trim();
    while (line.endsWith(escape) && at + 1 < lines.length) {
      const next = lines[++at];
      // Within an instruction, comments and empty lines count as nothing.
      line = isSkipped(next) ? line : `${line.slice(0, -1).trimEnd()} ${next.trim()}`;
    }
    const [, keyword = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    found.push({ keyword: keyword.toUpperCase(), rest });
    if (/^(RUN|COPY|ADD)$/i.test(keyword)) at = afterHereDocuments(lines, at, rest);
  }
  return found;
}

function isSkipped(line: string): boolean {
  return /^\s*(#.*)?$/.test(line);
}

/** The directive `escape` may stand among the directives at the top. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines) {
    const [, name, value] = /^\s*#\s*(\w+)\s*=\s*(\S+)/.exec(line) ?? [];
    if (name === undefined) break;
    if (name.toLowerCase() === 'escape') return value;
  }
  return '\\';
}

/** The last line of the here-documents that an instruction opens. */
function afterHereDocuments(lines: readonly string[], line: number, rest: string): number {
  let at = line;
  for (const [, dash, , word] of rest.matchAll(/(?<!<)<<(-?)(["']?)([A-Za-z_]\w*)\2/g)) {
    const isEnd = (text: string) => (dash ? text.replace(/^\t+/, '') : text) === word;
    const end = lines.findIndex((text, index) => index > at && isEnd(text));
    if (end < 0) return at;
    at = end;
  }
  return at;
}
