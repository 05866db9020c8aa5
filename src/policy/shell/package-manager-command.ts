/** A command that a package manager starts another with. */
export interface PackageManagerCommand {
  /** What to say of it: `npm start`. */
  readonly command: string;
  /** The script of package.json that it runs. */
  readonly script?: string;
  /** The program of npm's that it runs. */
  readonly package?: string;
}

/** Packages of npm that start scripts of many projects: in the place of a program they are the same as a package manager. */
const RUNNERS = new Set(['nx', 'turbo', 'lerna', 'corepack', 'wireit', 'concurrently', 'npm-run-all', 'run-s', 'run-p']);
/** Those that run the program of a package, and whether it is one of npm's. */
const EXECUTING = new Map([['npx', true], ['pnpx', true], ['bunx', true], ['uvx', false], ['pipx', false]]);
/** Those of Python run a command behind this word. */
const RUN_ONLY = new Set(['poetry', 'uv', 'pipenv', 'pdm', 'rye', 'hatch', 'pixi']);
const OF_NODE = new Set(['npm', 'yarn', 'yarnpkg', 'pnpm', 'bun']);
/** Words that are no scripts. */
const RUN = new Set(['run', 'run-script', 'exec', 'x', 'dlx', 'workspace', '-w', '--workspace', '--filter', '--cwd', '--prefix', '-C', '--dir', '-F']);

/** Whether a command is a package manager that starts something. */
export function packageManagerOf(words: readonly string[]): PackageManagerCommand | undefined {
  const [program, ...rest] = words;
  const verb = rest.find(word => !word.startsWith('-'));
  if (EXECUTING.has(program)) return { command: [program, verb ?? ''].join(' ').trim(), package: EXECUTING.get(program) && /^\w[\w-]*$/.test(verb ?? '') ? verb : undefined };
  if (RUNNERS.has(program)) return { command: [program, ...rest.slice(0, 1)].join(' ') };
  if (RUN_ONLY.has(program)) return verb === 'run' || (program === 'uv' && verb === 'tool') ? { command: `${program} ${verb}` } : undefined;
  if (!OF_NODE.has(program) || verb === undefined) return undefined;
  const target = verb === 'run' || verb === 'run-script' ? rest.slice(rest.indexOf(verb) + 1).find(word => !word.startsWith('-')) : verb;
  // Bun runs files, as Node does.
  if (program === 'bun' && (target === undefined || /[./]/.test(target))) return undefined;
  const isPlain = !rest.slice(0, rest.indexOf(target ?? verb)).some(word => RUN.has(word) && word !== verb);
  return {
    command: [program, verb, ...verb === target || target === undefined ? [] : [target]].join(' '),
    script: isPlain && target !== undefined && !RUN.has(target) ? target : undefined,
  };
}
