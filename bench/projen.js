/** The whole `npx projen` of the sample repository, against that of an empty projen project. */
const { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join, dirname } = require('node:path');
const { median, printTable, run } = require('./measure');

const PACKAGE = dirname(__dirname);
/** Runs nothing but what is in the repository. */
const OFFLINE = { npm_config_offline: 'true', npm_config_update_notifier: 'false', npm_config_loglevel: 'error' };

/** The same definition of an empty project, run in the two ways that there are without a compiler. */
const EMPTY = {
  'empty project, .projenrc.ts': {
    file: '.projenrc.ts',
    command: 'node --import tsx .projenrc.ts',
    load: 'import { Project, ProjenrcFile } from "projen";',
    define: 'class Projenrc extends ProjenrcFile {\n  readonly filePath = ".projenrc.ts";\n}',
  },
  'empty project, .projenrc.js': {
    file: '.projenrc.js',
    command: 'node .projenrc.js',
    load: 'const { Project, ProjenrcFile } = require("projen");',
    define: 'class Projenrc extends ProjenrcFile {\n  filePath = ".projenrc.js";\n}',
  },
};

function benchProjen(work, rounds) {
  const sample = createSample(join(work, 'sample'), work);
  const folders = { 'DockerProject, .projenrc.ts': sample };
  for (const [title, definition] of Object.entries(EMPTY)) folders[title] = createEmpty(join(work, definition.file.slice(-2)), definition, sample);

  const steps = {
    'npx projen': { command: 'npx', args: () => ['projen'] },
    'the definition alone': { command: 'sh', args: folder => ['-c', defaultCommand(folder)] },
  };
  const samples = {};
  for (let round = 0; round < rounds; round++) {
    for (const [step, { command, args }] of Object.entries(steps)) {
      for (const [title, cwd] of Object.entries(folders)) {
        const { milliseconds } = run(command, args(cwd), { cwd, env: { ...process.env, ...OFFLINE } });
        ((samples[title] ??= {})[step] ??= []).push(milliseconds);
      }
    }
  }
  console.log('The sample repository: nothing changes');
  const [ours, ...others] = Object.keys(folders);
  printTable(['', ...Object.keys(steps).flatMap(step => [`${step}, ms`, 'ours divided by it'])], [ours, ...others].map(title => [
    title, ...Object.keys(steps).flatMap(step => [median(samples[title][step]).toFixed(0), (median(samples[ours][step]) / median(samples[title][step])).toFixed(2)]),
  ]));
}

/** What a newcomer gets: the package as it is published, and `projen new` in an empty folder. */
function createSample(folder, work) {
  mkdirSync(folder, { recursive: true });
  const { stdout } = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], { cwd: PACKAGE });
  const tarball = join(work, JSON.parse(stdout)[0].filename);
  const projen = JSON.parse(readFileSync(join(PACKAGE, 'node_modules/projen/package.json'), 'utf8'));
  run(process.execPath, [join(PACKAGE, 'node_modules/projen', projen.bin.projen), 'new', '--from', tarball, '--no-git'], { cwd: folder });
  return folder;
}

/** An empty project with the same installed packages, but for ours. */
function createEmpty(folder, { file, command, load, define }, sample) {
  mkdirSync(folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(sample, 'package.json'), 'utf8'));
  delete manifest.devDependencies['@jts/projen-docker'];
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  cpSync(join(sample, 'node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  rmSync(join(folder, 'node_modules/@jts'), { recursive: true });
  writeFileSync(join(folder, file), [
    load, define, 'const project = new Project({ name: "empty" });', 'new Projenrc(project, "Projenrc");', `project.defaultTask?.exec("${command}");`, 'project.synth();', '',
  ].join('\n'));
  run('sh', ['-c', command], { cwd: folder });
  return folder;
}

function defaultCommand(folder) {
  return JSON.parse(readFileSync(join(folder, '.projen/tasks.json'), 'utf8')).tasks.default.steps[0].exec;
}

module.exports = { benchProjen };
