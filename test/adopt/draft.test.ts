import ts from 'typescript';
import { importsOf, renderDrafts, ServiceDraft } from '../../src/adopt/draft';

/** What the statements of a definition make, as the compiler takes them: each construct with its arguments. */
function made(drafts: readonly ServiceDraft[]): unknown[][] {
  const source = renderDrafts(drafts).join('\n');
  const { outputText, diagnostics } = ts.transpileModule(source, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  expect(diagnostics).toEqual([]);
  const found: unknown[][] = [];
  const recorder = (name: string) => class {
    public static http = (path: string) => ['http', path];
    public static gunicorn = (app: string) => ['gunicorn', app];
    public static uvicorn = (app: string) => ['uvicorn', app];
    public constructor(_: unknown, ...args: unknown[]) {
      found.push([name, ...args]);
    }
  };
  const names = importsOf(drafts);
  new Function('project', ...names, outputText)({}, ...names.map(recorder));
  return found;
}

test.each(['a"b', 'a\\b', '"', '\\', '\\"', '\'', '`${x}`', 'größe 日本', 'a\nb', '*/ //'])('%j is the same in the definition', text => {
  const suppressions = { [text]: expect.stringMatching(/^TODO: /) };
  expect(made([
    { stack: 'NodeService', name: text, directory: text, port: 3000, hostPort: 3001, healthPath: text, suppressed: [text] },
    { stack: 'PythonService', name: 'p', directory: '.', server: { server: 'gunicorn', app: text }, migrate: true },
    { stack: 'PythonService', name: 'q', directory: 'q', server: { server: 'uvicorn', app: text } },
  ])).toEqual([
    ['NodeService', text, { directory: text, port: 3000, hostPort: 3001, health: ['http', text], suppressions }],
    ['PythonService', 'p', { server: ['gunicorn', text], migrate: true }],
    ['PythonService', 'q', { directory: 'q', server: ['uvicorn', text] }],
  ]);
  const [, [, name, { base, ...options }]] = made([{ stack: 'NxService', name: 'n', directory: 'apps/n', project: text }]) as [unknown, [string, string, any]];
  expect([name, base, options]).toEqual(['n', expect.anything(), { project: text }]);
});
