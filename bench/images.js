const { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { median, printTable, run } = require('./measure');

const EXAMPLES = join(__dirname, '..', 'examples');
const LOCAL = /(^|\/)(node_modules|dist|\.next|\.nx|\.venv|target|\.secrets)$/;

/** What the applications' authors would write without help: one stage, everything copied first. */
const naive = (...commands) => ['COPY . .', ...commands, ''].join('\n');
const npm = (...build) => naive('RUN npm install', ...build, 'CMD ["npm", "start"]');

/**
 * Applications to build: an example, the Bake target of a service, the folder that a build of it alone starts from, what
 * stands in the naive Dockerfile after the same base, and a source with a line that can be added to it.
 */
const CASES = [
  { example: 'node-service', target: 'app', context: 'app', source: 'app/src/server.ts', dockerfile: npm('RUN npm run build') },
  {
    example: 'npm-workspace', target: 'api', context: 'services', source: 'services/api/src/server.ts',
    dockerfile: npm('RUN npm run build --workspace @acme/queue --workspace @acme/api', 'WORKDIR /app/api'),
  },
  {
    example: 'jts', target: 'api-gateway', context: 'workspace', source: 'workspace/apps/api-gateway/src/main.ts',
    dockerfile: npm('RUN npx nx build api-gateway', 'WORKDIR /app/dist/apps/api-gateway'),
  },
  { example: 'next-service', target: 'web', context: 'web', source: 'web/app/page.tsx', dockerfile: npm('RUN npm run build') },
  { example: 'static-site', target: 'web', context: 'web', source: 'web/src/main.ts', dockerfile: npm('RUN npm run build') },
  {
    example: 'fastapi-service', target: 'api', context: 'app', source: 'app/src/api/main.py', comment: '#',
    dockerfile: naive('ARG PIP_INDEX_URL', 'ARG PIP_TRUSTED_HOST', 'RUN pip install -r requirements.txt', 'CMD uvicorn src.api.main:app'),
  },
  { example: 'go-service', target: 'api', context: 'app', source: 'app/main.go', dockerfile: naive('RUN go build -o /server .', 'CMD ["/server"]') },
  { example: 'rust-service', target: 'api', context: 'app', source: 'app/src/main.rs', dockerfile: naive('RUN cargo build --release', 'CMD cargo run --release') },
];

/** Where packages come from, if not from PyPI: for both sides. */
const ARGUMENTS = ['PIP_INDEX_URL', 'PIP_TRUSTED_HOST'].filter(name => process.env[name]).map(name => [name, process.env[name]]);

/**
 * How long an image takes to be built anew after an edit of one source, beside the naive image of the same application.
 * Both are built once before; then they take turns.
 */
function benchImages(work, rounds) {
  const wanted = process.env.BENCH_EXAMPLES?.split(',');
  const rows = CASES.filter(({ example }) => !wanted || wanted.includes(example)).map(one => measure(one, join(work, one.example), rounds));
  console.log(`images: a build after an edit of a source, median of ${rounds}`);
  printTable(['application', 'ours', 'naive', 'faster by', 'steps from the cache', 'our image, MB', 'naive image, MB'], rows);
}

function measure({ example, target, context, source, comment = '//', dockerfile }, work, rounds) {
  const sides = ['ours', 'naive'].map(side => {
    const root = join(work, side);
    mkdirSync(root, { recursive: true });
    cpSync(join(EXAMPLES, example), root, { recursive: true, filter: path => !LOCAL.test(path) });
    return { root, image: `bench-${example}-${side}`, milliseconds: [], log: '' };
  });
  const [ours, plain] = sides;
  const bake = JSON.parse(readFileSync(join(ours.root, 'docker-bake.json'), 'utf8')).target[target];
  const base = baseOf(readFileSync(join(ours.root, bake.context, bake.dockerfile), 'utf8'));
  // The naive image has what such a Dockerfile has: no ignore file but what keeps the host's dependencies out.
  writeFileSync(join(plain.root, context, 'naive.Dockerfile'), `FROM ${base}\nWORKDIR /app\n${dockerfile}`);
  writeFileSync(join(plain.root, context, 'naive.Dockerfile.dockerignore'), '**/node_modules\n**/dist\n**/.next\n');
  ours.build = () => ['buildx', 'bake', '--file', 'docker-bake.json', '--load', '--progress=plain', '--provenance=false',
    '--set', '*.platform=local', '--set', `${target}.tags=${ours.image}`, ...ARGUMENTS.flatMap(([name, value]) => ['--set', `*.args.${name}=${value}`]), target];
  plain.build = () => ['buildx', 'build', '--load', '--progress=plain', '--provenance=false', '--file', join(context, 'naive.Dockerfile'),
    ...ARGUMENTS.flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]), '--tag', plain.image, context];

  sides.forEach(side => run('docker', side.build(), { cwd: side.root }));
  for (let round = 0; round < rounds; round++) {
    for (const side of sides) {
      appendFileSync(join(side.root, source), `${comment} ${round} ${Date.now()}\n`);
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

/** The official image that the stages start from which build. */
function baseOf(dockerfile) {
  const [, image, argument, rest] = /^FROM (?:--platform=\S+ )?(\S+):\$\{(\w+)\}(\S*) AS base$/m.exec(dockerfile);
  return `${image}:${new RegExp(`^ARG ${argument}=(\\S+)$`, 'm').exec(dockerfile)[1]}${rest}`;
}

/** Steps of the Dockerfile in a plain log, without `FROM`, which does nothing, and those of them that came from the cache. */
function steps(log) {
  const names = new Map([...log.matchAll(/^#(\d+) \[(?:\S+ )?[\w-]+ +\d+\/\d+\] (?!FROM )/gm)].map(([, id]) => [id, false]));
  for (const [, id] of log.matchAll(/^#(\d+) CACHED$/gm)) if (names.has(id)) names.set(id, true);
  return { cached: [...names.values()].filter(Boolean).length, all: names.size };
}

module.exports = { benchImages };
