import { execFileSync, spawnSync } from 'child_process';
import { chmodSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { startScript } from '../../../src/services/static-site/start';
import { temporary } from '../../support';

/** Runs the script with something in the server's place that says how it was started. */
function start(names: string[], environment: Record<string, string>): { status: number | null; stdout: string; stderr: string; script: string } {
  const folder = temporary();
  writeFileSync(join(folder, 'nginx'), '#!/bin/sh\necho "$$ $*"\n');
  chmodSync(join(folder, 'nginx'), 0o755);
  writeFileSync(join(folder, 'start.sh'), startScript(names, ['made by us']).replaceAll('/tmp/env.js', join(folder, 'env.js')));
  const { status, stdout, stderr } = spawnSync('sh', [join(folder, 'start.sh'), '-g', 'x y;'], { encoding: 'utf8', env: { PATH: `${folder}:${process.env.PATH}`, ...environment } });
  return { status, stdout, stderr, script: readFileSync(join(folder, 'env.js'), 'utf8') };
}

test('values arrive as they are, whatever is in them', () => {
  const values = { URL: 'https://a.example/?b=c&d="e"', TEXT: 'it\'s \\n \\ </script>\u2028 ünïcode 日本 \t\r\n end', EMPTY: '', DOLLAR: '$HOME `id` %s' };
  const { script, status } = start(Object.keys(values), values);
  const window: Record<string, unknown> = {};
  new Function('window', script)(window);
  expect([status, window.__ENV__, Object.isFrozen(window.__ENV__), script.includes('</script')]).toEqual([0, values, true, false]);
});

test('no other variable is told', () => {
  expect(start(['A'], { A: '1', PASSWORD: 'hunter2' }).script).toBe('window.__ENV__ = Object.freeze({"A":"1"});\n');
});

test('a variable that is not set stops the start', () => {
  expect(start(['A', 'B'], { A: '1' })).toMatchObject({ status: 1, stdout: '', stderr: 'B is not set; the site needs it\n' });
});

test('the server takes the place of the script, with what it was given', () => {
  const { stdout } = start(['A'], { A: '1' });
  expect(stdout).toMatch(/^\d+ -e stderr -g x y;\n$/);
  expect(execFileSync('sh', ['-n'], { input: startScript(['A'], []), encoding: 'utf8' })).toBe('');
});
