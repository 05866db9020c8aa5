import { Access, asked, Authorizer } from './authorizer';
import { RegistryError } from './error';
import { apiOf, labelOf } from './host';
import { Answer, Http, HttpOptions, PATIENCE, Question } from './http';
import { ARTIFACT_TYPE, digestOf, INDEX_TYPE, Manifest, MANIFEST_TYPES, mediaTypeOf, parseManifest, platformNames } from './manifest';
import { ownMeans } from './own-means';
import { nextPage, tagsIn } from './page';
import { codeOf, refusal } from './said';
import { ImageReference, isDigest, parseReference } from '../model/image-reference';
import type { Platform } from '../model/platform';
import { show } from '../model/problem';

/** What a tag means at the moment. */
export interface ResolvedImage {
  /** Of the index, where there is one: it holds for all platforms. */
  readonly digest: string;
  /** In order: `linux/amd64`, `linux/arm/v7`. */
  readonly platforms: readonly string[];
}

/** A manifest, byte for byte. */
export interface RawManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly body: Buffer;
}

/** A registry that deletes nothing when it is asked by the API. */
export class DeleteUnsupportedError extends RegistryError {}

export type RegistryClientOptions = Partial<HttpOptions>;

/** An index may hold an index, but nobody nests them deeper. */
const DEEPEST_INDEX = 2;
/** As many as most registries give at once; fewer than asked for are no fault. */
const TAGS_A_PAGE = 1000;
const DELETED = [200, 202, 204];

type Method = Question['method'];
interface Special { readonly accept?: string; readonly access?: Access }
interface Read { readonly body: Buffer; readonly manifest: Manifest }

/**
 * Reads what images are from registries, and deletes them, by the API of the OCI distribution specification, logged in as Docker is.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class RegistryClient {
  private readonly authorizer: Authorizer;

  public constructor(options: RegistryClientOptions = {}) {
    const all = { userAgent: 'projen-docker', env: process.env, ...PATIENCE, ...options };
    this.authorizer = new Authorizer(new Http(all), all.env);
  }

  /**
   * The digest that a tag has at the moment. It is asked for without the manifest, which would count as a pull on Docker Hub.
   *
   * @throws RegistryError
   */
  public async digest(reference: string): Promise<string> {
    const image = parseReference(reference);
    const found = await this.findDigest(image);
    if (isDigest(found)) return found;
    throw await this.refused(image, found);
  }

  /**
   * The same; `undefined` when there is no such tag, or no such repository.
   *
   * @throws RegistryError when the registry does not say, such as without a login
   */
  public async tryDigest(reference: string): Promise<string | undefined> {
    const image = parseReference(reference);
    const found = await this.findDigest(image);
    if (isDigest(found)) return found;
    if (found.status === 404) return undefined;
    throw await this.refused(image, found);
  }

  /**
   * The digest that a tag has at the moment, and the platforms of what it means.
   *
   * @throws RegistryError
   */
  public async resolve(reference: string): Promise<ResolvedImage> {
    const image = parseReference(reference);
    const { body, manifest } = await this.manifest(image, target(image));
    const platforms = platformNames(await this.platforms(image, manifest));
    if (platforms.length === 0) throw new RegistryError(`what ${labelOf(image.registry)} has under this name says no platform; check that it is an image`);
    return { digest: digestOf(body), platforms };
  }

  /**
   * A manifest as it is.
   *
   * @throws RegistryError
   */
  public async manifestOf(reference: string): Promise<RawManifest> {
    const found = await this.findManifest(parseReference(reference));
    if ('digest' in found) return found;
    throw await this.refused(parseReference(reference), found);
  }

  /**
   * The same; `undefined` when there is no such manifest.
   *
   * @throws RegistryError when the registry does not say, such as without a login
   */
  public async tryManifestOf(reference: string): Promise<RawManifest | undefined> {
    const found = await this.findManifest(parseReference(reference));
    if ('digest' in found) return found;
    if (found.status === 404) return undefined;
    throw await this.refused(parseReference(reference), found);
  }

  /**
   * The digests of what refers to a manifest: signatures, attestations; `undefined` when the registry does not tell.
   *
   * @param reference an image with a digest
   * @throws RegistryError
   */
  public async referrers(reference: string): Promise<string[] | undefined> {
    const image = parseReference(reference);
    const found: string[] = [];
    const pages = new Set<string>();
    for (let url: string | undefined = `${apiOf(image.registry)}/${image.repository}/referrers/${target(image)}`; url !== undefined && !pages.has(url);) {
      pages.add(url);
      const answer: Answer = await this.askUrl(image, { method: 'GET', url, accept: INDEX_TYPE });
      if (answer.status === 401 || answer.status === 429 || answer.status >= 500) throw await this.refused(image, answer);
      const manifest = answer.status === 200 ? parseManifest(answer.body) : undefined;
      if (manifest?.kind !== 'index') return undefined;
      found.push(...manifest.manifests.map(({ digest }) => digest).filter(isDigest));
      url = nextPage(answer.headers.get('link'), url, labelOf(image.registry));
    }
    return found;
  }

  /**
   * What a manifest refers to as a blob, such as an image's configuration; `undefined` when there is none.
   *
   * @throws RegistryError when the registry does not say
   */
  public async tryBlobOf(reference: string): Promise<Buffer | undefined> {
    const image = parseReference(reference);
    const answer = await this.ask(image, `blobs/${target(image)}`, 'GET');
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw await this.refused(image, answer);
    verify(image, answer.body, target(image));
    return answer.body;
  }

  /**
   * All tags of a repository, in the registry's order; none when there is no such repository.
   *
   * @param name an image without a tag
   * @throws RegistryError
   */
  public async tags(name: string): Promise<string[]> {
    const image = parseReference(name);
    const first = `${apiOf(image.registry)}/${image.repository}/tags/list?n=${TAGS_A_PAGE}`;
    const tags = new Set<string>();
    const pages = new Set<string>();
    for (let url: string | undefined = first; url !== undefined;) {
      if (pages.has(url)) throw new RegistryError(`${labelOf(image.registry)} leads from one page of tags to the same one again; ask who runs it`);
      pages.add(url);
      const answer: Answer = await this.askUrl(image, { method: 'GET', url });
      if (answer.status === 404 && pages.size === 1) return [];
      if (answer.status !== 200) throw await this.refused(image, answer);
      tagsIn(answer.body, labelOf(image.registry)).forEach(tag => tags.add(tag));
      url = nextPage(answer.headers.get('link'), url, labelOf(image.registry));
    }
    return [...tags];
  }

  /**
   * Deletes a manifest, with all tags that it has. One that is gone is no error.
   *
   * @param reference an image with a digest; what a tag means might have changed meanwhile
   * @throws DeleteUnsupportedError when the registry deletes nothing in this way
   * @throws RegistryError
   */
  public async delete(reference: string): Promise<void> {
    const image = parseReference(reference);
    if (image.digest === undefined) throw new RegistryError(`only what has a digest can be deleted, got ${show(reference)}; write the digest behind the name`);
    const answer = await this.ask(image, `manifests/${image.digest}`, 'DELETE', { access: 'pull,delete' });
    const code = codeOf(answer);
    if (DELETED.includes(answer.status) || (answer.status === 404 && code === 'MANIFEST_UNKNOWN')) return;
    const means = ownMeans(image.registry, answer.status);
    if (means !== undefined || answer.status === 405 || code === 'UNSUPPORTED') {
      const said = [answer.status, code].filter(Boolean).join(' ');
      throw new DeleteUnsupportedError(`${labelOf(image.registry)} does not delete it when asked by the API (${said}); ${means ?? 'use the means that it has for that, or have deleting enabled'}`);
    }
    throw await this.refused(image, answer);
  }

  private async findManifest(image: ImageReference): Promise<RawManifest | Answer> {
    const answer = await this.ask(image, `manifests/${target(image)}`, 'GET', { accept: `${MANIFEST_TYPES}, ${ARTIFACT_TYPE}` });
    if (answer.status !== 200) return answer;
    verify(image, answer.body, expected(target(image), answer));
    return { digest: digestOf(answer.body), mediaType: mediaTypeOf(answer.body) ?? answer.headers.get('content-type') ?? '', body: answer.body };
  }

  /** A digest, or the answer that holds none. */
  private async findDigest(image: ImageReference): Promise<string | Answer> {
    const answer = await this.ask(image, `manifests/${target(image)}`, 'HEAD');
    const digest = answer.headers.get('docker-content-digest');
    // Registries should say it, but need not; and some know no HEAD.
    if (answer.status === 200 && isDigest(digest)) return digest;
    if (answer.status !== 200 && answer.status !== 405) return answer;
    const read = await this.ask(image, `manifests/${target(image)}`, 'GET');
    if (read.status !== 200) return read;
    verify(image, read.body, expected(target(image), read));
    return digestOf(read.body);
  }

  private async platforms(image: ImageReference, manifest: Manifest, depth: number = 0): Promise<Platform[]> {
    if (manifest.kind === 'unusable') {
      if (depth > 0) return [];
      throw new RegistryError(`what ${labelOf(image.registry)} has under this name ${manifest.reason}; check the name and the tag`);
    }
    if (manifest.kind === 'image') return [json(await this.blob(image, manifest.config.digest)) as Platform];
    const platforms: Platform[] = [];
    for (const { digest, platform, artifactType } of manifest.manifests) {
      if (platform) {
        platforms.push(platform);
      } else if (artifactType === undefined && depth < DEEPEST_INDEX) {
        const inner = await this.manifest(image, digest);
        platforms.push(...await this.platforms(image, inner.manifest, depth + 1));
      }
    }
    return platforms;
  }

  private async manifest(image: ImageReference, name: string): Promise<Read> {
    const answer = await this.ask(image, `manifests/${name}`, 'GET');
    if (answer.status !== 200) throw await this.refused(image, answer);
    verify(image, answer.body, expected(name, answer));
    return { body: answer.body, manifest: parseManifest(answer.body) };
  }

  private async blob(image: ImageReference, digest: string): Promise<Buffer> {
    const answer = await this.ask(image, `blobs/${digest}`, 'GET');
    if (answer.status !== 200) throw await this.refused(image, answer);
    verify(image, answer.body, digest);
    return answer.body;
  }

  private ask(image: ImageReference, path: string, method: Method, { accept, access }: Special = {}): Promise<Answer> {
    const types = path.startsWith('manifests/') && method !== 'DELETE' ? MANIFEST_TYPES : undefined;
    return this.askUrl({ ...image, access }, { method, url: `${apiOf(image.registry)}/${image.repository}/${path}`, accept: accept ?? types });
  }

  private askUrl(image: ImageReference & { readonly access?: Access }, question: Omit<Question, 'host'>): Promise<Answer> {
    return this.authorizer.ask(image, { ...question, host: labelOf(image.registry) });
  }

  private async refused(image: ImageReference, answer: Answer): Promise<RegistryError> {
    return refusal(answer, asked(image, await this.authorizer.login(image.registry)));
  }
}

/** The digest decides, where there is one; and Docker takes "latest" where there is nothing. */
function target({ tag = 'latest', digest }: ImageReference): string {
  return digest ?? tag;
}

/** The digest that an answer has to have: the one that was asked for, or else the one that it says. */
function expected(name: string, { headers }: Answer): string | null {
  return isDigest(name) ? name : headers.get('docker-content-digest');
}

function verify({ registry }: ImageReference, body: Buffer, digest: string | null): void {
  if (isDigest(digest) && digestOf(body) !== digest) {
    throw new RegistryError(`${labelOf(registry)} sends something else than it says (${digestOf(body)} instead of ${digest}); try again later, and do not use it if this stays`);
  }
}

function json(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
