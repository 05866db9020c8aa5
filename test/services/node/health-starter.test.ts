import { execFileSync } from 'child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import { NodeService } from '../../../src';
import { Files, PLAIN, plainIn, refusal, repository, synthDocker, temporary } from '../../support';

const SAMPLES = join(__dirname, '..', '..', '..', 'sample', 'health');
const textOf = (name: string) => readFileSync(join(SAMPLES, name), 'utf8');

describe('the starter is the same in every language', () => {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, removeComments: true };
  const bare = (text: string) => ts.transpileModule(text, { compilerOptions }).outputText;

  test('JavaScript is the TypeScript without its types', () => {
    expect(bare(textOf('health.mjs'))).toBe(bare(textOf('health.ts')));
  });

  test('CommonJS is the module with other exports', () => {
    expect(textOf('health.cjs')).toBe(`${textOf('health.mjs').replace(/^export /gm, '')}\nmodule.exports = { checks, checkHealth, runChecks, statusOf, answerHealth };\n`);
  });

  const libraries = [['the types of Node.js alone', {}], ['those of browsers too', { lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'] }]] as [string, ts.CompilerOptions][];

  test.each(libraries)('the compiler has nothing to say at its strictest, with %s', (_, more) => {
    const program = ts.createProgram([join(SAMPLES, 'health.ts')], {
      ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noImplicitReturns: true },
      ...{ noUnusedLocals: true, noUnusedParameters: true },
      ...{ isolatedModules: true, erasableSyntaxOnly: true, isolatedDeclarations: true, declaration: true, noEmit: true },
      ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022 },
      ...{ lib: ['lib.es2022.d.ts'], types: ['node'] },
      ...more,
    });
    expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });
});

interface Response { writeHead(status: number, headers: object): void; end(body: string): void }

/** The starter as it runs. */
interface Starter {
  readonly checks: Record<string, { run: (signal: AbortSignal) => unknown; timeout?: number }>;
  checkHealth(): Promise<{ status: string; checks: Record<string, { status: string; milliseconds: number; error?: string }> }>;
  statusOf(report: { status: string }): number;
  answerHealth(request: { method?: string; url?: string }, response: Response): boolean;
}

function load(): Starter {
  const { outputText } = ts.transpileModule(textOf('health.ts'), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const loaded = { exports: {} };
  new Function('module', 'exports', outputText)(loaded, loaded.exports);
  return loaded.exports as Starter;
}

/** What a request is answered, once it is. */
function ask(starter: Starter, url: string, method: string = 'GET'): Promise<{ status: number; headers: object; body: unknown }> | false {
  let answered = false;
  const answer = new Promise<{ status: number; headers: object; body: unknown }>(resolve => {
    let head: { status: number; headers: object };
    answered = starter.answerHealth({ method, url }, {
      writeHead: (status, headers) => { head = { status, headers }; },
      end: body => resolve({ ...head, body: JSON.parse(body) }),
    });
  });
  return answered && answer;
}

const never = () => new Promise<never>(() => undefined);

describe('the starter', () => {
  let starter: Starter;
  beforeEach(() => { starter = load(); });

  test('is healthy without a check', async () => {
    expect(await starter.checkHealth()).toEqual({ status: 'healthy', checks: {} });
  });

  test('tells healthy, unhealthy and error apart, and of an error the name only', async () => {
    Object.assign(starter.checks, {
      yes: { run: () => true },
      nothing: { run: async () => undefined },
      no: { run: async () => false },
      thrown: { run: () => { throw new TypeError('postgresql://app:hunter2@db/app'); } },
      rejected: { run: () => Promise.reject(new RangeError('hunter2')) },
      odd: { run: () => Promise.reject('hunter2') },
    });
    const report = await starter.checkHealth();
    expect(report).toEqual({
      status: 'unhealthy',
      checks: {
        yes: { status: 'healthy', milliseconds: expect.any(Number) },
        nothing: { status: 'healthy', milliseconds: expect.any(Number) },
        no: { status: 'unhealthy', milliseconds: expect.any(Number) },
        thrown: { status: 'error', milliseconds: expect.any(Number), error: 'TypeError' },
        rejected: { status: 'error', milliseconds: expect.any(Number), error: 'RangeError' },
        odd: { status: 'error', milliseconds: expect.any(Number), error: 'Error' },
      },
    });
    expect([JSON.stringify(report).includes('hunter2'), starter.statusOf(report)]).toEqual([false, 503]);
  });

  test('runs all checks at once: the first waits for the second', async () => {
    let release = (): void => undefined;
    const second = new Promise<void>(resolve => { release = resolve; });
    Object.assign(starter.checks, { first: { run: () => second }, second: { run: () => release() } });
    const report = await starter.checkHealth();
    expect([report.status, starter.statusOf(report)]).toEqual(['healthy', 200]);
  });

  test('a check that hangs is an error after its own time, tells the check, and the others keep their answers', async () => {
    let told: AbortSignal | undefined;
    Object.assign(starter.checks, {
      hangs: { run: (signal: AbortSignal) => { told = signal; return never(); }, timeout: 20 },
      well: { run: () => true },
    });
    const { checks } = await waiting(starter.checkHealth());
    expect(checks).toMatchObject({ hangs: { status: 'error', error: 'TimeoutError' }, well: { status: 'healthy' } });
    expect([told!.aborted, checks.hangs.milliseconds >= 15]).toEqual([true, true]);
  });

  test('a check that hangs is not started again until it has come back', async () => {
    let started = 0;
    let release = (): void => undefined;
    starter.checks.hangs = { run: () => { started++; return new Promise<void>(resolve => { release = resolve; }); }, timeout: 10 };
    expect((await waiting(starter.checkHealth())).status).toBe('unhealthy');
    expect((await waiting(starter.checkHealth())).status).toBe('unhealthy');
    expect(started).toBe(1);
    release();
    await new Promise(resolve => setTimeout(resolve, 0));
    starter.checks.hangs.run = () => { started++; return true; };
    expect([(await starter.checkHealth()).status, started]).toEqual(['healthy', 2]);
  });

  test('whoever asks while the checks run gets the same report', async () => {
    let started = 0;
    starter.checks.counted = { run: async () => { started++; } };
    const [first, second] = await Promise.all([starter.checkHealth(), starter.checkHealth()]);
    expect([first === second, started]).toEqual([true, 1]);
    await starter.checkHealth();
    expect(started).toBe(2);
  });

  test('lives while a check fails, and is not ready', async () => {
    let started = 0;
    starter.checks.broken = { run: () => { started++; return false; } };
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    expect(await ask(starter, '/livez')).toEqual({ status: 200, headers, body: { status: 'healthy' } });
    expect(started).toBe(0);
    expect(await ask(starter, '/readyz?verbose')).toEqual({ status: 503, headers, body: { status: 'unhealthy', checks: { broken: { status: 'unhealthy', milliseconds: expect.any(Number) } } } });
  });

  test.each([['/', 'GET'], ['/livez/x', 'GET'], ['/livez', 'POST']])('leaves %s by %s to the application', (url, method) => {
    expect(ask(starter, url, method)).toBe(false);
  });

  test('keeps no process from ending', () => {
    const folder = temporary();
    const text = textOf('health.mjs').replace('export const checks = {', 'export const checks = { hangs: { run: () => new Promise(() => {}), timeout: 60000 },');
    writeFileSync(join(folder, 'health.mjs'), `${text}\nvoid checkHealth();\n`);
    expect(execFileSync('node', [join(folder, 'health.mjs')], { timeout: 20_000, encoding: 'utf8' })).toBe('');
  });
});

/** The timers of time-outs keep no process alive: a test has to do so. */
async function waiting<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 1000);
  return promise.finally(() => clearInterval(timer));
}

describe('option healthStarter', () => {
  const MODULE: Files = { ...PLAIN, 'package.json': { name: 'app', type: 'module', scripts: { start: 'node src/server.js' } } };

  test.each([
    ['src/health.ts', PLAIN, 'health.ts'],
    ['src/health.mts', PLAIN, 'health.ts'],
    ['src/health.js', PLAIN, 'health.cjs'],
    ['src/health.js', MODULE, 'health.mjs'],
    ['src/health.cjs', MODULE, 'health.cjs'],
    ['./lib/health/index.mjs', PLAIN, 'health.mjs'],
  ])('%s is written in its own language', (path, files, sample) => {
    const synthesis = synthDocker(repository(plainIn('apps/api', files)), project => new NodeService(project, 'api', { directory: 'apps/api', healthStarter: path }));
    const written = join(synthesis.root, 'apps/api', path);
    expect(readFileSync(written, 'utf8')).toBe(textOf(sample));
    expect(statSync(written).mode & 0o200).toBe(0o200);
    expect(synthesis.files['.projen/files.json']).not.toContain('health');
  });

  test('what is there is never touched, with or without the option', () => {
    const root = repository(PLAIN);
    const synth = (healthStarter?: string) => synthDocker(root, project => new NodeService(project, 'api', { healthStarter }));
    synth('src/health.js');
    writeFileSync(join(root, 'src/health.js'), '// mine\n');
    synth('src/health.js');
    synth();
    expect(readFileSync(join(root, 'src/health.js'), 'utf8')).toBe('// mine\n');
  });

  test.each([
    ['src/health.py', 'service "api": healthStarter must be a file of TypeScript or JavaScript such as "src/health.ts", got "src/health.py"'],
    ['../health.ts', 'service "api": healthStarter must stay inside the service\'s directory, got "../health.ts"'],
    ['/health.ts', 'service "api": healthStarter must be a path relative to the service\'s directory, got "/health.ts"'],
  ])('%s is refused', (healthStarter, problem) => {
    const root = repository(PLAIN);
    expect(refusal(root, project => new NodeService(project, 'api', { healthStarter }))).toEqual([problem]);
    expect(existsSync(join(root, 'Dockerfile'))).toBe(false);
  });
});
