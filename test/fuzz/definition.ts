import fc, { type Arbitrary } from 'fast-check';
import { containerPath, fileName, healthPath, imageName, imagePrefix, imageReference, labelName, line, mountedName, profile, registry, secretName, serviceName, text, variable, words } from './texts';

/** What a system of containers is defined as, in plain data: what a failure prints is all that is needed to repeat it. */
export interface Definition {
  readonly registry?: string;
  readonly imagePrefix?: string;
  readonly platforms: string[];
  /** The folder of the Compose file. */
  readonly composeFolder?: string;
  readonly services: ServiceDefinition[];
}

export type Kind = 'node' | 'member' | 'based' | 'go' | 'site' | 'python' | 'dockerfile' | 'backing';

export interface ServiceDefinition {
  readonly kind: Kind;
  readonly name: string;
  /** The folder, below one that no other service has. */
  readonly folder: string;
  readonly environment: Record<string, string>;
  readonly labels: Record<string, string>;
  readonly args: Record<string, string>;
  readonly description?: string;
  readonly image?: string;
  /** The image of a backing service. */
  readonly reference: string;
  /** What is run: all of it, or the arguments. */
  readonly command: string[];
  readonly health: { readonly kind: 'command' | 'http' | 'tcp' | 'none'; readonly words: string[]; readonly path: string; readonly milliseconds: number; readonly retries: number };
  readonly port: number;
  readonly address: string;
  readonly publishPort: boolean;
  readonly writable: string[];
  readonly temporary: string[];
  readonly user: string;
  readonly secret?: { readonly name: string; readonly file: string };
  readonly buildSecret?: string;
  readonly memory: number;
  readonly cpus?: number;
  readonly pids: number;
  readonly restart: 'NO' | 'ALWAYS' | 'UNLESS_STOPPED' | 'ON_FAILURE';
  readonly grace: number;
  readonly profiles: string[];
  /** Files by their names, in the folder of what runs: the entry, an asset, and one that is left out by a pattern. */
  readonly files: { readonly code: string; readonly asset: string; readonly ignored: string };
  /** What is added to the last stage. */
  readonly additions: { readonly environment: Record<string, string>; readonly labels: Record<string, string>; readonly copyTo: string };
  readonly job?: { readonly command: string[]; readonly environment: Record<string, string>; readonly isAwaited: boolean };
  /** Whether it starts after the service before it. */
  readonly waits: boolean;
}

/** Which of what can be defined a machine can run, too. */
export interface Limits {
  readonly kinds: readonly Kind[];
  readonly services: number;
}

export const ALL: Limits = { kinds: ['node', 'member', 'based', 'go', 'site', 'python', 'dockerfile', 'backing'], services: 4 };

/** Kinds whose labels, arguments and commands stand in a Dockerfile that we write: their values have one line. */
export const isGenerated = (kind: Kind): boolean => kind !== 'dockerfile' && kind !== 'backing';

const record = (name: Arbitrary<string>, value: Arbitrary<string>) => fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true });
/** As Bake has it: what it reads it composes, so that nothing else arrives through it. */
const composed = (texts: Arbitrary<string>) => texts.map(each => each.normalize('NFC'));
const size = fc.integer({ min: 7, max: 4096 });

function service(kind: Kind): Arbitrary<ServiceDefinition> {
  const value = isGenerated(kind) ? line : text;
  const inWorkspace = kind === 'member' || kind === 'based';
  return fc.record({
    kind: fc.constant(kind),
    name: serviceName,
    folder: inWorkspace ? mountedName : composed(fileName),
    environment: record(variable, text),
    labels: kind === 'dockerfile' ? record(composed(labelName), composed(value)) : record(labelName, value),
    // So named that no shell, compiler or package manager takes it for a setting of its own.
    args: record(variable.map(name => `FUZZ_${name}`), composed(value)),
    description: fc.option(composed(line).filter(each => each.trim() !== ''), { nil: undefined }),
    image: fc.option(imageName, { nil: undefined }),
    reference: imageReference,
    command: words(),
    health: fc.record({
      kind: kind === 'dockerfile' || kind === 'backing' ? fc.constantFrom('command' as const, 'none' as const) : fc.constantFrom('command' as const, 'http' as const, 'tcp' as const, 'none' as const),
      words: words(),
      path: healthPath,
      milliseconds: fc.integer({ min: 1, max: 200_000 }),
      retries: fc.integer({ min: 1, max: 9 }),
    }),
    port: fc.integer({ min: 1025, max: 65535 }),
    address: fc.constantFrom('127.0.0.1', '0.0.0.0', '[::1]', '[::]', '192.0.2.1'),
    publishPort: fc.boolean(),
    writable: kind === 'site' ? fc.constant([]) : fc.uniqueArray(containerPath, { maxLength: 2, selector: path => path.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '') }),
    temporary: fc.uniqueArray(containerPath, { maxLength: 2 }),
    user: fc.constantFrom('1000:1000', '4242:1', '65532:65532'),
    secret: fc.option(fc.record({ name: secretName, file: fileName }), { nil: undefined }),
    buildSecret: fc.option(variable, { nil: undefined }),
    memory: size,
    cpus: fc.option(fc.integer({ min: 1, max: 6400 }).map(hundredths => hundredths / 100), { nil: undefined }),
    pids: fc.integer({ min: 1, max: 65535 }),
    restart: fc.constantFrom('NO' as const, 'ALWAYS' as const, 'UNLESS_STOPPED' as const, 'ON_FAILURE' as const),
    grace: fc.integer({ min: 0, max: 4_000_000 }),
    profiles: fc.uniqueArray(profile, { maxLength: 2 }),
    files: fc.record({ code: fileName, asset: fileName, ignored: fc.stringMatching(/^[a-z0-9]{1,6}\.left$/) }),
    additions: fc.record({ environment: record(variable, line), labels: record(labelName, line), copyTo: containerPath }),
    job: fc.option(fc.record({ command: words(), environment: record(variable, text), isAwaited: fc.boolean() }), { nil: undefined }),
    waits: fc.boolean(),
  });
}

/** Systems of services that are valid: each of them must be accepted, written, and read by everyone as it was meant. */
export function definitions({ kinds, services }: Limits = ALL): Arbitrary<Definition> {
  return fc.record({
    registry: fc.option(registry, { nil: undefined }),
    imagePrefix: fc.option(imagePrefix, { nil: undefined }),
    platforms: fc.uniqueArray(fc.constantFrom('linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x'), { maxLength: 3 }),
    composeFolder: fc.option(fileName, { nil: undefined }),
    services: fc.uniqueArray(fc.constantFrom(...kinds).chain(service), { minLength: 1, maxLength: services, selector: ({ name }) => name }),
  }).map(definition => ({ ...definition, services: definition.services.map(fitting) }));
}

/** A service without what another of the system stands against. */
function fitting(given: ServiceDefinition, index: number, all: readonly ServiceDefinition[]): ServiceDefinition {
  const before = all.slice(0, index);
  const secrets = new Set(before.flatMap(({ secret, buildSecret }) => [secret?.name, buildSecret]));
  const buildSecret = secrets.has(given.buildSecret) ? undefined : given.buildSecret;
  const { secret } = given;
  const isFree = (name: string) => !secrets.has(name) && name !== buildSecret;
  const keepsSecret = secret && isFree(secret.name) && ![codeFolder(given), assetFolder(given)].includes(secret.file);
  return {
    ...given,
    buildSecret,
    secret: keepsSecret ? secret : undefined,
    image: before.some(other => other.image === given.image) ? undefined : given.image,
    // Two things cannot be mounted on one folder.
    temporary: given.temporary.filter(path => !given.writable.includes(path)),
    // What others wait for always starts.
    profiles: all[index + 1]?.waits ? [] : given.profiles,
    waits: index > 0 && given.waits,
  };
}

/** The folder of the code, and that of what it reads, in the folder of the service. */
export const codeFolder = ({ files }: ServiceDefinition): string => `c${files.code}`;
export const assetFolder = ({ files }: ServiceDefinition): string => `${files.asset}A`;
