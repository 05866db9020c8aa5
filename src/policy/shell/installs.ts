import { toolOf } from './tools';
import { oncePer } from '../../model/memo';

/** A command that installs what a project depends on. */
export interface Install {
  /** What to say of it: `npm ci`. */
  readonly command: string;
  /** The files that it needs, which say what there is to install. */
  readonly manifests: string;
  /** Whether it also compiles, so that a cache mount keeps what was downloaded. */
  readonly isBuild?: boolean;
}

interface Installer {
  /** The words after the program, as one text. */
  readonly pattern: RegExp;
  readonly manifests: string;
  readonly isBuild?: boolean;
}

/** Options, with their values where they are attached. Packages that are named, or the application itself, are something else. */
const ONLY_OPTIONS = '(?: -\\S+)*$';

const INSTALLERS: Readonly<Record<string, readonly Installer[]>> = {
  npm: [{ pattern: new RegExp(`^(ci|clean-install|install|i)${ONLY_OPTIONS}`), manifests: 'package.json and package-lock.json' }],
  yarn: [{ pattern: new RegExp(`^(install)?${ONLY_OPTIONS}`), manifests: 'package.json and yarn.lock' }],
  pnpm: [{ pattern: new RegExp(`^(install|i|ci|fetch)${ONLY_OPTIONS}`), manifests: 'package.json and pnpm-lock.yaml' }],
  bun: [{ pattern: new RegExp(`^(install|i|ci)${ONLY_OPTIONS}`), manifests: 'package.json and bun.lock' }],
  pip: [{ pattern: /^(?!.*(?:^| )(?:-e|--editable|\.)(?: |$)).*\binstall\b.* (-r|--requirement)[ =]?\S/, manifests: 'requirements.txt' }],
  uv: [
    { pattern: /^sync\b/, manifests: 'pyproject.toml and uv.lock' },
    { pattern: /^pip (install|sync)\b(?!.* (?:-e|--editable|\.)(?: |$)).* (-r|--requirement)[ =]?\S/, manifests: 'requirements.txt' },
  ],
  poetry: [{ pattern: /^install\b/, manifests: 'pyproject.toml and poetry.lock' }],
  pipenv: [{ pattern: /^(install|sync)( -\S+)*$/, manifests: 'Pipfile and Pipfile.lock' }],
  bundle: [{ pattern: /^install\b/, manifests: 'Gemfile and Gemfile.lock' }],
  composer: [{ pattern: /^(?:-\S+ )*install\b/, manifests: 'composer.json and composer.lock' }],
  go: [{ pattern: /^mod download\b/, manifests: 'go.mod and go.sum' }],
  cargo: [{ pattern: /^fetch\b/, manifests: 'Cargo.toml and Cargo.lock' }, { pattern: /^build\b/, manifests: 'Cargo.toml and Cargo.lock', isBuild: true }],
  mvn: [{ pattern: /\bdependency:(go-offline|resolve)/, manifests: 'pom.xml' }],
  dotnet: [{ pattern: /^restore\b/, manifests: 'the project files' }],
};

/** What a command installs; `undefined`: not a project's dependencies. */
export const installOf: (words: readonly string[]) => Install | undefined = oncePer(words => {
  const { name, words: rest } = toolOf(words);
  if (!Object.hasOwn(INSTALLERS, name) || rest.some(word => /^(-g|--global|--location=global|--version|-v|--help)$/.test(word))) return undefined;
  const text = rest.join(' ');
  const found = INSTALLERS[name].find(({ pattern }) => pattern.test(text));
  if (!found) return undefined;
  const verb = /^[a-z][\w:-]*(?: download)?/.exec(text)?.[0] ?? (/\bdependency:[\w-]+/.exec(text)?.[0] || 'install');
  return { command: `${name} ${name === 'pip' ? 'install' : verb}`, manifests: found.manifests, isBuild: found.isBuild };
});
