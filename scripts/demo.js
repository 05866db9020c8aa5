// The main job, in a temporary folder: packs this package, lets `projen new` make a repository from it, and starts what came out.
const { execFileSync, spawnSync } = require('child_process');
const { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } = require('fs');
const { createServer } = require('net');
const { tmpdir } = require('os');
const { join } = require('path');

const ROOT = join(__dirname, '..');
const PROJEN = join(ROOT, 'node_modules', 'projen', 'bin', 'projen');
const work = mkdtempSync(join(tmpdir(), 'projen-docker-demo-'));
const repository = join(work, 'projen-docker-demo');
// npm and projen tell what they start where they are themselves: not of use in another folder.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_(?!config_(registry|userconfig|cache|cafile)$)|PROJEN_|INIT_CWD$)/.test(name)));

const say = text => console.log(`\n\u001b[1m${text}\u001b[0m`);
const run = (program, args, cwd = repository, stdio = 'inherit') => execFileSync(program, args, { cwd, env, stdio, encoding: 'utf8', shell: process.platform === 'win32' && program === 'npm' });

const filesOf = (folder, path = '') => readdirSync(join(folder, path)).filter(name => name !== 'node_modules').sort().flatMap(name => {
  const child = path ? `${path}/${name}` : name;
  return statSync(join(folder, child)).isDirectory() ? filesOf(folder, child) : [child];
});

/** A port of this machine: the one that is asked for, or any if that is taken. */
const freePort = port => new Promise((resolve, reject) => {
  const server = createServer().on('error', error => (port === 0 ? reject(error) : resolve(freePort(0))));
  server.listen(port, '127.0.0.1', () => { const { port: free } = server.address(); server.close(() => resolve(free)); });
});

async function start() {
  const port = await freePort(3000);
  if (port !== 3000) {
    say(`Port 3000 is taken on this machine: "hostPort: ${port}" in .projenrc.ts, and projen again`);
    const definition = join(repository, '.projenrc.ts');
    writeFileSync(definition, readFileSync(definition, 'utf8').replace('  port: 3000,\n', `  port: 3000,\n  hostPort: ${port},\n`));
    run(process.execPath, [PROJEN]);
  }
  try {
    say('npx projen docker:up');
    run(process.execPath, [PROJEN, 'docker:up']);
    for (const path of ['/', '/healthz']) console.log(`GET ${path} → ${await (await fetch(`http://127.0.0.1:${port}${path}`)).text()}`);
    run('docker', ['compose', 'ps']);
  } finally {
    say('npx projen docker:down');
    run(process.execPath, [PROJEN, 'docker:down']);
  }
}

async function main() {
  say('Packing this checkout');
  run(process.execPath, [PROJEN, 'compile'], ROOT);
  const tarball = join(work, run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', work], ROOT, ['ignore', 'pipe', 'inherit']).trim());
  say('npx projen new --from @jts/projen-docker');
  mkdirSync(repository);
  run(process.execPath, [PROJEN, 'new', '--from', tarball, '--no-git']);
  say('What is there now');
  console.log(filesOf(repository).join('\n'));
  for (const path of ['.projenrc.ts', 'app/Dockerfile', 'compose.yaml']) {
    say(path);
    console.log(readFileSync(join(repository, path), 'utf8'));
  }
  if (spawnSync('docker', ['version'], { stdio: 'ignore' }).status === 0) await start();
  else say('No Docker engine answers "docker version" here, so nothing was built or started; the rest works without one');
}

main().then(() => rmSync(work, { recursive: true, force: true }), error => {
  console.error(`\n${error.message}\nWhat was made is in ${work}`);
  process.exitCode = 1;
});
