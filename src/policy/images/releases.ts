import { type NamedImage, readImage } from './name';
import { AS_OF } from '../../catalog/as-of';
import { ALPINE_LINUX, DEBIAN_LINUX, DISCONTINUED, type Discontinued, type Product, PRODUCTS, SYSTEMS } from '../../catalog/end-of-life';
import { oncePer } from '../../model/memo';
import { compareText } from '../../model/order';

/** What an image is a release of. */
export interface Release {
  readonly product: Product;
  /** The line as the catalogue has it. */
  readonly line: string;
  /** The last day with security updates; `undefined` while no day is said. */
  readonly until?: string;
  /** Since when it gets no security updates; `undefined` while it does. */
  readonly ended?: string;
}

/** How long an image gets all its security updates. */
export interface Support {
  /** The last day. */
  readonly until: string;
  /** What in the image is over by then: `Debian 13`. */
  readonly what: string;
}

const BY_IMAGE = new Map(PRODUCTS.flatMap(product => product.images.map(image => [image, product] as const)));

/** The product that an image is of; `undefined`: none of the catalogue. */
export function productOf({ name }: NamedImage): Product | undefined {
  return BY_IMAGE.get(name);
}

/** What is in an image, by its name and tag: the product, and the operating system below it. */
export const releasesOf: (image: NamedImage) => readonly Release[] = oncePer((image): Release[] => {
  const { reference: { tag = '' } } = image;
  const product = productOf(image);
  const own = product && releaseOf(product, versionOf(tag));
  const system = product && SYSTEMS.includes(product) ? undefined : systemOf(image);
  return [...own ? [own] : [], ...distrolessRuntime(image), ...system ? [system] : []];
});

/** Since when an image gets no updates any more, whatever its tag; of what comes after the last release, there are builds. */
export function discontinuedOf({ name, tag }: NamedImage): Discontinued | undefined {
  return Object.hasOwn(DISCONTINUED, name) && !/-(?:ea|rc)/.test(tag) ? DISCONTINUED[name] : undefined;
}

/** What in an image is over first, of that whose last day is known; `undefined`: no day is. */
export function supportedUntil(reference: string): Support | undefined {
  const image = readImage(reference);
  if (!image) return undefined;
  const discontinued = discontinuedOf(image);
  if (discontinued) return { until: discontinued.since, what: image.name };
  const known = releasesOf(image).flatMap(({ product, line, until }) => (until === undefined ? [] : [{ until, what: `${product.name} ${line}` }]));
  return known.sort((a, b) => compareText(a.until, b.until))[0];
}

/** The version that a tag begins with: `3.13` of `3.13-slim`, `jod` of `jod-alpine`; of extensions of PostgreSQL, `15` of `0.8.1-pg15`. */
function versionOf(tag: string): string {
  return /(?:^|-)pg(\d+)/.exec(tag)?.[1] ?? /^v?(\d+(?:\.\d+)*)/.exec(tag)?.[1] ?? tag.split('-')[0];
}

/**
 * Whether a tag names a version: of an operating system, its release; of a product of the catalogue, more than the release of the
 * operating system below it; of anything else, a number.
 */
export function namesVersion(image: NamedImage): boolean {
  const { reference: { repository, tag = '' } } = image;
  const product = productOf(image);
  if (/^distroless\/.+-debian\d+$/.test(repository)) return true;
  if (Object.hasOwn(product?.aliases ?? {}, tag.split('-')[0])) return true;
  const own = product && SYSTEMS.includes(product) ? tag : tag.split('-').filter(part => !/^(?:alpine[\d.]*|windowsservercore|ltsc\d+)$/.test(part)).join('-');
  return /\d/.test(own) || (!product && CODENAMES.has(tag.split('-')[0]));
}

/** Names of releases of operating systems: images that are made of little else have them for versions. */
const CODENAMES = new Set(SYSTEMS.flatMap(({ aliases = {} }) => Object.keys(aliases)));

/** The operating system that a tag, or the name of a distroless image, says. */
function systemOf({ reference: { repository, tag = '' } }: NamedImage): Release | undefined {
  const [, alpine] = /(?:^|-)alpine(\d+\.\d+)(?:-|$)/.exec(tag) ?? [];
  if (alpine) return releaseOf(ALPINE_LINUX, alpine);
  const [, debian] = /-debian(\d+)$/.exec(repository) ?? [];
  if (debian) return releaseOf(DEBIAN_LINUX, debian);
  for (const product of SYSTEMS) {
    const name = tag.split('-').find(part => Object.hasOwn(product.aliases ?? {}, part));
    if (name !== undefined) return releaseOf(product, name);
  }
  return undefined;
}

/** Distroless has the version of Node.js in the name of the image: `nodejs22-debian12`. */
function distrolessRuntime({ reference: { repository } }: NamedImage): Release[] {
  const [, major] = /^distroless\/nodejs(\d+)-/.exec(repository) ?? [];
  const release = major ? releaseOf(BY_IMAGE.get('node')!, major) : undefined;
  return release ? [release] : [];
}

function releaseOf(product: Product, version: string): Release | undefined {
  const line = lineOf(product, version);
  return line === undefined ? undefined : { product, line, until: product.lines[line] || undefined, ended: endOf(product, line) };
}

/** The line that a version is of: its own, or the newest where it names several; `undefined`: none that is known. */
function lineOf({ lines, aliases = {} }: Product, version: string): string | undefined {
  const plain = Object.hasOwn(aliases, version) ? aliases[version] : version;
  const known = Object.keys(lines);
  const own = known.filter(line => plain === line || plain.startsWith(`${line}.`)).sort((a, b) => b.length - a.length)[0];
  return own ?? known.filter(line => line.startsWith(`${plain}.`)).sort(byVersion).pop();
}

function endOf({ lines }: Product, line: string): string | undefined {
  return lines[line] !== '' && lines[line] < AS_OF ? lines[line] : undefined;
}

/** The lines of a product that get security updates, oldest first. */
export function supportedLines(product: Product): string[] {
  return Object.keys(product.lines).filter(line => !endOf(product, line)).sort(byVersion);
}

function byVersion(a: string, b: string): number {
  const [x, y] = [a, b].map(version => version.split('.').map(Number));
  return x[0] - y[0] || (x[1] ?? 0) - (y[1] ?? 0);
}
