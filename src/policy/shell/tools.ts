import { unwrapped } from './wrappers';
import { oncePer } from '../../model/memo';

/** A program by the name that all ways to call it have in common, and what it is called with. */
export interface Tool {
  readonly name: string;
  readonly words: readonly string[];
}

const ALIASES: Readonly<Record<string, string>> = { pip3: 'pip', yarnpkg: 'yarn', mvnw: 'mvn' };

/** The tool that a command calls: `python -m pip` is `pip`, and so is `pip3`; `corepack yarn` is `yarn`. */
export const toolOf: (words: readonly string[]) => Tool = oncePer((words): Tool => {
  const [program = '', ...rest] = unwrapped(words);
  const isModule = /^python[\d.]*$/.test(program) && rest[0] === '-m' && rest.length > 1;
  const skipped = isModule ? 2 : program === 'corepack' && rest.length > 0 ? 1 : 0;
  const name = skipped === 0 ? program : rest[skipped - 1];
  return { name: Object.hasOwn(ALIASES, name) ? ALIASES[name] : name, words: rest.slice(skipped) };
});
