import { oncePer } from '../../model/memo';
import { baseName } from '../../model/paths';

/** A program that runs another: options of it that take a value, and how many words stand before the other program. */
interface Wrapper { readonly valued?: readonly string[]; readonly arguments?: number }

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  'builtin': {},
  'catatonit': {},
  'chpst': { valued: ['-u', '-U', '-b', '-e', '-m', '-n', '-/'] },
  'chroot': { arguments: 1 },
  'command': {},
  'docker-entrypoint.sh': {},
  'docker-init': {},
  'dumb-init': { valued: ['-r', '--rewrite'] },
  'env': { valued: ['-u', '--unset', '-C', '--chdir'] },
  'exec': { valued: ['-a'] },
  'gosu': { arguments: 1 },
  'ionice': { valued: ['-c', '-n', '-p'] },
  'nice': { valued: ['-n'] },
  'nohup': {},
  'setpriv': { valued: ['--reuid', '--regid', '--groups', '--inh-caps', '--bounding-set'] },
  'setsid': {},
  'stdbuf': { valued: ['-i', '-o', '-e'] },
  'su-exec': { arguments: 1 },
  'sudo': { valued: ['-u', '-g', '-h', '-p', '-C', '-D', '-R', '-T', '--user', '--group'] },
  'time': { valued: ['-f', '-o'] },
  'timeout': { valued: ['-k', '-s', '--kill-after', '--signal'], arguments: 1 },
  'tini': { valued: ['-p', '-e'] },
  'tini-static': { valued: ['-p', '-e'] },
};

/**
 * What really runs, without what only starts it (`exec`, `env`, `sudo`, `tini --`, `gosu user` …): the program without its folder, and
 * its arguments.
 */
export const unwrapped: (words: readonly string[]) => readonly string[] = oncePer(words => {
  let rest = words;
  for (;;) {
    while (rest.length > 1 && /^[A-Za-z_]\w*=/.test(rest[0])) rest = rest.slice(1);
    if (rest.length === 0) return [];
    const name = baseName(rest[0]);
    const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
    const inner = wrapper && innerWords(rest, wrapper);
    // A wrapper that runs nothing is what it is: `env` alone prints.
    if (!inner || inner.length === 0) return [name, ...rest.slice(1)];
    rest = inner;
  }
});

function innerWords(words: readonly string[], { valued = [], arguments: positional = 0 }: Wrapper): string[] {
  let at = 1;
  while (at < words.length && words[at].startsWith('-')) {
    if (words[at] === '--') {
      at++;
      break;
    }
    at += valued.includes(words[at]) ? 2 : 1;
  }
  return words.slice(at + positional);
}
