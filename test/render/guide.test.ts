import { existsSync } from 'fs';
import { join } from 'path';
import { diagramsOf, draw, exampleInput, EXAMPLES, inputOf, Page, readPages, tablesOf, textOf } from './guide-support';
import { AWKWARD, service, system } from './model';
import { Duration } from '../../src/model/duration';
import { HealthCheck } from '../../src/model/health-check';
import { Secret } from '../../src/model/secret';
import type { ServiceModel, SystemModel } from '../../src/model/service-model';
import { Size } from '../../src/model/size';
import { renderGuide } from '../../src/render/guide/guide';
import type { GuideInput } from '../../src/render/guide/input';

const EXAMPLES_FOLDER = join(__dirname, '..', '..', 'examples');
const DIGEST = `sha256:${'0'.repeat(64)}`;

const pulled = (given: Partial<Omit<ServiceModel, 'build'>>): ServiceModel => ({ ...service(given), build: undefined });
const pageOf = (services: readonly ServiceModel[], given: Partial<GuideInput> = {}, of: Partial<SystemModel> = {}) =>
  renderGuide(inputOf(system(services, of), undefined, given), []);
/** The rows of the table with this title. */
const rowsOf = (text: string, title: string) => tablesOf(readPages([text])[0]).find(([row]) => title in row) ?? [];

test('of nothing', () => {
  expect(renderGuide(inputOf(system([])), [])).toBe('# Containers\n\nThere are no services yet. Define one in `.projenrc.ts`, and run `npx projen`.\n');
});

test('of one service that needs nothing: nothing else is mentioned', () => {
  expect(renderGuide(inputOf(system()), ['a marker', 'and another -->'])).toBe(`<!-- a marker -->
<!-- and another -- > -->

# Containers

\`acme\` is 1 service, with 1 image built here. All of it is defined in [\`.projenrc.ts\`](../.projenrc.ts).

## Services

\`\`\`mermaid
flowchart LR
  n1["api"]
\`\`\`

| Service | User | Health check | Memory |
|---|---|---|---|
| \`api\` | \`1000:1000\` | none: nothing to ask | 512 MiB |

## Images

\`\`\`mermaid
flowchart LR
  n1("scratch")
  n2["api"]
  n1 --> n2
\`\`\`

An arrow leads from an image to what starts from it.

| Image | Built by | Starts from |
|---|---|---|
| \`acme-api\` | [\`Dockerfile\`](../Dockerfile) | nothing |

Images are built for the platform of the machine that builds them.

## Commands

\`npx projen\` comes with the packages of this repository: install them first.

| Command | What it does | With Docker alone |
|---|---|---|
| \`npx projen docker:build\` | builds the image for this machine | \`docker buildx bake --file docker-bake.json --load --set "*.platform=local"\` |
| \`npx projen docker:up\` | builds and starts everything, and waits until it is up | \`docker compose up --build --wait\` |
| \`npx projen docker:logs\` | shows what the services log, and follows it | \`docker compose logs --follow\` |
| \`npx projen docker:down\` | stops the services, and removes their containers | \`docker compose down --remove-orphans\` |
| \`npx projen docker:check\` | runs all rules, and the checks of the builder and of Compose |  |
| \`npx projen docker:smoke\` | starts the services, checks that they keep what is said here, and removes them again |  |
| \`npx projen docker:size\` | measures the images; with \`--record\`, keeps the sizes in \`docker-sizes.json\`, and \`npx projen\` shows them here |  |

### Scan

Build first. Any scanner will do, such as these:

\`\`\`sh
docker scout cves acme-api:latest
trivy image --severity HIGH,CRITICAL --ignore-unfixed acme-api:latest
\`\`\`

### Release

The images have no registry, and stay on the machine that builds them. \`registry\` in \`.projenrc.ts\` gives them one.

## Changes

Change [\`.projenrc.ts\`](../.projenrc.ts), run \`npx projen\`, and commit what it writes: [\`compose.yaml\`](../compose.yaml), [\`docker-bake.json\`](../docker-bake.json), Dockerfiles with their ignore files and this page. Edits of those are overwritten.
`);
});

describe('of the examples', () => {
  let examples: Record<string, { readonly input: GuideInput; readonly text: string; readonly page: Page }>;
  beforeAll(() => {
    const inputs = EXAMPLES.map(exampleInput);
    const texts = inputs.map(input => renderGuide(input, ['a marker']));
    const pages = readPages(texts);
    examples = Object.fromEntries(EXAMPLES.map((name, i) => [name, { input: inputs[i], text: texts[i], page: pages[i] }]));
  }, 120_000);

  test.each(EXAMPLES)('%s reads as Markdown: one title, tables with as many cells in each row, one line break at its end', name => {
    const { text, page } = examples[name];
    expect(text.startsWith('<!-- a marker -->\n\n# Containers\n\n')).toBe(true);
    expect(text).toMatch(/[^\n]\n$/);
    expect(text).not.toMatch(/\n{3}|[ \t]\n|undefined|\[object |NaN/);
    expect(page.tokens.filter(({ type, depth }) => type === 'heading' && depth === 1)).toHaveLength(1);
    const tables = page.tokens.filter(({ type }) => type === 'table');
    expect(tables.length).toBe(text.match(/^\|---/gm)!.length);
    for (const { raw } of tables) expect(new Set((raw as string).trim().split('\n').map(line => line.split('|').length)).size).toBe(1);
    expect(new Set(page.tokens.map(({ type }) => type))).toEqual(new Set(['html', 'space', 'heading', 'paragraph', 'code', 'table']));
  });

  test.each(EXAMPLES)('%s leads to what is there', name => {
    const { text, page } = examples[name];
    const targets = [...page.html.matchAll(/<a href="([^"]*)"/g)].map(([, target]) => target);
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => `#${title.toLowerCase()}`);
    expect(targets.length).toBeGreaterThan(2);
    expect(targets.filter(target => !headings.includes(target) && !existsSync(join(EXAMPLES_FOLDER, name, 'docs', decodeURIComponent(target))))).toEqual([]);
  });

  test.each(EXAMPLES)('%s has a row for each service and each image', name => {
    const { page, input: { system: { services, bases } } } = examples[name];
    const tables = tablesOf(page);
    expect(tables[0].map(row => row.Service)).toEqual(services.map(service_ => service_.name));
    const images = tables.find(([row]) => 'Built by' in row)!.map(row => row.Image);
    expect(images).toEqual([...bases, ...services.filter(({ build }) => build)].map(({ image }) => image));
  });
});

describe('services', () => {
  const rows = (...services: ServiceModel[]) => rowsOf(pageOf(services), 'Memory').concat(rowsOf(pageOf(services), 'Limits'));

  test.each([
    ['published', { port: { container: 80, host: 8080, address: '127.0.0.1' } }, 'Host → container', '127.0.0.1:8080 → 80'],
    ['published for all', { port: { container: 80, host: 8080, address: '0.0.0.0' } }, 'Host → container', '0.0.0.0:8080 → 80'],
    ['not published', { port: { container: 80, address: '127.0.0.1' } }, 'Host → container', '80, not published'],
    ['memory', { memory: Size.gibibytes(2) }, 'Memory', '2 GiB'],
    ['odd memory', { memory: Size.megabytes(100) }, 'Memory', '95.4 MiB'],
    ['processors', { cpus: 0.5 }, 'Limits', '512 MiB\n0.5 CPU'],
    ['a check of HTTP', { health: HealthCheck.http('/a|b`?c=d&e'), healthCommand: ['x'] }, 'Health check', 'GET /a|b`?c=d&e: 30s, 10s, 5s, 3'],
    ['a check of TCP', { health: HealthCheck.tcp({ interval: Duration.minutes(2), retries: 1 }), healthCommand: ['x'] }, 'Health check', 'a connection: 2m, 10s, 5s, 1'],
    ['a check by command', { health: HealthCheck.command(['pg_isready', '--user=a']), healthCommand: ['pg_isready', '--user=a'] }, 'Health check', 'pg_isready --user=a: 30s, 10s, 5s, 3'],
    ['a check by script', { health: HealthCheck.command(['sh', '-c', 'a b']), healthCommand: ['sh', '-c', 'a b'] }, 'Health check', 'sh -c …: 30s, 10s, 5s, 3'],
    ['no check', { health: HealthCheck.none('it is *not* <needed>') }, 'Health check', 'none: it is *not* <needed>'],
    ['the user of the image', { user: undefined }, 'User', 'the image\'s'],
  ])('%s', (_, given, title, text) => {
    expect(rows(service(given))[0][title]).toBe(text);
  });

  test('what must be there first', () => {
    const dependsOn = (['service_healthy', 'service_started', 'service_completed_successfully'] as const).map((condition, i) => ({ name: `s${i}`, condition }));
    expect(rows(service({ dependsOn }), service({ name: 's0' }), service({ name: 's1' }), service({ name: 's2' }))[0]['Starts after']).toBe('s0 healthy\ns1 started\ns2 completed');
  });

  test('images from elsewhere, and jobs in images', () => {
    const job = { isJob: true, imageOf: 'api', command: ['python', 'manage.py', 'migrate'], health: HealthCheck.none('a job that ends') };
    const found = rows(service(), pulled({ name: 'db', image: `postgres:18@${DIGEST}` }), pulled({ name: 'one', ...job }), pulled({ name: 'two', ...job, imageOf: undefined, image: 'postgres:18', command: ['sh', '-c', 'a b'] }));
    expect(found.map(row => row['What it is'])).toEqual(['', 'postgres:18', 'python manage.py migrate in the image of api', 'sh -c … in postgres:18']);
    expect(found.map(row => row['Health check'])).toEqual(['none: nothing to ask', 'the image\'s own, if it has one', 'none: it ends', 'none: it ends']);
  });

  test.each([
    ['FROM alpine:3', 'the image\'s', 'the image\'s own, if it has one'],
    ['FROM alpine:3\nUSER 1000:1000\nHEALTHCHECK CMD true', '1000:1000', 'that of its Dockerfile'],
    ['FROM alpine:3\nHEALTHCHECK NONE', 'the image\'s', 'none'],
  ])('what an own Dockerfile says: %j', (text, user, health) => {
    const own = service({ user: undefined, build: { generated: undefined, target: undefined } });
    const [row] = rowsOf(renderGuide(inputOf(system([own]), () => text), []), 'Memory');
    expect([row.User, row['Health check']]).toEqual([user, health]);
  });

  test('volumes and where they are mounted', () => {
    const writable = [{ path: '/data', volume: 'v' }];
    expect(rowsOf(pageOf([service({ writable }), service({ name: 'web', writable })]), 'Volume')).toEqual([{ 'Volume': 'v', 'Mounted at': '/data of api\n/data of web' }]);
  });
});

describe('images', () => {
  const budgets = { maxImageSize: Size.megabytes(150), maxDownloadSize: Size.megabytes(60) };
  const sizes = new Map([['api', new Map([['linux/amd64', { unpacked: 142_060_000, download: 51_000_000 }], ['linux/arm64', { unpacked: 151_000_000, download: 49_960_000 }]])]]);

  test('budgets, and the sizes that were last recorded', () => {
    expect(rowsOf(pageOf([service(budgets)], { sizes }), 'Built by')).toEqual([expect.objectContaining({
      'Budget': '150.0 MB\n60.0 MB to download',
      'Last recorded size': 'linux/amd64: 142.1 MB, 51.0 MB to download\nlinux/arm64: 151.0 MB, 50.0 MB to download (over budget)',
    })]);
    expect(pageOf([service(budgets)])).toContain('measures the images, and compares them with their budgets;');
  });

  test('a size that is hardly over its budget is not shown as the budget', () => {
    const close = new Map([['api', new Map([['linux/amd64', { unpacked: 150_040_000, download: 59_990_000 }]])]]);
    expect(rowsOf(pageOf([service(budgets)], { sizes: close }), 'Built by')).toEqual([expect.objectContaining({
      'Budget': '150.0 MB\n60.0 MB to download', 'Last recorded size': 'linux/amd64: 150.04 MB, 59.99 MB to download (over budget)',
    })]);
  });

  test('one budget, and one image without a size', () => {
    const [api, web] = rowsOf(pageOf([service({ maxDownloadSize: Size.megabytes(50) }), service({ name: 'web' })], { sizes }), 'Built by');
    expect([api.Budget, web.Budget, web['Last recorded size']]).toEqual(['50.0 MB to download', '', '']);
    expect(api['Last recorded size']).toMatch(/linux\/amd64: .* \(over budget\)\nlinux\/arm64: [^(]*$/);
  });

  const own = (name: string, path: string) => service({ name, build: { generated: undefined, target: undefined, dockerfilePath: path } });
  const elsewhere = (dockerfiles: Record<string, string>, ...others: ServiceModel[]) => {
    const services = [...Object.keys(dockerfiles).map(path => own(path, path)), ...others];
    const text = renderGuide(inputOf(system(services), path => dockerfiles[path]), []);
    return { text, rows: rowsOf(text, 'Used for') };
  };

  test('from elsewhere: what for, and how long they are supported', () => {
    const { text, rows } = elsewhere({ a: 'FROM node:24 AS x\nFROM alpine:3.24\nCOPY --from=x / /', b: 'FROM node:24' }, pulled({ name: 'db', image: 'redis:8' }));
    expect(rows).toEqual([
      { 'Image': 'alpine:3.24', 'Used for': 'a', 'Supported until': '2028-06-01 (Alpine 3.24)' },
      { 'Image': 'node:24', 'Used for': 'a, b', 'Supported until': '2028-04-30 (Node.js 24)' },
      { 'Image': 'redis:8', 'Used for': 'db', 'Supported until': '' },
    ]);
    expect(text).toContain('Images from elsewhere, none of them pinned by digest:');
  });

  test('from elsewhere: what is pinned, where not all are', () => {
    const { text, rows } = elsewhere({ a: `FROM node:24@${DIGEST}`, b: 'FROM alpine:3.24' }, pulled({ name: 'db', image: `redis:8@${DIGEST}` }));
    expect(rows.map(row => [row.Image, row['Pinned by digest']])).toEqual([['node:24', 'yes'], ['alpine:3.24', 'no'], ['redis:8', 'yes']]);
    expect(text).toContain('Images from elsewhere:');
  });

  test('from elsewhere: all are pinned', () => {
    const { text, rows } = elsewhere({ a: `FROM node:24@${DIGEST}` });
    expect(text).toContain('Images from elsewhere, all pinned by digest:');
    expect(rows).toEqual([{ 'Image': 'node:24', 'Used for': 'a', 'Supported until': '2028-04-30 (Node.js 24)' }]);
  });

  test('a Dockerfile that is not known: nothing is said of it', () => {
    const text = pageOf([own('a', 'x/Dockerfile')]);
    expect(diagramsOf(text)).toHaveLength(1);
    expect(rowsOf(text, 'Built by')).toEqual([{ 'Image': 'acme-api', 'Built by': 'x/Dockerfile' }]);
  });
});

describe('configuration', () => {
  test('variables and arguments by name, services that have the same in one row', () => {
    const rows = rowsOf(pageOf([
      service({ environment: { A: 'secretish', B: '' } }), pulled({ name: 'job', environment: { A: '1', B: '2' } }), service({ name: 'web', build: { args: { C: '$x' } } }), service({ name: 'none' }),
    ]), 'Environment variables');
    expect(rows).toEqual([
      { 'Service': 'api, job', 'Environment variables': 'A, B', 'Build arguments': '' },
      { 'Service': 'web', 'Environment variables': '', 'Build arguments': 'C' },
    ]);
  });

  test('secrets: who needs them, and where they come from', () => {
    const [token, file, random] = [Secret.fromEnv('NPM_TOKEN'), Secret.fromFile('key', 'sub/secrets/key'), Secret.generated('password')];
    const text = pageOf([service({ secrets: [file, random], build: { secrets: [token, file] } }), pulled({ name: 'db', secrets: [random] })], {}, { directory: 'sub' });
    expect(rowsOf(text, 'Secret')).toEqual([
      { 'Secret': 'key', 'Needed by': 'api\nthe build of api', 'Comes from': 'secrets/key, which you write' },
      { 'Secret': 'password', 'Needed by': 'api\ndb', 'Comes from': '../.secrets/password, with a random value unless you write one' },
      { 'Secret': 'NPM_TOKEN', 'Needed by': 'the build of api', 'Comes from': 'the variable NPM_TOKEN of whoever builds' },
    ]);
    expect(text).toContain('A running service finds each as a file of its name in `/run/secrets`.');
    expect(text).toContain('`docker:up` makes the secrets that are random');
    expect(pageOf([service({ secrets: [random], development: { target: 'development', mounts: [], watch: ['package.json'] } })])).toContain('`docker:up` and `docker:dev` make the secrets that are random');
  });

  test('secrets of builds alone are no files of services', () => {
    const text = pageOf([service({ build: { secrets: [Secret.fromEnv('NPM_TOKEN')] } })]);
    expect(text).toContain('NPM_TOKEN');
    expect(text).not.toMatch(/run\/secrets|random/);
  });
});

test('rules that are not applied, and why', () => {
  const suppressed = [{ subject: 'api', rule: 'root-user', reason: 'a | b, see https://example.com/x_y', message: 'runs as <root>' }, { subject: 'base', rule: 'sudo', reason: 'because' }];
  const text = pageOf([service()], { suppressed });
  expect(rowsOf(text, 'Rule')).toEqual([
    { 'Of': 'api', 'Rule': 'root-user', 'What it would say': 'runs as <root>', 'Why it is not applied': 'a | b, see https://example.com/x_y' },
    { 'Of': 'base', 'Rule': 'sudo', 'What it would say': '', 'Why it is not applied': 'because' },
  ]);
  expect(pageOf([service()], { suppressed: [] })).not.toContain('Exceptions');
});

describe('paths', () => {
  const files = (given: Partial<GuideInput['files']>) => ({ files: { ...inputOf(system()).files, ...given } });
  const links = (text: string) => [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target);

  test('of a project below the repository: links lead out of it, and commands are run in it', () => {
    const text = pageOf([service({ build: { dockerfilePath: 'apps/api/Dockerfile' } })], files({ guide: 'CONTAINERS.md', definition: '../.projenrc.ts' }), { directory: 'deploy' });
    expect(links(text)).toEqual(['../.projenrc.ts', '../apps/api/Dockerfile', '../.projenrc.ts', 'compose.yaml', 'docker-bake.json']);
    expect(text).toContain('All commands are run in `deploy`.');
  });

  test('with characters that mean something in links', () => {
    const text = pageOf([service({ build: { dockerfilePath: 'a (b)/c d#1?/Dockerfile' } })], files({ compose: '%20.yaml' }));
    expect(links(text)).toEqual(expect.arrayContaining(['../a%20%28b%29/c%20d%231%3F/Dockerfile', '../%2520.yaml']));
    expect(readPages([text])[0].html).toContain('href="../a%20%28b%29/c%20d%231%3F/Dockerfile"');
  });

  test('without a known definition none is named', () => {
    const text = pageOf([service()], files({ definition: undefined }));
    expect(text).not.toMatch(/projenrc|undefined/);
    expect(text).toContain('Change the definition, run `npx projen`');
  });
});

test('own Dockerfiles are said to be written by hand', () => {
  const own = (name: string, dockerfilePath: string) => service({ name, build: { generated: undefined, dockerfilePath } });
  expect(pageOf([own('a', 'a/Dockerfile'), own('b', 'b/Dockerfile')])).toContain('[`a/Dockerfile`](../a/Dockerfile) and [`b/Dockerfile`](../b/Dockerfile) are written by hand.');
  expect(pageOf([own('a', 'a/Dockerfile')])).not.toContain('ignore files');
});

test('development: what is mounted, what is built anew, where debuggers listen', () => {
  const development = { target: 'development', mounts: [{ source: 'src', target: '/app/src' }, { source: 'lib', target: '/app/lib' }], watch: ['package.json'] };
  const rows = rowsOf(pageOf([
    service({ development: { ...development, debug: { container: 9229, host: 9230 } } }),
    service({ name: 'web', development: { ...development, debug: { container: 5173, host: 5174, isServer: true } } }),
    service({ name: 'worker', development: { ...development, mounts: [] } }),
    service({ name: 'other' }),
  ]), 'Built anew on changes of');
  expect(rows).toEqual([
    { 'Service': 'api', 'Also published': 'debugger on 127.0.0.1:9230', 'Mounted': 'src\nlib', 'Built anew on changes of': 'package.json' },
    { 'Service': 'web', 'Also published': 'development server on 127.0.0.1:5174', 'Mounted': 'src\nlib', 'Built anew on changes of': 'package.json' },
    { 'Service': 'worker', 'Also published': '', 'Mounted': '', 'Built anew on changes of': 'package.json' },
  ]);
});

describe('with values that mean something to Markdown, HTML or Mermaid', () => {
  const WORDS = [...AWKWARD.filter(word => word.trim()), '|', '`', '``|', '<script>', '<!--', '-->', '&lt;', '*a*', '_a_', '[a](b)', '"]', '\\|'];
  /** A path has one line, and slashes only. */
  const pathOf = (word: string) => `s/x${word.replace(/[\n\\]/g, '')}x`;
  const pages = WORDS.map(word => {
    const own = service({
      user: word,
      build: {
        generated: undefined, target: undefined, dockerfilePath: `x/${word}`, secrets: [Secret.fromFile('key', pathOf(word))], labels: { 'org.opencontainers.image.description': word },
      },
    });
    const more = service({
      name: 'more',
      health: HealthCheck.none(word),
      writable: [{ path: `/${word}`, volume: word }],
      development: { target: 'x', mounts: [{ source: word, target: '/x' }], watch: [word] },
    });
    const suppressed = [{ subject: word, rule: word, reason: word, message: word }];
    return renderGuide(inputOf(system([own, more]), () => `FROM ${word.replace(/\s/g, '') || 'x'}:1`, { suppressed }), []);
  });
  const shown = (text: string) => text.replace(/\s+/g, ' ').trim();
  let read: Page[];
  beforeAll(() => {
    read = readPages(pages);
  });

  test.each(WORDS.map((word, i) => [word, i] as const))('%j', (word, i) => {
    const shownRow = (row: Record<string, string>) => Object.fromEntries(Object.entries(row).map(([title, text]) => [title, shown(text)]));
    const tables = tablesOf(read[i]).map(rows => rows.map(shownRow));
    const table = (title: string) => tables.find(([row]) => title in row);
    const value = shown(word);
    expect(table('Memory')).toEqual([
      expect.objectContaining({ 'Service': 'api', 'What it is': value, 'User': value }),
      expect.objectContaining({ 'Service': 'more', 'Health check': `none: ${value}` }),
    ]);
    expect(table('Volume')).toEqual([{ 'Volume': value, 'Mounted at': shown(`/${word} of more`) }]);
    expect(table('Secret')).toEqual([expect.objectContaining({ 'Comes from': shown(`${pathOf(word)}, which you write`) })]);
    expect(table('Mounted')).toEqual([{ 'Service': 'more', 'Mounted': value, 'Built anew on changes of': value }]);
    expect(table('Rule')).toEqual([{ 'Of': value, 'Rule': value, 'What it would say': value, 'Why it is not applied': value }]);
    expect(textOf(read[i].html)).not.toContain('undefined');
    expect(read[i].html).not.toMatch(/<script|<a href="b"|<em>|<strong>/);
  });

  test('the diagrams are drawn', () => {
    const diagrams = pages.map(diagramsOf);
    expect(diagrams.map(({ length }) => length)).toEqual(pages.map(() => 2));
    expect(draw(diagrams.flat()).flatMap(({ error }) => error ?? [])).toEqual([]);
  });
});
