const { spawnSync } = require('node:child_process');

/**
 * Whoever runs the benchmark as root has it measured as nobody: root may write to a read-only file, from which projen
 * concludes that the file is not as it should be, and writes it anew every time.
 */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** Gives a folder, and what is in it, to the user that is measured. */
function giveAway(folder) {
  if (NOBODY) run('chown', ['-R', `${NOBODY.uid}:${NOBODY.gid}`, folder]);
}

/** Runs a command, and says how long it took and what it wrote. Anything but success ends the benchmark. */
function run(command, args, options) {
  const start = performance.now();
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  const milliseconds = performance.now() - start;
  if (error || status !== 0) throw error ?? new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  return { milliseconds, stdout };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A GitHub table, so that it can be pasted into an issue. */
function printTable(header, rows) {
  const lines = [header, header.map((_, i) => (i ? '--:' : '---')), ...rows];
  const widths = header.map((_, i) => Math.max(...lines.map(line => String(line[i]).length)));
  const pad = (cell, i) => (i ? String(cell).padStart(widths[i]) : String(cell).padEnd(widths[i]));
  console.log(`\n${lines.map(line => `| ${line.map(pad).join(' | ')} |`).join('\n')}\n`);
}

module.exports = { giveAway, median, NOBODY, printTable, run };
