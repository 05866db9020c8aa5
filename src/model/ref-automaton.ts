import { type CharacterSet, type RefPattern, renderSet } from './ref-syntax';

/** A set of places in each pattern, and so a state of the automaton that reads a name once for all of them. */
type State = readonly (readonly number[])[];

/** A regular expression, and how tightly it holds together: 0 alternatives, 1 a sequence, 2 a single thing. */
interface Expression { readonly text: string; readonly level: 0 | 1 | 2 }

const NOTHING: Expression = { text: '', level: 1 };

/**
 * The regular expression of what a list of patterns lets in, where some take out again: the last one that matches a name decides. Regular
 * expressions without a look-ahead can't say "but not", so one is made from the automaton that decides.
 *
 * @returns `undefined` when nothing is let in
 */
export function expressionOfLanguage(patterns: readonly RefPattern[]): string | undefined {
  const alphabet = alphabetOf(patterns);
  const { edges, accepting } = automaton(patterns, alphabet);
  return eliminated(smallest(edges, accepting, alphabet));
}

/** Whether no name is let in. */
export function letsNothingIn(patterns: readonly RefPattern[]): boolean {
  return !automaton(patterns, alphabetOf(patterns)).accepting.includes(true);
}

/** Whether a name is let in by patterns, of which the last one that matches it decides, and by any of others. */
export function haveInCommon(patterns: readonly RefPattern[], others: readonly RefPattern[]): boolean {
  const all = [...patterns, ...others];
  const accepts = (matches: readonly boolean[]) => lastDecides(patterns, matches) && matches.slice(patterns.length).includes(true);
  return automaton(all, alphabetOf(all), accepts).accepting.includes(true);
}

/** Characters that no pattern tells apart, as sets that cover everything. */
function alphabetOf(patterns: readonly RefPattern[]): CharacterSet[] {
  const sets = patterns.flatMap(({ parts }) => parts.map(({ set }) => set));
  const mentioned = [...new Set(sets.flatMap(({ characters }) => [...characters]))];
  const groups = new Map<string, string[]>();
  for (const character of mentioned) {
    const signature = sets.map(({ characters, isNegated }) => Number(characters.includes(character) !== isNegated)).join('');
    groups.set(signature, [...groups.get(signature) ?? [], character]);
  }
  return [
    ...[...groups.values()].map(characters => ({ characters: characters.join(''), isNegated: false })),
    { characters: mentioned.join(''), isNegated: true },
  ];
}

/** Whether a set has the characters of a letter of the alphabet; it has all of them or none. */
function holds({ characters, isNegated }: CharacterSet, letter: CharacterSet): boolean {
  return letter.isNegated ? isNegated : characters.includes([...letter.characters][0]) !== isNegated;
}

function lastDecides(patterns: readonly RefPattern[], matches: readonly boolean[]): boolean {
  return patterns.reduce((isIn, { isNegated }, index) => (matches[index] ? !isNegated : isIn), false);
}

/**
 * All states that can be reached, with where each letter leads; the first one is the beginning.
 *
 * @param accepts whether a name is let in, by whether each pattern matches it
 */
function automaton(
  patterns: readonly RefPattern[], alphabet: readonly CharacterSet[], accepts = (matches: readonly boolean[]) => lastDecides(patterns, matches),
): { edges: number[][]; accepting: boolean[] } {
  const withSkipped = ({ parts }: RefPattern, places: readonly number[]) => {
    const all = new Set(places);
    for (const place of all) if (place < parts.length && parts[place].times !== '1') all.add(place + 1);
    return [...all].sort((a, b) => a - b);
  };
  const read = ({ parts }: RefPattern, places: readonly number[], letter: CharacterSet) => places
    .filter(place => place < parts.length && holds(parts[place].set, letter)).map(place => (parts[place].times === '*' ? place : place + 1));
  const states: State[] = [patterns.map(pattern => withSkipped(pattern, [0]))];
  const known = new Map([[JSON.stringify(states[0]), 0]]);
  const edges: number[][] = [];
  for (const state of states) {
    edges.push(alphabet.map(letter => {
      const next = patterns.map((pattern, index) => withSkipped(pattern, read(pattern, state[index], letter)));
      const key = JSON.stringify(next);
      if (!known.has(key)) known.set(key, states.push(next) - 1);
      return known.get(key)!;
    }));
  }
  const accepting = states.map(state => accepts(patterns.map(({ parts }, index) => state[index].includes(parts.length))));
  return { edges, accepting };
}

/** An automaton whose edges are labelled with expressions. */
interface Labelled { readonly count: number; readonly accepting: readonly boolean[]; readonly label: Map<string, Expression>; readonly start: number }

/** The same with as few states as can be, because every state makes the expression longer. */
function smallest(edges: readonly (readonly number[])[], accepting: readonly boolean[], alphabet: readonly CharacterSet[]): Labelled {
  let block = accepting.map(Number);
  for (let count = 0; count !== new Set(block).size;) {
    count = new Set(block).size;
    const keys = edges.map((targets, state) => [block[state], ...targets.map(target => block[target])].join());
    const order = [...new Set(keys)];
    block = keys.map(key => order.indexOf(key));
  }
  const count = new Set(block).size;
  const label = new Map<string, Expression>();
  for (let from = 0; from < count; from++) {
    const targets = edges[block.indexOf(from)].map(target => block[target]);
    for (const to of new Set(targets)) {
      label.set(`${from} ${to}`, { text: renderSet(merged(alphabet.filter((_, index) => targets[index] === to))), level: 2 });
    }
  }
  return { count, label, start: block[0], accepting: Array.from({ length: count }, (_, state) => accepting[block.indexOf(state)]) };
}

function merged(letters: readonly CharacterSet[]): CharacterSet {
  const rest = letters.find(({ isNegated }) => isNegated);
  const characters = letters.filter(({ isNegated }) => !isNegated).flatMap(one => [...one.characters]);
  if (!rest) return { characters: characters.join(''), isNegated: false };
  return { characters: [...rest.characters].filter(character => !characters.includes(character)).join(''), isNegated: true };
}

/** Takes out one state after the other, and writes on the edges what led through it. */
function eliminated({ count, accepting, label, start }: Labelled): string | undefined {
  const [first, last] = [count, count + 1];
  label.set(`${first} ${start}`, NOTHING);
  accepting.forEach((isAccepting, state) => isAccepting && label.set(`${state} ${last}`, NOTHING));
  const left = new Set(Array.from({ length: count }, (_, state) => state));
  const around = (state: number) => ({
    before: [first, ...left].filter(from => from !== state && label.has(`${from} ${state}`)),
    after: [...left, last].filter(to => to !== state && label.has(`${state} ${to}`)),
  });
  const ways = (state: number) => around(state).before.length * around(state).after.length;
  while (left.size > 0) {
    const state = [...left].reduce((best, one) => (ways(one) < ways(best) ? one : best));
    const { before, after } = around(state);
    const loop = label.get(`${state} ${state}`);
    for (const from of before) {
      for (const to of after) {
        const through = sequence(sequence(label.get(`${from} ${state}`)!, loop ? repeated(loop) : NOTHING), label.get(`${state} ${to}`)!);
        const direct = label.get(`${from} ${to}`);
        label.set(`${from} ${to}`, direct ? either(direct, through) : through);
      }
    }
    left.delete(state);
  }
  return label.get(`${first} ${last}`)?.text;
}

function sequence(a: Expression, b: Expression): Expression {
  if (a.text === '' || b.text === '') return a.text === '' ? b : a;
  return { text: atLeast(a, 1) + atLeast(b, 1), level: 1 };
}

function either(a: Expression, b: Expression): Expression {
  return { text: `${a.text}|${b.text}`, level: 0 };
}

function repeated(one: Expression): Expression {
  return { text: `${atLeast(one, 2)}*`, level: 1 };
}

function atLeast({ text, level }: Expression, needed: number): string {
  return level >= needed ? text : `(?:${text})`;
}
