import { cpSync, existsSync } from 'fs';
import { join } from 'path';
import { DockerProject, HealthCheck, NodeService } from '../src';
import { compiledPackage, parallel, run } from './child';
import { plainIn, repository, stateOf, temporary } from './support';

type Step = 'new' | 'first' | 'second';

/** Synthesizes; `new` is `projen new` as long as that has not written the definition. As a text, so that another process can do the same. */
const SYNTHESIZE = `
  const creates = step === 'new' && !existsSync(join(outdir, '.projenrc.ts'));
  const project = new DockerProject({
    name: 'acme', outdir, logging: { level: '00.off' }, ...creates && { __new__: { fqn: 'projen.Project', args: { name: 'acme' }, comments: 'none' } },
  });
  const service = (name, port) => new NodeService(project, name, { directory: name, port, health: HealthCheck.http('/healthz') });
  if (step === 'new' && !creates) service('app', 3000);
  if (step === 'first') [service('api', 3000), service('job', 3001)];
  if (step === 'second') [service('api', 4000), service('web', 3002)];
  project.synth();
`;

function synthesize(step: Step, outdir: string): void {
  const here = { step, outdir, existsSync, join, DockerProject, HealthCheck, NodeService };
  new Function(...Object.keys(here), SYNTHESIZE)(...Object.values(here));
}

/**
 * Counts the changes of the file system that a synthesis makes, and ends it at one of them: before it, or in the middle where
 * it writes content. What would change nothing does not count.
 *
 * The text is a module's, for a process that really dies; here it is evaluated with a `die` that throws, and throws again
 * at every change after it, so that nobody can go on: what is on disk is the same.
 */
const KILLER = `
  const fs = require('fs');
  const originals = {};
  const { existsSync } = fs;
  let changes = 0;
  let dead = false;
  let inside = false;
  for (const name of ['writeFileSync', 'appendFileSync', 'renameSync', 'chmodSync', 'rmSync', 'unlinkSync', 'rmdirSync', 'mkdirSync', 'copyFileSync', 'symlinkSync']) {
    const original = originals[name] = fs[name];
    fs[name] = (target, ...rest) => {
      if (dead) die();
      // What Node calls to do one thing, such as to remove a file, is not another change.
      if (inside) return original(target, ...rest);
      if (name === 'mkdirSync' ? existsSync(target) : name === 'rmSync' && !existsSync(target)) return original(target, ...rest);
      changes++;
      if (changes === killAt) {
        if (name === 'writeFileSync') original(target, String(rest[0]).slice(0, String(rest[0]).length / 2));
        dead = true;
        die();
      }
      inside = true;
      try {
        return original(target, ...rest);
      } finally {
        inside = false;
      }
    };
  }
`;

/** Runs a step in this process, to its end or to the change at which it is killed; says how many changes there were. */
function countChanges(step: Step, root: string, killAt = 0): number {
  const killed = new Error('killed');
  const { restore, count } = new Function('require', 'killAt', 'die', `${KILLER}; return { restore: () => Object.assign(fs, originals), count: () => changes };`)(
    jest.requireActual.bind(jest), killAt, () => {
      throw killed;
    });
  try {
    synthesize(step, root);
    if (killAt > 0) throw new Error(`it survived change ${killAt}`);
  } catch (error) {
    if (error !== killed) throw error;
  } finally {
    restore();
  }
  return count();
}

function copyOf(root: string): string {
  const copy = temporary();
  cpSync(root, copy, { recursive: true });
  return copy;
}

/** What a step starts from. */
const STARTS: Record<Step, () => string> = {
  new: () => temporary(),
  first: () => repository({ ...plainIn('api'), ...plainIn('job'), ...plainIn('web'), '.gitignore': 'mine\n' }),
  second: () => {
    const root = STARTS.first();
    synthesize('first', root);
    return root;
  },
};

describe.each(Object.keys(STARTS) as Step[])('"%s"', step => {
  let start: string;
  let changes: number;
  let expected: Record<string, string>;

  beforeAll(() => {
    start = STARTS[step]();
    const undisturbed = copyOf(start);
    changes = countChanges(step, undisturbed);
    expected = stateOf(undisturbed);
  }, 60_000);

  test('changes a lot', () => {
    expect(changes).toBeGreaterThan(20);
    expect(Object.keys(expected)).toContain('compose.yaml');
  });

  test('stopped at any change and run again, gives what an undisturbed run gives', () => {
    for (let killAt = 1; killAt <= changes; killAt++) {
      const root = copyOf(start);
      countChanges(step, root, killAt);
      synthesize(step, root);
      expect({ killAt, state: stateOf(root) }).toEqual({ killAt, state: expected });
    }
  });

  test('a file of ours is there whole or not at all, at any time', () => {
    const before = stateOf(start);
    for (let killAt = 1; killAt <= changes; killAt++) {
      const root = copyOf(start);
      countChanges(step, root, killAt);
      const state = stateOf(root);
      delete state['.projen/synth.tmp'];
      const halves = Object.keys(state).filter(path => state[path] !== before[path] && state[path] !== expected[path]);
      expect({ killAt, halves: halves.filter(path => path !== '.projen/files.json') }).toEqual({ killAt, halves: [] });
    }
  });
});

describe('a process that really dies', () => {
  const PROGRAM = `
    const { existsSync } = require('fs');
    const { join } = require('path');
    const { DockerProject, HealthCheck, NodeService } = require(process.env.PACKAGE + '/lib');
    const { STEP: step, OUTDIR: outdir } = process.env;
    ${SYNTHESIZE}
  `;
  const HOOK = `
    const killAt = Number(process.env.KILL_AT);
    const die = () => { process.kill(process.pid, 'SIGKILL'); for (;;) ; };
    ${KILLER}
  `;
  /** How many of the changes: each costs half a second. `KILL_EVERY=1` in the environment takes all of them. */
  const SAMPLES = process.env.KILL_EVERY ? Infinity : 8;
  let folder: string;
  beforeAll(() => {
    folder = compiledPackage();
  }, 120_000);

  test.each(['new', 'second'] as Step[])('at some of the changes of "%s"', async step => {
    const start = STARTS[step]();
    const undisturbed = copyOf(start);
    const changes = countChanges(step, undisturbed);
    const expected = stateOf(undisturbed);
    const count = Math.min(SAMPLES, changes);
    const moments = Array.from({ length: count }, (_, i) => 1 + Math.round(i * (changes - 1) / (count - 1)));

    const ends = await parallel(moments.map(killAt => async () => {
      const root = copyOf(start);
      const { signal, output } = await run(folder, PROGRAM, { hook: HOOK, env: { STEP: step, OUTDIR: root, KILL_AT: String(killAt) } });
      const here = copyOf(start);
      countChanges(step, here, killAt);
      const asHere = JSON.stringify(stateOf(root)) === JSON.stringify(stateOf(here));
      synthesize(step, root);
      return { killAt, signal, output, asHere, state: stateOf(root) };
    }));
    expect(ends).toEqual(moments.map(killAt => ({ killAt, signal: 'SIGKILL', output: '', asHere: true, state: expected })));
  }, 300_000);
});
