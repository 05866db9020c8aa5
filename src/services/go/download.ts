import { Instruction } from '../../dockerfile/instruction';
import { Mount } from '../../dockerfile/mount';
import { shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { relativeTo } from '../../model/paths';
import type { Secret } from '../../model/secret';
import type { GoApp } from '../../workspace/go/go-app';
import { withBuildSecrets } from '../binary/build-stage';
import { inSources, type BinaryImage } from '../binary/image';

/** Where downloads are kept between builds on the same machine. */
const DOWNLOADS = '/var/cache/go';

/**
 * The dependencies, in a layer that only manifests decide.
 *
 * They are downloaded into a cache, and from there taken into the layer as from a proxy: exactly those that are needed, and a builder
 * that has the layer and not the cache, as in CI, fetches nothing.
 */
export function depsStage(image: BinaryImage, app: GoApp, privateModules: readonly string[]): StageModel {
  const { args, buildSecrets, within } = image;
  if (!app.downloads) {
    const why = app.vendored ? 'they are in vendor/, under version control' : 'there are none to download';
    return { name: 'deps', comment: `The dependencies: ${why}`, from: 'base', instructions: [] };
  }
  return {
    name: 'deps',
    comment: 'The dependencies; only a change of a manifest runs this again',
    from: 'base',
    instructions: [
      ...Object.entries(args).filter(([name]) => name.startsWith('GO')).map(([name, value]) => Instruction.arg(name, value)),
      withBuildSecrets(buildSecrets, [
        ...within === '.' || app.workspace ? [] : [`cd ${shellWord(within)}`],
        ...privateModules.length > 0 ? [`export GOPRIVATE=${shellWord(privateModules.join(','))}`, ...gitToken(privateModules, buildSecrets)] : [],
        `GOMODCACHE=${DOWNLOADS} go mod download`,
        `GOPROXY=file://${DOWNLOADS}/cache/download GONOPROXY=none GOSUMDB=off go mod download`,
      ], [
        ...app.manifests.map(path => relativeTo(app.root, path)).map(path => Mount.bind(path, inSources(path))),
        Mount.cache(DOWNLOADS, { id: 'go-modules' }),
      ], netrc(buildSecrets)),
    ],
  };
}

/** Go and git read logins from this file of the user's. */
export function netrc(secrets: readonly Secret[]): Record<string, string> {
  return Object.fromEntries(secrets.filter(({ path, name }) => /(^|\/)\.?netrc$/.test(path ?? name)).map(({ name }) => [name, '/root/.netrc']));
}

/** Lets git ask with a token, through variables of this one command: nothing of it is written down. */
function gitToken(privateModules: readonly string[], secrets: readonly Secret[]): string[] {
  const token = secrets.find(({ variable }) => variable);
  const hosts = [...new Set(privateModules.map(pattern => pattern.split('/')[0]))].filter(host => !/[*?[]/.test(host));
  if (!token || hosts.length === 0) return [];
  const settings = hosts.map((host, i) => `GIT_CONFIG_KEY_${i}="url.https://x-access-token:$${token.name}@${host}/.insteadOf" GIT_CONFIG_VALUE_${i}=https://${host}/`);
  return [`export GIT_CONFIG_COUNT=${hosts.length} ${settings.join(' ')}`];
}
