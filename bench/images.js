const { appendFileSync, cpSync, mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { median, printTable, run } = require('./measure');

const EXAMPLES = join(__dirname, '..', 'examples');
const LOCAL = /(^|\/)(node_modules|dist|\.next|\.nx|\.venv|target|\.secrets)$/;

/** What the applications' authors would write without help: one stage, everything copied first. */
const naive = (from, ...commands) => [`FROM ${from}`, 'WORKDIR /app', 'COPY . .', ...commands, ''].join('\n');

/**
 * Applications to build: an example, the Bake target of a service, the folder that a build of it alone starts from, the
 * naive Dockerfile there, and a source with a line that can be added to it.
 */
const CASES = [
  {
    example: 'node-service', target: 'app', context: 'app', source: 'app/src/server.ts', line: '// edited',
    naive: node => naive(node, 'RUN npm install', 'RUN npm run build', 'CMD ["npm", "start"]'),
  },
  {
    example: 'npm-workspace', target: 'api', context: 'services', source: 'services/api/src/server.ts', line: '// edited',
    naive: node => naive(node, 'RUN npm install', 'RUN npm run build --workspace @acme/queue --workspace @acme/api', 'WORKDIR /app/api', 'CMD ["npm", "start"]'),
  },
];

/**
 * How long an image takes to be built anew after an edit of one source, beside the naive image of the same application.
 * Both are built once before; then they take turns.
 */
function benchImages(work, rounds) {
  const rows = CASES.map(one => measure(one, join(work, one.example), rounds));
  console.log(`images: a build after an edit of a source, median of ${rounds}; download: compressed`);
  printTable(['application', 'ours', 'naive', 'faster by', 'steps from the cache', 'our image, MB', 'naive image, MB'], rows);
}

function measure({ example, target, context, source, line, naive: dockerfile }, work, rounds) {
  const sides = ['ours', 'naive'].map(side => {
    const root = join(work, side);
    mkdirSync(root, { recursive: true });
    cpSync(join(EXAMPLES, example), root, { recursive: true, filter: path => !LOCAL.test(path) });
    return { root, image: `bench-${example}-${side}`, milliseconds: [], log: '' };
  });
  const [ours, plain] = sides;
  // The naive image has what such a Dockerfile has: no ignore file but what keeps the host's dependencies out.
  const base = run('sh', ['-c', `sed -n 's/^ARG NODE_VERSION=//p' "$(find . -name Dockerfile | head -1)"`], { cwd: ours.root }).stdout.trim();
  writeFileSync(join(plain.root, context, 'naive.Dockerfile'), dockerfile(`node:${base}-trixie-slim`));
  writeFileSync(join(plain.root, context, 'naive.Dockerfile.dockerignore'), '**/node_modules\n**/dist\n');
  ours.build = () => ['buildx', 'bake', '--file', 'docker-bake.json', '--load', '--progress=plain', '--provenance=false',
    '--set', '*.platform=local', '--set', `${target}.tags=${ours.image}`, target];
  plain.build = () => ['buildx', 'build', '--load', '--progress=plain', '--provenance=false', '--file', join(context, 'naive.Dockerfile'), '--tag', plain.image, context];

  sides.forEach(side => run('docker', side.build(), { cwd: side.root }));
  for (let round = 0; round < rounds; round++) {
    for (const side of sides) {
      appendFileSync(join(side.root, source), `${line} ${round} ${Date.now()}\n`);
      const { milliseconds, stdout } = run('sh', ['-c', 'exec docker "$@" 2>&1', 'sh', ...side.build()], { cwd: side.root });
      side.milliseconds.push(milliseconds);
      side.log = stdout;
    }
  }
  const [a, b] = sides.map(({ milliseconds }) => median(milliseconds) / 1000);
  const { cached, all } = steps(ours.log);
  const sizes = sides.map(({ image }) => (Number(run('docker', ['image', 'inspect', '--format', '{{.Size}}', image]).stdout) / 1e6).toFixed(0));
  sides.forEach(({ image }) => run('docker', ['image', 'rm', '--force', image]));
  return [`${example} / ${target}`, `${a.toFixed(1)} s`, `${b.toFixed(1)} s`, `${(100 * (1 - a / b)).toFixed(0)} %`, `${cached} of ${all} (${(100 * cached / all).toFixed(0)} %)`, ...sizes];
}

/** Steps of the Dockerfile in a plain log, without `FROM`, which does nothing, and those of them that came from the cache. */
function steps(log) {
  const names = new Map([...log.matchAll(/^#(\d+) \[(?!internal|auth)[^\]]*\] (?!FROM )/gm)].map(([, id]) => [id, false]));
  for (const [, id] of log.matchAll(/^#(\d+) CACHED$/gm)) if (names.has(id)) names.set(id, true);
  return { cached: [...names.values()].filter(Boolean).length, all: names.size };
}

module.exports = { benchImages };
