import { spawnSync } from 'child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import { LogLevel } from 'projen';
import * as ts from 'typescript';
import * as api from '../../src';
import { renderDockerfile } from '../../src/dockerfile/dockerfile';
import { Problems } from '../../src/model/problem';
import type { SystemModel } from '../../src/model/service-model';
import { supportedUntil } from '../../src/policy/images/releases';
import type { GuideInput } from '../../src/render/guide/input';
import { readDockerfile } from '../../src/workspace/dockerfile/image';
import { Repository } from '../../src/workspace/repository';
import { temporary } from '../support';

const ROOT = join(__dirname, '..', '..');

/** What a clone has beside the files of the repository. */
const LOCAL = /[\\/](node_modules|\.secrets|\.next|dist|target)([\\/]|$)/;

/** The examples, by name. */
export const EXAMPLES = readdirSync(join(ROOT, 'examples')).sort();

/** What the guide says of an example, as synthesis would have it. */
export function exampleInput(name: string): GuideInput {
  const copy = join(temporary(), name);
  cpSync(join(ROOT, 'examples', name), copy, { recursive: true, filter: path => !LOCAL.test(path.slice(ROOT.length)) });
  return inputOf(systemIn(copy), path => (existsSync(join(copy, path)) ? readFileSync(join(copy, path), 'utf8') : undefined));
}

type OwnDockerfiles = (path: string) => string | undefined;

/** A system with its generated Dockerfiles, and the user's own as `own` has them. */
export function inputOf(system: SystemModel, own: OwnDockerfiles = () => undefined, given: Partial<GuideInput> = {}): GuideInput {
  const texts = [...system.bases, ...system.services].flatMap(({ build }) => {
    const text = build && (build.generated ? renderDockerfile(build.generated.dockerfile, []) : own(build.dockerfilePath));
    return text === undefined ? [] : [[build!.dockerfilePath, readDockerfile(text)] as const];
  });
  return {
    system,
    files: {
      guide: 'docs/containers.md',
      compose: 'compose.yaml',
      composeDevelopment: system.services.some(({ development }) => development) ? 'compose.dev.yaml' : undefined,
      bake: 'docker-bake.json',
      lock: 'docker-lock.json',
      sizes: 'docker-sizes.json',
      definition: '.projenrc.ts',
    },
    dockerfiles: new Map(texts),
    supportedUntil,
    ...given,
  };
}

/** The model of what a folder's `.projenrc.ts` defines. */
function systemIn(root: string): SystemModel {
  let system: SystemModel | undefined;
  class DockerProject extends api.DockerProject {
    public constructor(options: api.DockerProjectOptions) {
      super({ ...options, outdir: root, logging: { level: LogLevel.OFF } });
    }

    public override synth(): void {
      const problems = new Problems();
      system = api.Containers.of(this)!._makeSystem(new Repository(root), problems);
      expect(problems.all).toEqual([]);
    }
  }
  const text = readFileSync(join(root, '.projenrc.ts'), 'utf8');
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const require = createRequire(__filename);
  new Function('require', 'exports', outputText)((name: string) => (name === '@jts/projen-docker' ? { ...api, DockerProject } : require(name)), {});
  return system!;
}

/** A node of a diagram as Mermaid reads it: its label's lines, and its shape. */
export interface DrawnNode { readonly id: string; readonly lines: string[]; readonly shape: string }
/** An arrow: between the first lines of two nodes' labels. */
export interface DrawnEdge { readonly from: string; readonly to: string; readonly label: string; readonly stroke: string; readonly type: string }
/** A diagram as Mermaid reads it, or why it does not. */
export interface Drawn { readonly error?: string; readonly nodes: DrawnNode[]; readonly edges: DrawnEdge[] }
/** A page as a reader of Markdown takes it. */
export interface Page { readonly tokens: readonly any[]; readonly html: string }

/**
 * Mermaid is a module for browsers. Its parser needs none; only what cleans labels wants a DOM: here they stay as they are.
 * How large a diagram may be is looked at when it is drawn, which nothing here does: it is the same limit.
 */
const READER = `
import { lexer, parse } from 'marked';
import { readFileSync } from 'fs';
// What Mermaid does when it draws, and then a browser.
const decoded = text => text.replace(/ﬂ°°(\\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code))).replace(/ﬂ°(\\w+)¶ß/g, '&$1;');
async function draw(mermaid, text) {
  try {
    await mermaid.parse(text);
    if (text.length > mermaid.mermaidAPI.defaultConfig.maxTextSize) throw new Error('Maximum text size in diagram exceeded');
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    const nodes = [...db.getVertices().values()].map(({ id, text, type }) => ({ id, lines: text.split('<br>').map(decoded), shape: type }));
    const named = id => nodes.find(node => node.id === id).lines[0];
    const edges = db.getEdges().map(({ start, end, text, stroke, type }) => ({ from: named(start), to: named(end), label: decoded(text), stroke, type }));
    return { nodes, edges };
  } catch (error) {
    return { error: error.message, nodes: [], edges: [] };
  }
}
async function drawAll(diagrams) {
  const [{ default: DOMPurify }, { default: mermaid }] = [await import('dompurify'), await import('mermaid')];
  Object.assign(DOMPurify, { addHook() {}, sanitize: text => text });
  const drawn = [];
  for (const text of diagrams) drawn.push(await draw(mermaid, text));
  return drawn;
}
const { diagrams, pages } = JSON.parse(readFileSync(0, 'utf8'));
const drawn = diagrams.length > 0 ? await drawAll(diagrams) : [];
console.log(JSON.stringify({ drawn, pages: pages.map(text => ({ tokens: lexer(text), html: parse(text) })) }));
`;

interface Asked { readonly diagrams: readonly string[]; readonly pages: readonly string[] }
interface Answered { readonly drawn: Drawn[]; readonly pages: Page[] }

function run(input: Asked): Answered {
  const options = { cwd: ROOT, input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', READER], options);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** What Mermaid makes of diagrams. */
export function draw(diagrams: readonly string[]): Drawn[] {
  return run({ diagrams, pages: [] }).drawn;
}

/** What a reader of Markdown makes of pages. */
export function readPages(pages: readonly string[]): Page[] {
  return run({ diagrams: [], pages }).pages;
}

/** The diagrams of a page. */
export function diagramsOf(page: string): string[] {
  return fencesOf(page, 'mermaid');
}

/** What stands in a page's blocks of a language. */
export function fencesOf(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`^(\`{3,})${language}\\n([\\s\\S]*?)\\n\\1$`, 'gm'))].map(([, , text]) => text);
}

/** The text of a piece of HTML, as people read it. */
export function textOf(html: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html.replace(/<br>/g, '\n').replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (_, number, name) => (number ? String.fromCodePoint(Number(number)) : names[name]));
}

/** The cells of a page's tables as people read them: by table, row and title. */
export function tablesOf({ html }: Page): Record<string, string>[][] {
  const all = (text: string, tag: string) => [...text.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, inner]) => inner);
  return all(html, 'table').map(table => {
    const titles = all(table, 'th').map(textOf);
    return all(table, 'tr').slice(1).map(row => Object.fromEntries(all(row, 'td').map((cell, i) => [titles[i], textOf(cell)])));
  });
}
