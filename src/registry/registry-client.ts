import { asked, Authorizer } from './authorizer';
import { RegistryError } from './error';
import { apiOf, labelOf } from './host';
import { Answer, Http, HttpOptions, PATIENCE } from './http';
import { digestOf, Manifest, MANIFEST_TYPES, parseManifest, platformNames } from './manifest';
import { refusal } from './said';
import { ImageReference, isDigest, parseReference } from '../model/image-reference';
import type { Platform } from '../model/platform';

/** What a tag means at the moment. */
export interface ResolvedImage {
  /** Of the index, where there is one: it holds for all platforms. */
  readonly digest: string;
  /** In order: `linux/amd64`, `linux/arm/v7`. */
  readonly platforms: readonly string[];
}

export type RegistryClientOptions = Partial<HttpOptions>;

/** An index may hold an index, but nobody nests them deeper. */
const DEEPEST_INDEX = 2;

/**
 * Reads what images are from registries, by the API of the OCI distribution specification, logged in as Docker is.
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
    const answer = await this.ask(image, `manifests/${target(image)}`, 'HEAD');
    const digest = answer.headers.get('docker-content-digest');
    // Registries should say it, but need not; and some know no HEAD.
    if (answer.status === 200 && isDigest(digest)) return digest;
    if (answer.status === 200 || answer.status === 405) return digestOf((await this.manifest(image, target(image))).body);
    throw await this.refused(image, answer);
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

  private async manifest(image: ImageReference, name: string): Promise<{ readonly body: Buffer; readonly manifest: Manifest }> {
    const answer = await this.ask(image, `manifests/${name}`, 'GET');
    if (answer.status !== 200) throw await this.refused(image, answer);
    verify(image, answer.body, isDigest(name) ? name : answer.headers.get('docker-content-digest'));
    return { body: answer.body, manifest: parseManifest(answer.body) };
  }

  private async blob(image: ImageReference, digest: string): Promise<Buffer> {
    const answer = await this.ask(image, `blobs/${digest}`, 'GET');
    if (answer.status !== 200) throw await this.refused(image, answer);
    verify(image, answer.body, digest);
    return answer.body;
  }

  private ask(image: ImageReference, path: string, method: 'GET' | 'HEAD'): Promise<Answer> {
    const accept = path.startsWith('manifests/') ? MANIFEST_TYPES : undefined;
    return this.authorizer.ask(image, { method, url: `${apiOf(image.registry)}/${image.repository}/${path}`, host: labelOf(image.registry), accept });
  }

  private async refused(image: ImageReference, answer: Answer): Promise<RegistryError> {
    return refusal(answer, asked(image, await this.authorizer.login(image.registry)));
  }
}

/** The digest decides, where there is one; and Docker takes "latest" where there is nothing. */
function target({ tag = 'latest', digest }: ImageReference): string {
  return digest ?? tag;
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
