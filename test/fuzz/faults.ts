import { isGenerated, type Kind, type ServiceDefinition } from './definition';

/** Something that no definition may say, whatever else it says. */
export interface Fault {
  readonly what: string;
  readonly kinds: (kind: Kind) => boolean;
  readonly make: (service: ServiceDefinition) => Partial<ServiceDefinition>;
  /** What the problem that is named must hold. */
  readonly says: RegExp;
}

const any = () => true;
const isBuilt = (kind: Kind) => kind !== 'backing';
/** A site without a build has no arguments in its Dockerfile. */
const takesArguments = (kind: Kind) => isGenerated(kind) && kind !== 'site';

export const FAULTS: readonly Fault[] = [
  ...['\n', '\r', '\r\n'].flatMap((end): Fault[] => [
    { what: 'a label of two lines', kinds: isGenerated, make: ({ labels }) => ({ labels: { ...labels, a: `x${end}RUN id` } }), says: /line break cannot stand in LABEL/ },
    { what: 'an argument of two lines', kinds: takesArguments, make: ({ args }) => ({ args: { ...args, FUZZ: `x${end}RUN id` } }), says: /line break cannot stand in ARG/ },
  ]),
  ...['a b', 'a"', 'a\'', 'a=b', 'a$', 'a\\', '', 'a\u0085', 'a\n'].map((name): Fault => (
    { what: `a label ${JSON.stringify(name)}`, kinds: isBuilt, make: ({ labels }) => ({ labels: { ...labels, [name]: 'x' } }), says: /a name in LABEL must not/ })),
  ...['A-B', '1A', '', 'A B', 'é', 'A\n', 'A=B'].flatMap((name): Fault[] => [
    { what: `a variable ${JSON.stringify(name)}`, kinds: any, make: ({ environment }) => ({ environment: { ...environment, [name]: 'x' } }), says: /name of an environment variable/ },
    { what: `an argument ${JSON.stringify(name)}`, kinds: isBuilt, make: ({ args }) => ({ args: { ...args, [name]: 'x' } }), says: /name of a build argument/ },
  ]),
  { what: 'NUL in a variable', kinds: any, make: ({ environment }) => ({ environment: { ...environment, A: 'x\0' } }), says: /NUL/ },
  { what: 'NUL in a label', kinds: isGenerated, make: ({ labels }) => ({ labels: { ...labels, a: 'x\0' } }), says: /NUL/ },
  { what: 'an image in upper case', kinds: isBuilt, make: () => ({ image: 'Acme/x' }), says: /image must look like/ },
  { what: 'an image with a tag', kinds: isBuilt, make: () => ({ image: 'acme/x:1' }), says: /image must look like/ },
  { what: 'an image that changes', kinds: kind => kind === 'backing', make: () => ({ reference: 'acme/x:latest' }), says: /another one whenever/ },
  ...[0, 65536, 1.5, -1, NaN].map((port): Fault => ({ what: `port ${port}`, kinds: any, make: () => ({ port }), says: /port must be/ })),
  ...[0, -1, 1.5].map((pids): Fault => ({ what: `${pids} processes`, kinds: any, make: () => ({ pids }), says: /pids must be/ })),
  ...[0, -1, NaN, Infinity].map((cpus): Fault => ({ what: `${cpus} CPUs`, kinds: any, make: () => ({ cpus }), says: /cpus must be/ })),
  ...['A', 'a b', '', '-a', 'a_', 'a__b'].flatMap((name): Fault[] => [
    { what: `profile ${JSON.stringify(name)}`, kinds: any, make: () => ({ profiles: [name] }), says: /name of a profile/ },
  ]),
  { what: 'root', kinds: kind => isGenerated(kind) && kind !== 'based', make: () => ({ user: '0:0' }), says: /user must be/ },
  { what: 'a user of two words', kinds: kind => kind !== 'based', make: () => ({ user: '1 2' }), says: /user must be/ },
  ...['/a:b', '/a/../b', '/a\nb', '/'].map((path): Fault => (
    { what: `folder ${JSON.stringify(path)}`, kinds: kind => kind !== 'site', make: () => ({ writable: [path] }), says: /writable must be/ })),
  { what: 'two folders in one volume', kinds: kind => kind !== 'site', make: () => ({ writable: ['/a-b', '/a/b'] }), says: /would be one volume/ },
  { what: 'an address that is a name', kinds: any, make: () => ({ address: 'localhost', publishPort: true }), says: /hostAddress must be/ },
];
