import type { ShellCommand } from './command';
import { toolOf } from './tools';
import { show } from '../../model/problem';

/** What decides whether an install is frozen, beside the command. */
export interface InstallFacts {
  /** Whether the command is told that it runs in CI. */
  readonly isCi: boolean;
  /** Whether a lockfile of this name may be there. */
  readonly hasLockfile: (name: string) => boolean;
}

/** What a command installs in versions that change from one day to the next, as sentences. */
export function unlockedInstalls({ words }: Pick<ShellCommand, 'words'>, facts: InstallFacts): string[] {
  const { name, words: own } = toolOf(words);
  const check = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  return check ? check(own, facts) : [];
}

type Check = (words: readonly string[], facts: InstallFacts) => string[];

/** An install of everything: `better` does not touch the lockfile. */
function notFrozen(command: string, ...better: string[]): string[] {
  return [`${show(command)} may install other versions than the lockfile has; use ${better.map(show).join(' or, for older ones, ')}`];
}

/** Packages of a command without a version. */
function loose(command: string, packages: readonly string[], example: (name: string) => string): string[] {
  if (packages.length === 0) return [];
  return [`${show(`${command} ${packages.join(' ')}`)} takes what is newest on the day of the build; name a version, such as ${show(example(packages[0]))}`];
}

/** Words that are no options and no values of options. */
function positional(words: readonly string[], valued: readonly string[] = []): string[] {
  return words.filter((word, index) => !word.startsWith('-') && !valued.includes(words[index - 1]));
}

function has(words: readonly string[], ...flags: string[]): boolean {
  return words.some(word => flags.some(flag => word === flag || (word.startsWith(`${flag}=`) && !/=(?:false|0)$/.test(word))));
}

/** Files, folders, addresses, and what a variable decides. */
function isElsewhere(word: string): boolean {
  return /^[./~]|[$*]|:\/\/|^(?:git|file|workspace|link)[+:]|\.(?:tgz|tar\.gz|whl|zip)$/.test(word);
}

const NPM_VALUED = ['--prefix', '-C', '--dir', '--cwd', '-w', '--workspace', '--filter', '-F', '--registry', '--cache', '--omit', '--include', '--loglevel', '--network-timeout', '--cache-folder', '--store-dir'];

/** Packages of npm's registry without a version; names of tags such as `latest` are none. */
function looseNpm(command: string, words: readonly string[]): string[] {
  const packages = words.filter(word => !isElsewhere(word) && !/.@.*\d/.test(word));
  return loose(command, packages, name => `${name.replace(/(.)@.*$/, '$1')}@1.2.3`);
}

const npm: Check = words => {
  const [action = '', ...packages] = positional(words, NPM_VALUED);
  if (!/^(?:install|i|in|ins|add|isntall)$/.test(action)) return [];
  if (packages.length > 0) return looseNpm(has(words, '-g', '--global', '--location') ? 'npm install --global' : 'npm install', packages);
  return has(words, '-g', '--global', '--package-lock-only') ? [] : notFrozen(`npm ${action}`, 'npm ci');
};

const pnpm: Check = (words, { isCi }) => {
  const [action = '', ...packages] = positional(words, NPM_VALUED);
  if (action === 'add' || packages.length > 0) return /^(?:install|i|add)$/.test(action) ? looseNpm('pnpm add', packages) : [];
  if (!/^(?:install|i)$/.test(action) || has(words, '--offline')) return [];
  const isFrozen = has(words, '--frozen-lockfile') || (isCi && !words.includes('--no-frozen-lockfile') && !words.includes('--frozen-lockfile=false'));
  return isFrozen ? [] : notFrozen('pnpm install', 'pnpm install --frozen-lockfile');
};

const yarn: Check = (words, { isCi }) => {
  const [action = 'install', ...packages] = positional(words, NPM_VALUED);
  if (action === 'global') return packages[0] === 'add' ? looseNpm('yarn global add', packages.slice(1)) : [];
  if (action === 'add') return looseNpm('yarn add', packages);
  if (action !== 'install' || has(words, '--frozen-lockfile', '--immutable', '--pure-lockfile', '--version', '-v', '--help') || isCi) return [];
  return notFrozen('yarn install', 'yarn install --immutable', 'yarn install --frozen-lockfile');
};

const bun: Check = words => {
  const [action = '', ...packages] = positional(words, NPM_VALUED);
  if (!/^(?:install|i|add)$/.test(action)) return [];
  if (packages.length > 0) return looseNpm('bun add', packages);
  return has(words, '--frozen-lockfile') ? [] : notFrozen('bun install', 'bun install --frozen-lockfile');
};

const PIP_VALUED = ['-i', '--index-url', '--extra-index-url', '-t', '--target', '--prefix', '--root', '--trusted-host', '-f', '--find-links', '--cache-dir', '--python', '-p',
  '--platform', '--python-version', '--implementation', '--abi', '--only-binary', '--no-binary', '--progress-bar', '--timeout', '--retries', '--src', '-e', '--editable', '--proxy', '--cert', '--log', '--upgrade-strategy', '--with', '--index', '--default-index'];
/** Installers, which come with the image in some version anyway. */
const INSTALLERS = /^(?:pip|setuptools|wheel)$/;

const pip: Check = words => {
  const [action, ...packages] = positional(words, PIP_VALUED);
  if (action !== 'install' || has(words, '-r', '--requirement', '-c', '--constraint', '--require-hashes', '--no-index') || words.some(word => /^-[rc]./.test(word))) return [];
  return loose('pip install', packages.filter(word => !isElsewhere(word) && !/[=~]=|@/.test(word) && !INSTALLERS.test(word)), name => `${bare(name)}==1.2.3`);
};

const uv: Check = (words, facts) => {
  const [action, second] = positional(words, PIP_VALUED);
  if (action === 'pip') return pip(words.filter((_, index) => index !== words.indexOf('pip')), facts).map(message => message.replace('pip install', 'uv pip install'));
  if (action === 'tool' && second === 'install') {
    return loose('uv tool install', positional(words, PIP_VALUED).slice(2).filter(word => !isElsewhere(word) && !/==|@\d/.test(word)), name => `${bare(name)}==1.2.3`);
  }
  return action === 'sync' && !has(words, '--locked', '--frozen') ? notFrozen('uv sync', 'uv sync --locked') : [];
};

/** A requirement's name without extras and bounds. */
function bare(requirement: string): string {
  return requirement.replace(/[[<>=~!;\s].*$/s, '');
}

const TOOLS: Readonly<Record<string, Check>> = {
  npm,
  pnpm,
  yarn,
  bun,
  pip,
  uv,
  pipx: words => {
    const [action, ...packages] = positional(words, PIP_VALUED);
    return action === 'install' ? loose('pipx install', packages.filter(word => !isElsewhere(word) && !/==|@/.test(word)), name => `${bare(name)}==1.2.3`) : [];
  },
  poetry: (words, { hasLockfile }) => (positional(words)[0] === 'install' && !hasLockfile('poetry.lock')
    ? ['"poetry install" finds no poetry.lock, and chooses versions anew; copy it beside pyproject.toml'] : []),
  pipenv: words => (positional(words)[0] === 'install' && !has(words, '--deploy', '--ignore-pipfile', '--skip-lock')
    ? notFrozen('pipenv install', 'pipenv sync') : []),
  bundle: (words, { hasLockfile }) => ((words.length === 0 || positional(words)[0] === 'install') && !hasLockfile('Gemfile.lock')
    ? ['"bundle install" finds no Gemfile.lock, and chooses versions anew; copy it beside the Gemfile'] : []),
  composer: (words, { hasLockfile }) => (positional(words)[0] === 'install' && !hasLockfile('composer.lock')
    ? ['"composer install" finds no composer.lock, and chooses versions anew; copy it beside composer.json'] : positional(words)[0] === 'update'
      ? notFrozen('composer update', 'composer install') : []),
  gem: words => (positional(words)[0] === 'install' && !has(words, '-v', '--version', '-g', '--file')
    ? loose('gem install', positional(words).slice(1).filter(word => !isElsewhere(word) && !/:\d|\.gem$/.test(word)), name => `${name}:1.2.3`) : []),
  cargo: words => {
    const [action, ...packages] = positional(words, ['--bin', '-p', '--package', '--features', '--target', '--target-dir', '--root', '--manifest-path', '--profile', '--version', '--vers', '--git', '--tag', '--rev', '--branch', '--path', '-j', '--jobs']).filter(word => !word.startsWith('+'));
    if (action === 'install' && !has(words, '--path', '--git', '--version', '--vers')) {
      return loose('cargo install', packages.filter(word => !isElsewhere(word) && !/@\d/.test(word)), name => `${name.replace(/@.*$/, '')}@1.2.3`);
    }
    return (action === 'build' || action === 'b') && !has(words, '--locked', '--frozen', '--offline') ? notFrozen('cargo build', 'cargo build --locked') : [];
  },
  go: words => {
    const [action, ...packages] = positional(words, ['-ldflags', '-tags', '-o', '-mod', '-C', '-gcflags']);
    if (action === 'get' && !packages.some(word => /@v\d|@[0-9a-f]{12,}|\$/.test(word))) return ['"go get" takes what is newest on the day of the build; use "go mod download", which keeps to go.sum'];
    return action === 'install' ? loose('go install', packages.filter(word => /@(?:latest|main|master|upgrade)$/.test(word)), name => `${name.replace(/@.*$/, '')}@v1.2.3`) : [];
  },
};
