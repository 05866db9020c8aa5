import { spawn } from 'child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import { delimiter, join } from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { compiledPackage, program, run } from '../child';
import { temporary } from '../support';

let lib: string;
beforeAll(() => {
  lib = join(compiledPackage(), 'lib');
}, 120_000);

/** A `docker` that knows containers, networks and volumes as files, and writes down what it was asked to remove. */
const DOCKER = `
const { appendFileSync, existsSync, readdirSync, rmSync, writeFileSync } = require('fs');
const { join } = require('path');
const [kind, verb, ...rest] = process.argv.slice(2);
const folder = join(process.env.ENGINE, kind);
if (verb === 'ls') console.log(rest.includes('label=com.docker.compose.project=acme-smoke-1') ? readdirSync(folder).join('\\n') : '');
if (process.env.STUCK === 'at first' && !existsSync(folder + '-asked')) {
  writeFileSync(folder + '-asked', '');
  console.error('Cannot connect to the Docker daemon');
  process.exit(1);
}
if (verb === 'rm' && process.env.STUCK === 'yes') { console.error('device or resource busy'); process.exit(1); }
if (verb === 'rm') for (const name of rest.filter(word => !word.startsWith('-'))) {
  appendFileSync(join(process.env.ENGINE, 'log'), kind + ' ' + name + '\\n');
  rmSync(join(folder, name));
}
`;

/** Starts the reaper, and whoever works on the project; then does what is asked of it. */
const PROGRAM = `
const { spawn } = require('child_process');
const { startReaper } = require(process.env.LIB + '/engine/reaper');
const wait = () => setInterval(() => undefined, 1000);
startReaper('acme-smoke-1').then(reaper => {
  const worker = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { detached: true, stdio: 'ignore' });
  reaper.watch(worker);
  console.log(worker.pid);
  process.on('message', order => {
    if (order === 'done') { worker.on('exit', () => { reaper.dismiss(); process.disconnect(); }); worker.kill(); }
    if (order === 'throw') throw new Error('a fault of ours');
  });
});
`;

function fakeEngine(): { readonly engine: string; readonly env: Record<string, string> } {
  const engine = temporary();
  const bin = program('docker', DOCKER);
  for (const [kind, name] of [['container', 'api'], ['container', 'web'], ['network', 'default'], ['volume', 'data']]) {
    mkdirSync(join(engine, kind), { recursive: true });
    writeFileSync(join(engine, kind, name), '');
  }
  return { engine, env: { ENGINE: engine, LIB: lib, PATH: `${bin}${delimiter}${process.env.PATH}` } };
}

async function started() {
  const { engine, env } = fakeEngine();
  const child = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], env: { ...process.env, ...env } });
  const worker = Number(await new Promise<Buffer>(done => child.stdout!.once('data', done)));
  const end = new Promise<number | string | null>(done => child.on('exit', (code, signal) => done(signal ?? code)));
  const removed = () => (existsSync(join(engine, 'log')) ? readFileSync(join(engine, 'log'), 'utf8').trim().split('\n') : []);
  return { child, end, worker, engine, removed };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(what: () => boolean): Promise<void> {
  for (let waited = 0; !what() && waited < 20_000; waited += 50) await sleep(50);
  expect(what()).toBe(true);
}

const ALL = ['container api', 'container web', 'network default', 'volume data'];

/** Takes down, and says how that ended. */
const TAKE_DOWN = 'require(process.env.LIB + "/engine/compose-down").takeDown("acme-smoke-1", 1, 3).then(() => console.log("gone"), error => console.log(error.name, error.message))';

// A `docker` that is a script is no program on Windows.
(process.platform === 'win32' ? describe.skip : describe)('whoever started something', () => {
  test('and died, has it removed, and whoever works on it is ended first', async () => {
    const { child, end, worker, removed } = await started();
    child.kill('SIGKILL');
    expect(await end).toBe('SIGKILL');
    await until(() => removed().length >= ALL.length);
    expect(removed()).toEqual(ALL);
    expect(isAlive(worker)).toBe(false);
  }, 30_000);

  test('and failed, has it removed', async () => {
    const { child, end, worker, removed } = await started();
    child.send('throw');
    expect(await end).toBe(1);
    await until(() => removed().length >= ALL.length);
    expect(isAlive(worker)).toBe(false);
  }, 30_000);

  test('has removed also what comes into being after that', async () => {
    const { child, end, engine, removed } = await started();
    child.kill('SIGKILL');
    await end;
    await until(() => removed().length >= ALL.length);
    writeFileSync(join(engine, 'container', 'late'), '');
    await until(() => removed().includes('container late'));
  }, 30_000);

  test.each([
    ['', 'gone\n'],
    ['at first', 'gone\n'],
    ['yes', 'UsageError what was started could not be removed (device or resource busy); do it with "docker compose --project-name acme-smoke-1 down --volumes"\n'],
  ])('is told what could not be removed: stuck %p', async (STUCK, wanted) => {
    const { env } = fakeEngine();
    expect(await run(join(lib, '..'), TAKE_DOWN, { env: { ...env, STUCK } })).toMatchObject({ output: wanted });
  }, 30_000);

  test('and has cleaned up, is not followed up', async () => {
    const { child, end, removed } = await started();
    child.send('done');
    expect(await end).toBe(0);
    await sleep(1500);
    expect(removed()).toEqual([]);
  }, 30_000);
});
