/** Synthesis of 1, 10, 100 and 500 Node services, against a plain projen project that writes the same bytes. */
const { lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { giveAway, median, NOBODY, printTable, run } = require('./measure');
const { writeRepository } = require('./repository');

const KINDS = ['docker', 'plain'];
/** The first finds none of its files there; the second finds all of them, and nothing to change. */
const MODES = ['first', 'again'];
/** What projen writes without being told to. */
const PROJEN_OWN = /^(\.git(ignore|attributes)|\.projen\/(?!docker\.json$).*)$/;

function benchSynth(work, sizes, rounds) {
  const results = sizes.map(services => ({ services, ...measure(join(work, `services-${services}`), services, rounds(services)) }));
  const cells = ({ docker, plain }, figure, digits) => [docker[figure].toFixed(digits), plain[figure].toFixed(digits), (docker[figure] / plain[figure]).toFixed(2)];
  for (const mode of MODES) {
    console.log(mode === 'first' ? 'First synthesis: none of the files is there' : 'Synthesis again: nothing changes');
    printTable(
      ['services', 'construct + synth, ms', 'plain', 'ratio', 'whole process, ms', 'plain', 'ratio', 'peak memory, MiB', 'plain', 'ratio'],
      results.map(({ services, [mode]: result }) => [services, ...cells(result, 'milliseconds', 1), ...cells(result, 'whole', 0), ...cells(result, 'mebibytes', 1)]),
    );
  }
  printGrowth(results);
}

/** How much more each additional service costs, between the two largest sizes: that is what start-up cannot hide. */
function printGrowth(results) {
  if (results.length < 2) return;
  const [smaller, larger] = results.slice(-2);
  console.log(`Growth from ${smaller.services} to ${larger.services} services, per service`);
  const growth = (mode, kind, figure) => (larger[mode][kind][figure] - smaller[mode][kind][figure]) / (larger.services - smaller.services);
  printTable(['', 'DockerProject', 'plain', 'ratio'], MODES.flatMap(mode => [['milliseconds', 'ms'], ['mebibytes', 'MiB']].map(([figure, unit]) => {
    const [docker, plain] = KINDS.map(kind => growth(mode, kind, figure));
    return [`${mode}, ${unit}`, docker.toFixed(3), plain.toFixed(3), (docker / plain).toFixed(2)];
  })));
}

function measure(work, services, rounds) {
  const folder = kind => join(work, kind);
  const plan = join(work, 'plan.json');
  KINDS.forEach(kind => mkdirSync(folder(kind), { recursive: true }));
  const [apps] = KINDS.map(kind => writeRepository(folder(kind), services));
  const sources = filesOf(folder('docker'));
  giveAway(work);
  const synthesize = kind => {
    const { milliseconds: whole, stdout } = run(process.execPath, [join(__dirname, 'run.js'), kind, plan], { cwd: folder(kind), ...NOBODY });
    return { whole, ...JSON.parse(stdout) };
  };
  writeFileSync(plan, JSON.stringify({ apps }));
  synthesize('docker');
  writeFileSync(plan, JSON.stringify({ apps, ...planOf(folder('docker'), sources) }));

  const samples = {};
  const record = (mode, kind) => ((samples[mode] ??= {})[kind] ??= []).push(synthesize(kind));
  for (let round = 0; round < rounds; round++) {
    KINDS.forEach(kind => removeGenerated(folder(kind), sources));
    KINDS.forEach(kind => record('first', kind));
    const written = compare(folder('docker'), folder('plain'), 'DockerProject and plain projen');
    KINDS.forEach(kind => record('again', kind));
    if (compare(folder('docker'), folder('plain'), 'DockerProject and plain projen') !== written) throw new Error('synthesis changed something the second time');
  }
  const medians = all => Object.fromEntries(Object.keys(all[0]).map(figure => [figure, median(all.map(sample => sample[figure]))]));
  return Object.fromEntries(MODES.map(mode => [mode, Object.fromEntries(KINDS.map(kind => [kind, medians(samples[mode][kind])]))]));
}

/** What the plain project is told, taken from what the other one wrote. */
function planOf(folder, sources) {
  const generated = [...filesOf(folder).keys()].filter(path => !sources.has(path) && !PROJEN_OWN.test(path));
  const lines = path => readFileSync(join(folder, path), 'utf8').split('\n').filter(line => line && !line.startsWith('#'));
  return {
    texts: Object.fromEntries(generated.map(path => [path, readFileSync(join(folder, path), 'utf8')])),
    tasks: Object.values(JSON.parse(readFileSync(join(folder, '.projen/tasks.json'), 'utf8')).tasks),
    ignored: lines('.gitignore'),
    attributes: lines('.gitattributes').map(line => line.split(' ')),
  };
}

function removeGenerated(folder, sources) {
  for (const path of filesOf(folder).keys()) {
    if (!sources.has(path)) rmSync(join(folder, path));
  }
}

/** Both folders hold the same files with the same bytes and the same modes, or the benchmark compares different things. */
function compare(a, b, what) {
  const [left, right] = [filesOf(a), filesOf(b)];
  const different = [...new Set([...left.keys(), ...right.keys()])].filter(path => left.get(path) !== right.get(path));
  if (different.length > 0) throw new Error(`${what} wrote different files: ${different.slice(0, 10).join(', ')}`);
  return [...left].join('\n');
}

/** Paths of all files, with what is in them and their modes. */
function filesOf(root, folder = '.', found = new Map()) {
  for (const { name } of readdirSync(join(root, folder), { withFileTypes: true }).sort((x, y) => (x.name < y.name ? -1 : 1))) {
    const path = join(folder, name);
    const stat = lstatSync(join(root, path));
    if (stat.isDirectory()) filesOf(root, path, found);
    else found.set(path.replaceAll('\\', '/'), `${(stat.mode & 0o777).toString(8)} ${readFileSync(join(root, path), 'utf8')}`);
  }
  return found;
}

module.exports = { benchSynth };
