import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { Size } from '../../src/model/size';
import { CheckedFile, CheckedService, CheckedSystem, SystemFacts } from '../../src/policy/checked-system';
import { lineOf } from '../../src/policy/place';
import { Found, runPolicy } from '../../src/policy/policy';
import { viewDockerfile } from '../../src/policy/view';
import { Repository } from '../../src/workspace/repository';
import { service as modelOf } from '../render/model';
import { repository } from '../support';

/** A scenario: a Dockerfile, a Compose file or a workflow in which is marked what rules find. */
export interface Scenario {
  readonly name: string;
  readonly text: string;
}

const FOLDER = join(__dirname, 'scenarios');

/** `rule/name.Dockerfile`, `rule/name.compose.yaml` or `rule/name.workflow.yaml`: all scenarios, in order. */
export function scenarios(): Scenario[] {
  return readdirSync(FOLDER).sort().flatMap(rule => readdirSync(join(FOLDER, rule)).sort()
    .map(name => ({ name: `${rule}/${name}`, text: readFileSync(join(FOLDER, rule, name), 'utf8') })));
}

/**
 * Where findings are expected: `line rule`, in order.
 *
 * In a Dockerfile, `# expect: rule, rule` stands above the instruction; in a file of YAML behind the line. `# expect-anywhere: rule` is a
 * finding without a line.
 */
export function expected({ name, text }: Scenario): string[] {
  const isDockerfile = name.endsWith('Dockerfile');
  return text.split('\n').flatMap((line, index) => {
    const [, anywhere, rules = ''] = /# expect(-anywhere)?: (.*)$/.exec(line) ?? [];
    const at = anywhere ? 0 : isDockerfile ? index + 2 : index + 1;
    return rules.split(',').map(rule => rule.trim()).filter(Boolean).map(rule => `${at} ${rule}`);
  }).sort(byLine);
}

/** What all rules find in a scenario: `line rule`, in order. */
export function found(scenario: Scenario): string[] {
  const findings = findingsIn(scenario);
  const text = scenario.name.endsWith('Dockerfile') ? '' : scenario.text;
  return findings.map(finding => `${lineOf(finding, text) ?? 0} ${finding.rule}`).sort(byLine);
}

/** The messages of what is found in it. */
export function messagesIn(scenario: Scenario): string[] {
  return findingsIn(scenario).map(({ message }) => message);
}

function findingsIn({ name, text }: Scenario): readonly Found[] {
  const make = name.endsWith('Dockerfile') ? dockerfileSystem : name.endsWith('.workflow.yaml') ? workflowSystem : composeSystem;
  return runPolicy(make(text), new Map()).found;
}

function byLine(a: string, b: string): number {
  return parseInt(a, 10) - parseInt(b, 10) || (a < b ? -1 : 1);
}

/** What Compose says of a service that gives no rule a reason. */
export const CONFINED = {
  image: 'app:1.0.0',
  user: '1000:1000',
  read_only: true,
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  deploy: { resources: { limits: { memory: '256m' } } },
};

/**
 * A system of one service, `app`, built from this Dockerfile.
 *
 * In its comments: `# files: a b/c` are files of the build context (without any they are those that are copied), `# ignore: pattern` are lines of its ignore file (without any it is a good
 * one; `nothing`: there is none), `# compose: {…}` is JSON that stands in the Compose file beside what is good, `# target: name`, `# arg: NAME=value`.
 */
export function dockerfileSystem(text: string): CheckedSystem {
  const said = saidIn(text);
  const files = said('files').length > 0 ? said('files').flatMap(line => line.split(/\s+/)) : copiedIn(text);
  const root = repository({ 'app/Dockerfile': text, ...Object.fromEntries(files.map(path => [`app/${path}`, ''])) });
  const ignore = said('ignore');
  const dockerfile = viewDockerfile({
    path: 'app/Dockerfile',
    text,
    isGenerated: false,
    context: 'app',
    targets: [said('target')[0]],
    args: Object.fromEntries(said('arg').map(line => [line.split('=')[0], line.slice(line.indexOf('=') + 1)])),
    shared: [],
    ignorePath: ignore[0] === 'nothing' ? undefined : 'app/.dockerignore',
    ignoreText: ignore[0] === 'nothing' ? '' : (ignore.length > 0 ? ignore : GOOD_IGNORE).join('\n'),
  });
  const compose = { ...CONFINED, ...said('compose').map(json => JSON.parse(json))[0] };
  return system([{ name: 'app', isBase: false, dockerfile, compose }], { services: { app: compose } }, { repository: new Repository(root), ...factsIn(text) }, platformsIn(text));
}

/** What a Dockerfile copies by name from the context. */
function copiedIn(text: string): string[] {
  const copies = [...text.matchAll(/^(?:COPY|ADD) (?!.*--from)((?:--\S+ )*)(.*)$/gm)].map(([, , words]) => words.replace(/[[\],"]/g, ' ').trim().split(/\s+/).slice(0, -1));
  return copies.flat().filter(path => /^[\w./-]+$/.test(path) && !/^[./]*$/.test(path)).map(path => path.replace(/^[./]+(?=\w)|\/+$/g, ''));
}

/** What the comments of a scenario say. */
function saidIn(text: string): (what: string) => string[] {
  return what => [...text.matchAll(new RegExp(`^# ${what}: (.*)$`, 'gm'))].map(([, value]) => value);
}

/**
 * What the comments of any scenario may say beside: `# platforms: linux/amd64 linux/arm64`, `# lock: image linux/amd64 …`, and of the service
 * `app` `# size: linux/amd64 unpacked download` in bytes, `# maxImageSize: bytes` and `# maxDownloadSize: bytes`.
 */
function factsIn(text: string): Partial<SystemFacts> {
  const said = saidIn(text);
  const [maxImageSize, maxDownloadSize] = ['maxImageSize', 'maxDownloadSize'].map(option => said(option).map(bytes => Size.bytes(Number(bytes)))[0]);
  const sizes = said('size').map(line => line.split(' ')).map(([platform, unpacked, download]) => [platform, { unpacked: Number(unpacked), download: Number(download) }] as const);
  return {
    lock: new Map(said('lock').map(line => line.split(' ')).map(([image, ...platforms]) => [image, { digest: `sha256:${'0'.repeat(64)}`, platforms }])),
    sizes: new Map(sizes.length > 0 ? [['app', new Map(sizes)]] : []),
    models: new Map(maxImageSize || maxDownloadSize ? [['app', modelOf({ name: 'app', maxImageSize, maxDownloadSize })]] : []),
  };
}

function platformsIn(text: string): string[] {
  return saidIn(text)('platforms').flatMap(line => line.split(' '));
}

const GOOD_IGNORE = ['.git', '**/.env*', '**/*.pem', '**/*.key', '**/id_rsa*', '**/node_modules', '.secrets'];

/** The services of a Compose file, none of which is built. */
export function composeSystem(text: string): CheckedSystem {
  const compose = parse(text);
  const services = Object.entries(compose.services ?? {}).map(([name, service]) => ({ name, isBase: false, compose: service }));
  return system(services, compose, factsIn(text), platformsIn(text));
}

/** A system of one workflow, and no service. */
export function workflowSystem(text: string): CheckedSystem {
  return system([], {}, {}, [], [{ path: '.github/workflows/images.yml', content: parse(text) }]);
}

/** A system of these services. */
export function system(services: CheckedService[], compose: object, facts: Partial<SystemFacts> = {}, platforms: string[] = [],
  workflows?: CheckedFile[]): CheckedSystem {
  const known = { repository: new Repository(repository({})), models: new Map(), ...facts };
  return CheckedSystem._of(services, { compose: { path: 'compose.yaml', content: compose }, workflows }, platforms, known);
}
