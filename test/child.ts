import { spawn } from 'child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { temporary } from './support';

const ROOT = join(__dirname, '..');

/** The package as Node can load it in another process: compiled in a temporary folder, so that no build has to come first. */
export function compiledPackage(): string {
  const folder = temporary();
  for (const path of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))) {
    const { outputText } = transpileModule(readFileSync(join(ROOT, 'src', path), 'utf8'), {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true, stripInternal: false },
    });
    const target = join(folder, 'lib', path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'sample'), join(folder, 'sample'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** A folder to put on the PATH, with a program of this name that is a script for Node. */
export function program(name: string, script: string, folder: string = temporary()): string {
  writeFileSync(join(folder, name), `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  return folder;
}

export interface Child {
  /** A module's text that is loaded before everything else. */
  readonly hook?: string;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** Runs a module's text in a Node process with an empty environment; says how it ended. */
export async function run(folder: string, source: string, { hook, env, cwd }: Child = {}): Promise<End> {
  const [main, before] = [source, hook ?? ''].map(text => {
    const path = join(temporary(), 'module.js');
    writeFileSync(path, text);
    return path;
  });
  const child = spawn(process.execPath, ['--require', before, main], { cwd: cwd ?? folder, env: { PROJEN_DISABLE_POST: 'true', PACKAGE: folder, ...env } });
  let output = '';
  child.stdout.on('data', chunk => output += chunk);
  child.stderr.on('data', chunk => output += chunk);
  return new Promise(done => child.on('close', (code, signal) => done({ code, signal, output })));
}

/** Runs jobs, as many at once as there are processors here. */
export async function parallel<T>(jobs: readonly (() => Promise<T>)[], width = 3): Promise<T[]> {
  const results: T[] = [];
  const queue = [...jobs.entries()];
  await Promise.all(Array.from({ length: width }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await next[1]();
  }));
  return results;
}
