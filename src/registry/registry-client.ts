import { Access, asked, Authorizer } from './authorizer';
import { quoted, RegistryError } from './error';
import { apiOf, labelOf } from './host';
import { Answer, Http, HttpOptions, PATIENCE, Question } from './http';
import { ARTIFACT_TYPE, digestOf, INDEX_TYPE, isDescriptor, Manifest, MANIFEST_TYPES, mediaTypeOf, parseManifest, parseObject, platformNames } from './manifest';
import { ownMeans } from './own-means';
import { nextPage, tagsIn } from './page';
import { codeOf, refusal } from './said';
import { ImageReference, isDigest, parseReference } from '../model/image-reference';
import { unique } from '../model/order';
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

/** A registry that does not have what it is asked for. */
class MissingError extends RegistryError {}

export type RegistryClientOptions = Partial<HttpOptions>;

/** An index may hold an index, but nobody nests them deeper. */
const DEEPEST_INDEX = 2;
/** As many as most registries give at once; fewer than asked for are no fault. */
const TAGS_A_PAGE = 1000;
const DELETED = [200, 202, 204];
const DIGEST_HEADER = 'docker-content-digest';

interface Special { readonly accept?: string; readonly access?: Access }
interface Content extends Answer { readonly digest: string }

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
    const answer = await this.ask(image, 'HEAD', `manifests/${target(image)}`, { accept: MANIFEST_TYPES });
    const digest = answer.headers.get(DIGEST_HEADER);
    // Registries should say it, but need not; and some know no HEAD.
    if (answer.status === 200 && isDigest(digest) && (image.digest === undefined ? digest.startsWith('sha256:') : digest === image.digest)) return digest;
    if (answer.status !== 200 && answer.status !== 405) throw await this.refused(image, answer);
    return (await this.read(image, 'manifests')).digest;
  }

  /**
   * The same; `undefined` when there is no such tag, or no such repository.
   *
   * @throws RegistryError when the registry does not say, such as without a login
   */
  public tryDigest(reference: string): Promise<string | undefined> {
    return unlessMissing(this.digest(reference));
  }

  /**
   * The digest that a tag has at the moment, and the platforms of what it means.
   *
   * @throws RegistryError
   */
  public async resolve(reference: string): Promise<ResolvedImage> {
    const image = parseReference(reference);
    const { digest, body } = await this.read(image, 'manifests');
    const platforms = platformNames(await this.platforms(image, parseManifest(body)));
    if (platforms.length === 0) throw new RegistryError(`what ${labelOf(image.registry)} has under this name says no platform; check that it is an image`);
    return { digest, platforms };
  }

  /**
   * A manifest as it is.
   *
   * @throws RegistryError
   */
  public async manifestOf(reference: string): Promise<RawManifest> {
    const { digest, body, headers } = await this.read(parseReference(reference), 'manifests', { accept: `${MANIFEST_TYPES}, ${ARTIFACT_TYPE}` });
    return { digest, mediaType: mediaTypeOf(body) ?? headers.get('content-type') ?? '', body };
  }

  /**
   * The same; `undefined` when there is no such manifest.
   *
   * @throws RegistryError when the registry does not say, such as without a login
   */
  public tryManifestOf(reference: string): Promise<RawManifest | undefined> {
    return unlessMissing(this.manifestOf(reference));
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
    for await (const answer of this.pages(image, `referrers/${target(image)}`, INDEX_TYPE)) {
      if (answer.status === 401 || answer.status === 429 || answer.status >= 500) throw await this.refused(image, answer);
      const listed = answer.status === 200 ? parseObject(answer.body)?.manifests : undefined;
      if (!Array.isArray(listed)) return undefined;
      found.push(...listed.filter(isDescriptor).map(({ digest }) => digest));
    }
    return found;
  }

  /**
   * What a manifest refers to as a blob, such as an image's configuration; `undefined` when there is none.
   *
   * @param reference an image with the blob's digest
   * @throws RegistryError when the registry does not say
   */
  public async tryBlobOf(reference: string): Promise<Buffer | undefined> {
    return (await unlessMissing(this.read(parseReference(reference), 'blobs')))?.body;
  }

  /**
   * All tags of a repository, in the registry's order; none when there is no such repository.
   *
   * @param name an image without a tag
   * @throws RegistryError
   */
  public async tags(name: string): Promise<string[]> {
    const image = parseReference(name);
    const pages: string[][] = [];
    for await (const answer of this.pages(image, `tags/list?n=${TAGS_A_PAGE}`)) {
      if (answer.status === 404 && pages.length === 0) return [];
      if (answer.status !== 200) throw await this.refused(image, answer);
      pages.push(tagsIn(answer.body, labelOf(image.registry)));
    }
    return unique(pages.flat());
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
    const answer = await this.ask(image, 'DELETE', `manifests/${image.digest}`, { access: 'pull,delete' });
    const code = codeOf(answer);
    if (DELETED.includes(answer.status) || (answer.status === 404 && code === 'MANIFEST_UNKNOWN')) return;
    const means = ownMeans(image.registry, answer.status);
    if (means !== undefined || answer.status === 405 || code === 'UNSUPPORTED') {
      const said = [answer.status, code].filter(Boolean).join(' ');
      throw new DeleteUnsupportedError(`${labelOf(image.registry)} does not delete it when asked by the API (${said}); ${means ?? 'use the means that it has for that, or have deleting enabled'}`);
    }
    throw await this.refused(image, answer);
  }

  private async platforms(image: ImageReference, manifest: Manifest, depth: number = 0): Promise<Platform[]> {
    if (manifest.kind === 'unusable') {
      if (depth > 0) return [];
      throw new RegistryError(`what ${labelOf(image.registry)} has under this name ${manifest.reason}; check the name and the tag`);
    }
    if (manifest.kind === 'image') return [(parseObject((await this.read({ ...image, digest: manifest.config.digest }, 'blobs')).body) ?? {}) as Platform];
    const platforms: Platform[] = [];
    for (const { digest, platform, artifactType } of manifest.manifests) {
      if (platform) {
        platforms.push(platform);
      } else if (artifactType === undefined && depth < DEEPEST_INDEX) {
        const { body } = await this.read({ ...image, digest }, 'manifests');
        platforms.push(...await this.platforms(image, parseManifest(body), depth + 1));
      }
    }
    return platforms;
  }

  /**
   * What a reference means, compared with its digest: all that is read by name is read here.
   *
   * @throws MissingError when the registry does not have it
   */
  private async read(image: ImageReference, what: 'manifests' | 'blobs', special: Special = {}): Promise<Content> {
    const accept = what === 'manifests' ? MANIFEST_TYPES : undefined;
    const answer = await this.ask(image, 'GET', `${what}/${target(image)}`, { accept, ...special });
    if (answer.status !== 200) throw await this.refused(image, answer);
    return { ...answer, digest: checkedDigest(image, answer) };
  }

  /** The answers to a question about a list, page by page; whoever takes them says which are none. */
  private async *pages(image: ImageReference, path: string, accept?: string): AsyncGenerator<Answer> {
    const host = labelOf(image.registry);
    const seen = new Set<string>();
    for (let url: string | undefined = urlOf(image, path); url !== undefined;) {
      if (seen.has(url)) throw new RegistryError(`${host} leads from one page of a list to the same one again; ask who runs it`);
      seen.add(url);
      const answer: Answer = await this.askUrl(image, { method: 'GET', url, accept });
      yield answer;
      url = nextPage(answer.headers.get('link'), url, host);
    }
  }

  private ask(image: ImageReference, method: Question['method'], path: string, { accept, access }: Special): Promise<Answer> {
    return this.askUrl({ ...image, access }, { method, url: urlOf(image, path), accept });
  }

  private askUrl(image: ImageReference & { readonly access?: Access }, question: Omit<Question, 'host'>): Promise<Answer> {
    return this.authorizer.ask(image, { ...question, host: labelOf(image.registry) });
  }

  private async refused(image: ImageReference, answer: Answer): Promise<RegistryError> {
    const error = refusal(answer, asked(image, await this.authorizer.login(image.registry)));
    return answer.status === 404 ? new MissingError(error.message) : error;
  }
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof MissingError) return undefined;
    throw error;
  }
}

function urlOf({ registry, repository }: ImageReference, path: string): string {
  return `${apiOf(registry)}/${repository}/${path}`;
}

/** The digest decides, where there is one; and Docker takes "latest" where there is nothing. */
function target({ tag = 'latest', digest }: ImageReference): string {
  return digest ?? tag;
}

/**
 * The digest of an answer, which has to be the one that was asked for, or else the one that it says. Where none was asked for it is that of
 * SHA-256, as everything else writes digests.
 */
function checkedDigest({ registry, digest }: ImageReference, { body, headers }: Answer): string {
  const expected = digest ?? (headers.get(DIGEST_HEADER) || digestOf(body));
  if (!isDigest(expected)) {
    throw new RegistryError(`${labelOf(registry)} sends something with a digest that cannot be checked (${quoted(expected)}), which is none of SHA-256 or SHA-512; ask who runs it`);
  }
  const found = digestOf(body, expected);
  if (found !== expected) {
    throw new RegistryError(`${labelOf(registry)} sends something else than it says (${found} instead of ${expected}); try again later, and do not use it if this stays`);
  }
  return digest ?? digestOf(body);
}
