import { type Target, targetsOf } from './images';
import type { GuideInput } from './input';
import { matchesBranchFilter } from '../../model/branch-filter';
import { dockerCommands, word } from '../../model/docker-commands';
import { hasHost } from '../../model/image-name';
import { code, fence, link, table } from '../../model/markdown';
import { unique } from '../../model/order';
import type { WorkflowsModel } from '../../model/workflows-model';

/** Environment variables of the Bake file, and what they set. */
const VARIABLES: readonly (readonly [name: string, sets: string])[] = [
  ['TAG', 'the tag of the images, for Compose too; `latest` by default'],
  ['REVISION', 'a label: the commit'],
  ['CREATED', 'a label: when it was built'],
  ['SOURCE', 'a label: where the sources are; GHCR links images to repositories by it'],
  ['ATTEST', 'anything: provenance and a software bill of materials are added'],
  ['OUTPUT', 'a folder that exists: the images are written to it as OCI layouts, `<image>.tar`, in place of `--push`'],
  ['CACHE', '`gha` or `registry`: layers of earlier builds are taken from there'],
  ['CACHE_WRITE', 'anything: layers are put there, too'],
  ['CACHE_SUFFIX', 'what tells the caches of several machines apart, such as `-arm64`'],
  ['REFRESH', 'anything: system packages are installed anew, whatever the cache holds'],
];

/** How images get to where others take them from. */
export function describeRelease(input: GuideInput): string[] {
  const targets = targetsOf(input.system).filter(({ isBase }) => !isBase);
  if (targets.length === 0) return [];
  const pushed = targets.filter(({ image }) => image.includes('/'));
  const publishing = input.workflows?.model.publish && input.workflows.model;
  if (publishing) return ['### Release', ...release(input, publishing)];
  return ['### Release', ...pushed.length === 0 ? [withoutRegistry(input)] : push(input, pushed, targets.length)];
}

function release({ files }: GuideInput, { release: releases }: WorkflowsModel): string[] {
  const { compose } = dockerCommands(files);
  return [
    `${link('Workflows', '#workflows')} publish the images when they have been tested and scanned; what is pushed by hand goes past all that.`,
    ...releases?.on === 'tag' ? ['A release is a tag:', fence('sh', ['git tag', 'git push origin'].map(command => `${command} ${word(tagOf(releases))}`).join('\n'))] : [],
    'Whoever builds can set these variables:',
    ...variables(),
    `Where this repository is checked out, ${code(`TAG=1.2.3 ${compose} up --no-build --wait`)} starts what was published.`,
  ];
}

/** The tag of a release, as the patterns let it in. */
function tagOf({ tags, tagPrefix }: NonNullable<WorkflowsModel['release']>): string {
  const [beginning] = /^[^*?+[\]!\\]*/.exec(tags[0])!;
  const examples = [...['v1.2.3', '1.2.3'].map(version => `${tagPrefix}${version}`), ...['0', '.0', '0.0', '.0.0'].map(rest => `${beginning}${rest}`)];
  return examples.find(tag => matchesBranchFilter(tags, tag) && /(?<![\d.])\d+\.\d+\.\d+$/.test(tag)) ?? examples[0];
}

function variables(): string[] {
  return [
    table(VARIABLES, [
      ['Variable', ([name]) => code(name)],
      ['Sets', ([, sets]) => sets],
    ]),
    `All may be left out. In PowerShell they are set before: ${code('$env:TAG = \'1.2.3\'')}.`,
  ];
}

function withoutRegistry({ files }: GuideInput): string {
  return `The images have no registry, and stay on the machine that builds them. ${code('registry')}${files.definition === undefined ? '' : ` in ${code(files.definition)}`} gives them one.`;
}

function push({ system, files }: GuideInput, pushed: readonly Target[], count: number): string[] {
  const names = pushed.length < count ? ` ${pushed.map(({ name }) => name).join(' ')}` : '';
  const { compose, bake } = dockerCommands(files);
  return [
    fence('sh', [
      ...unique(pushed.map(loginOf)),
      'TAG=1.2.3 REVISION=$(git rev-parse HEAD) CREATED=$(date -u +%Y-%m-%dT%H:%M:%SZ) ATTEST=1 \\',
      `  ${bake} --push${names}`,
    ].join('\n')),
    `${system.platforms.length > 1 ? 'Several platforms at once, and attestations, take' : 'Attestations take'} a builder of the driver ${code('docker-container')} (${code('docker buildx create --use')}, once) or containerd's image store.`,
    ...variables(),
    ...names === '' ? [`Where this repository is checked out, ${code(`TAG=1.2.3 ${compose} up --no-build --wait`)} starts what was pushed.`] : [],
  ];
}

function loginOf({ image }: Target): string {
  return hasHost(image) ? `docker login ${word(image.split('/')[0])}` : 'docker login';
}
