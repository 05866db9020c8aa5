import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { basename, dirname, join, relative } from 'path';
import { LogLevel } from 'projen';
import * as ts from 'typescript';
import { plainIn, quiet, readTree, repository, temporary } from './support';
import * as api from '../src';

// What stands in README.md, docs/ and examples/ is true: code compiles, links lead somewhere, generated files are what is generated.
// UPDATE_EXAMPLES=1 writes the generated files anew, and with them what README.md shows of them.

const ROOT = join(__dirname, '..');
const UPDATE = process.env.UPDATE_EXAMPLES !== undefined;
const EXAMPLES = readdirSync(join(ROOT, 'examples')).sort();
const PAGES = ['README.md', ...pagesOf('docs')];
const OTHER_PAGES = ['CONTRIBUTING.md', ...EXAMPLES.map(name => `examples/${name}/README.md`)];

/** Pages in a folder and those below it. */
function pagesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => (entry.isDirectory() ? pagesOf(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]));
}

describe.each(EXAMPLES)('examples/%s', name => {
  const committed = join(ROOT, 'examples', name);

  test('holds exactly what its definition generates', () => {
    const copy = join(temporary(), name);
    cpSync(committed, copy, { recursive: true, filter: path => !isLocal(path) });
    within(copy, () => run(readFileSync('.projenrc.ts', 'utf8')));
    // Secrets are made on the machine, and stay there.
    rmSync(join(copy, '.secrets'), { recursive: true, force: true });
    const files = () => Object.fromEntries(Object.entries(readTree(committed)).filter(([path]) => !isLocal(path)));
    if (UPDATE) {
      Object.keys(files()).forEach(path => rmSync(join(committed, path)));
      cpSync(copy, committed, { recursive: true });
    }
    expect(files()).toEqual(readTree(copy));
  });
});

test('README.md shows a definition and a Dockerfile of the examples as they are', () => {
  expect(blocksOf('README.md', 'ts').map(({ text }) => text)).toContain(readFileSync(join(ROOT, 'examples', 'node-service', '.projenrc.ts'), 'utf8'));
  const readme = join(ROOT, 'README.md');
  const dockerfile = readFileSync(join(ROOT, 'examples', 'node-service', 'app', 'Dockerfile'), 'utf8');
  if (UPDATE) writeFileSync(readme, readFileSync(readme, 'utf8').replace(/```dockerfile\n[\s\S]*?```/, () => `\`\`\`dockerfile\n${dockerfile}\`\`\``));
  expect(blocksOf('README.md', 'dockerfile').map(({ text }) => text)).toEqual([dockerfile]);
});

describe('code in the documentation', () => {
  const blocks = PAGES.flatMap(page => blocksOf(page, 'ts'));

  test('compiles', () => {
    expect(blocks.length).toBeGreaterThan(0);
    expect(compile(new Map(blocks.map(({ page, line, text }) => [join(ROOT, dirname(page), `${basename(page)}-${line}.ts`), complete(text)])))).toEqual([]);
  });

  test.each(blocks.filter(({ page }) => page === 'docs/escape-hatches.md'))('runs: $page, line $line', ({ text }) => {
    const root = repository({ ...plainIn('apps/api'), ...plainIn('apps/worker'), 'apps/api/certs/ca.pem': '' });
    const project = new api.DockerProject({ name: 'acme', outdir: root, ...quiet });
    const service = new api.NodeService(project, 'api', { directory: 'apps/api', port: 3000 });
    within(root, () => run(text, { project, api: service }));
    expect(() => project.synth()).not.toThrow();
  });
});

describe.each([...PAGES, ...OTHER_PAGES])('links of %s', page => {
  const links = linksOf(page);

  test('lead to what exists', () => {
    expect(links.filter(link => !leadsSomewhere(page, link))).toEqual([]);
  });
});

/** What a clone has beside the files of the repository. */
function isLocal(path: string): boolean {
  return /(^|[\\/])(node_modules|dist|secrets|\.secrets|\.next|\.nx|target|\.venv)([\\/]|$)/.test(path.startsWith(ROOT) ? relative(ROOT, path) : path);
}

/** Runs something in a folder: a project that names none is then there, and nowhere else. */
function within(folder: string, action: () => void): void {
  const before = process.cwd();
  process.chdir(folder);
  try {
    action();
  } finally {
    process.chdir(before);
  }
}

/** Runs TypeScript that imports this package; without imports, with all of the package and these names at hand. */
function run(text: string, names: Record<string, unknown> = {}): void {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const require = createRequire(__filename);
  const load = (name: string): unknown => (name === '@jts/projen-docker' ? silent() : require(name));
  const scope = { ...api, ...names, require: load, exports: {} };
  new Function(...Object.keys(scope), `{${outputText}}`)(...Object.values(scope));
}

/** The package, whose projects log nothing. */
function silent(): typeof api {
  class DockerProject extends api.DockerProject {
    public constructor(options: api.DockerProjectOptions) {
      super({ ...options, logging: { level: LogLevel.OFF } });
    }
  }
  return { ...api, DockerProject };
}

interface Block { readonly page: string; readonly line: number; readonly text: string }

function blocksOf(page: string, language: string): Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(match => ({
    page, line: text.slice(0, match.index).split('\n').length + 1, text: match[1],
  }));
}

/** A part of a `.projenrc.ts` as a whole one: `project` and a service `api` are there, as the documentation says. */
function complete(text: string): string {
  if (text.includes("from '@jts/projen-docker'")) return text;
  const imports = /^import .*\n/gm;
  const names = Object.keys(api).filter(name => new RegExp(`\\b${name}\\b`).test(text));
  return [
    `import { ${['DockerProject as TheProject', 'NodeService as TheService', ...names].join(', ')} } from '@jts/projen-docker';`,
    ...text.match(imports) ?? [],
    'declare const project: TheProject;',
    'declare const api: TheService;',
    `{\n${text.replace(imports, '')}}`,
  ].join('\n');
}

/** What the compiler has to say about files that are not on the disk. */
function compile(files: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    ...ts.parseJsonConfigFileContent(ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, ROOT).options,
    rootDir: undefined,
    noEmit: true,
    noUnusedLocals: false,
    stripInternal: true,
    paths: { '@jts/projen-docker': [join(ROOT, 'src', 'index.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = path => files.has(path) || fileExists(path);
  host.readFile = path => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap(path => {
    const source = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .map(({ messageText }) => `${relative(ROOT, path)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

/** Links of a page that stay in the repository. */
function linksOf(page: string): string[] {
  const prose = readFileSync(join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter(link => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = link.split('#');
  const target = path ? join(ROOT, dirname(page), path) : join(ROOT, page);
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

/** The anchors that GitHub gives to headings, and those that a page says itself. */
function anchorsOf(path: string): string[] {
  const prose = readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-'));
  return [...headings, ...[...prose.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)];
}
