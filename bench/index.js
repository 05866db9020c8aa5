/** `node bench`, or one part of it, such as `node bench synth`: see README.md. Prints; judges nothing. */
const { chmodSync, mkdtempSync, rmSync } = require('node:fs');
const { cpus, loadavg, tmpdir } = require('node:os');
const { join } = require('node:path');
const { benchImages } = require('./images');
const { benchProjen } = require('./projen');
const { benchSynth } = require('./synth');

const SIZES = [1, 10, 100, 500];
const PARTS = {
  synth: work => benchSynth(work, SIZES, services => (services < 500 ? 15 : 9)),
  projen: work => benchProjen(work, 9),
  images: work => benchImages(work, 3),
};

const BY_DEFAULT = ['synth', 'projen'];

const chosen = process.argv.length > 2 ? process.argv.slice(2) : BY_DEFAULT;
const work = mkdtempSync(join(tmpdir(), 'bench-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
chmodSync(work, 0o755);
// Node compiles and collects in threads of its own: without an idle CPU for them, ratios are worse.
console.log(`Node ${process.version} on ${cpus()[0].model}, ${cpus().length} CPUs, load ${loadavg()[0].toFixed(1)} before this\n`);
for (const part of chosen) {
  if (!PARTS[part]) throw new Error(`there is no part ${part}; choose of ${Object.keys(PARTS).join(', ')}`);
  PARTS[part](join(work, part));
}
