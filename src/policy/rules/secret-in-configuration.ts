import { oncePerText } from '../../model/memo';
import { isRandom, isSecretName, secretInCommand, secretInConfiguration as secretIn } from '../../model/secret-looking';
import type { CheckedDockerfile, CheckedInstruction, CheckedService, CheckedSystem } from '../checked-system';
import { bakeTarget } from '../compose/bake';
import { composeEntries, type ComposeEntry, placeOf } from '../compose/entries';
import { mapOf, plain } from '../compose/values';
import { ownInstructions, placeIn } from '../dockerfile/instructions';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { withoutInterpolation, withoutReferences, withoutSubstitutions } from '../shell/literals';
import { commandsOf } from '../shell/script';

export const secretInConfiguration: IPolicyRule = {
  id: 'secret-in-configuration',
  severity: PolicySeverity.ERROR,
  summary: 'No secret is written into an image, a build argument or a Compose file',
  check: system => {
    const allowedFor = (name: string) => new Set(system._facts.models.get(name)?.notSecret);
    return [
      ...system.services.flatMap(({ name, dockerfile }) => (dockerfile ? inDockerfile(name, dockerfile, allowedFor(name)) : [])),
      ...composeEntries(system).flatMap(entry => inCompose(entry, allowedFor(entry.name))),
      ...system.services.flatMap(service => inBake(service, system, allowedFor(service.name))),
    ];
  },
};

const BUILD = 'mount it where it is needed, with "buildSecrets" and RUN --mount=type=secret';
const RUN = 'give it as a file, with "secrets"';

/** What a build writes into the scripts of browsers is no secret by its name alone: it is to be known to everyone. */
const PUBLIC = /^(?:NEXT_PUBLIC_|NUXT_PUBLIC_|EXPO_PUBLIC_|PUBLIC_|VITE_|REACT_APP_|GATSBY_|VUE_APP_)/;

function inDockerfile(service: string, dockerfile: CheckedDockerfile, allowed: ReadonlySet<string>): PolicyFinding[] {
  const at = (instruction: CheckedInstruction, isUsed: boolean) => messagesOf(instruction, isUsed, allowed)
    .map(message => ({ ...placeIn(service, dockerfile, instruction), message }));
  return [
    ...dockerfile.globals.flatMap(instruction => at(instruction, false)),
    ...ownInstructions(dockerfile).flatMap(({ stage, instruction }) => at(instruction, stage.isFinal)),
  ];
}

function messagesOf(instruction: CheckedInstruction, isUsed: boolean, allowed: ReadonlySet<string>): string[] {
  const { keyword, text, assignments = {} } = instruction;
  switch (keyword) {
    case 'ARG': return [...new Set([...Object.keys(assignments), ...text.split(/\s+/).filter(word => /^\w+$/.test(word))])]
      .filter(name => !allowed.has(name)).flatMap(name => argument(name, withoutReferences(assignments[name] ?? '')));
    case 'ENV': case 'LABEL': return Object.entries(assignments).filter(([name]) => !allowed.has(name)).flatMap(([name, value]) => {
      const why = secretIn(name, withoutReferences(value), { isUsed });
      return why ? [`${keyword} ${name} has a value, and ${why}: whoever has the image can read it; ${isUsed && keyword === 'ENV' ? RUN : BUILD}`] : [];
    });
    case 'RUN': case 'CMD': case 'ENTRYPOINT': case 'HEALTHCHECK': case 'COPY': case 'ADD': return command(instruction);
    default: return [];
  }
}

/** The value of a build argument is kept, whoever gives it. */
function argument(name: string, value: string): string[] {
  const why = secretIn(name, value, { isUsed: false }) ?? (value === '' && !PUBLIC.test(name) && isSecretName(name) ? 'its name is that of a secret' : undefined);
  return why ? [`build argument ${name} is kept in the image's history, and ${why}; ${BUILD}`] : [];
}

function command(instruction: CheckedInstruction): string[] {
  const kind = writtenIn(instruction.exec?.join(' ') ?? instruction.text) ?? assigned(instruction);
  return kind ? [`${instruction.keyword} holds what looks like ${kind}, which is kept in the image's history; ${BUILD}`] : [];
}

/** The kind of secret that a command holds: not what it only refers to. Many services have the same commands. */
const writtenIn: (text: string) => string | undefined = oncePerText(text => secretInCommand(withoutSubstitutions(text)));

/** A secret that a command gives to a variable. */
function assigned(instruction: CheckedInstruction): string | undefined {
  if (instruction.keyword !== 'RUN') return undefined;
  const found = commandsOf(instruction).flatMap(({ words, assignments }) => [...Object.entries(assignments), ...words[0] === 'export' ? words.slice(1).flatMap(pair) : []])
    .map(([name, value]) => [name, withoutSubstitutions(value)] as const)
    .find(([name, value]) => isSecretName(name) && isRandom(value) && secretIn(name, value, { isUsed: false }));
  return found && `the value of ${found[0]}`;
}

function pair(word: string): [string, string][] {
  const at = word.indexOf('=');
  return at < 0 ? [] : [[word.slice(0, at), word.slice(at + 1)]];
}

function inCompose(entry: ComposeEntry, allowed: ReadonlySet<string>): PolicyFinding[] {
  const { service: said } = entry;
  return [
    ...[['environment'], ['labels'], ['build', 'labels']].flatMap(keys => variablesAt(said, keys).flatMap(({ key, name, value }) => {
      const why = !allowed.has(name) && secretIn(name, withoutInterpolation(value), { isUsed: true });
      return why ? [{ ...placeOf(entry, ...keys, key), message: `${name} has a value here, and ${why}: whoever can read this file knows it; ${RUN}` }] : [];
    })),
    ...variablesAt(said, ['build', 'args']).filter(({ name }) => !allowed.has(name))
      .flatMap(({ key, name, value }) => argument(name, withoutInterpolation(value)).map(message => ({ ...placeOf(entry, 'build', 'args', key), message }))),
    ...(['command', 'entrypoint'] as const).flatMap(key => {
      const kind = writtenIn([plain(said[key]) ?? []].flat().join(' '));
      return kind ? [{ ...placeOf(entry, key), message: `the ${key} holds what looks like ${kind}: whoever can read this file knows it; ${RUN}` }] : [];
    }),
  ];
}

/** What only the Bake file has: all other arguments have been looked at. */
function inBake(service: CheckedService, system: CheckedSystem, allowed: ReadonlySet<string>): PolicyFinding[] {
  const { file, target } = bakeTarget(system, service) ?? {};
  if (!target) return [];
  const { compose, dockerfile } = service;
  const said = new Set([...variablesAt(compose, ['build', 'args']).map(({ name }) => name), ...Object.keys(dockerfile?.args ?? {})]);
  return variablesAt(target, ['args']).filter(({ name }) => !said.has(name) && !allowed.has(name))
    .flatMap(({ name, value }) => argument(name, withoutReferences(value)).map(message => ({ service: service.name, file, message })));
}

interface Variable {
  /** What leads to it: its name, or its number in a list. */
  readonly key: string;
  readonly name: string;
  /** Empty where only the name is said. */
  readonly value: string;
}

/** Variables that are written as an object or as a list of `name=value`. */
function variablesAt(said: any, keys: readonly string[]): Variable[] {
  const value = plain(keys.reduce((object, key) => object?.[key], said));
  const isList = Array.isArray(value);
  return Object.entries(mapOf(value)).map(([name, text], index) => ({ key: isList ? String(index) : name, name, value: text === null ? '' : String(text) }));
}
