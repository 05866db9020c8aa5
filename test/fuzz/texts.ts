import fc, { type Arbitrary } from 'fast-check';

/** What means something to a shell, to the builder, to Compose, to HCL, to YAML, to CSV or to a terminal. */
const AWKWARD = [
  '$', '$$', '$X', '${X}', '$${X}', '${X:-y}', '$(id)', '`id`', '%{', '%{x}', '%%{x}', '%', '{{.x}}', '{', '}', '"', '\'', '""', '\\', '\\\\', '\\n', '\\"', 'C:\\temp\\',
  ' ', '  ', '\t', '\v', '\f', '#', ' #x', ':', ': ', '- ', '? ', '~', '!x', '&a', '*', '|', '>', '@', '=', ',', ';', '&&', '<<EOF', '[', ']', '["a"]', '(', ')', '/', '.', '..', '-', '--x',
  'yes', 'null', 'true', '0', '0o17', '1e3', '1:30', '.5', '2026-11-21', 'größe', 'e\u0301', '日本', '😀', '\u00a0', '\u0085', '\u2028', '\ufeff', '\u200b', '\x01', '\x1b[31m', '\x7f',
];
const BREAKS = ['\n', '\r', '\r\n', '\n\n', '\n  ', ' \n', '\nRUN id\n'];

/** Any code point but NUL, which no process can be given, and, unless they may be there, line breaks. */
function characters(breaks: boolean): Arbitrary<string> {
  return fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }).map(text => text.replace(breaks ? /\0/g : /[\0\r\n]/g, '_'));
}

function texts(pieces: readonly string[], breaks: boolean): Arbitrary<string> {
  const piece = fc.oneof({ arbitrary: fc.constantFrom(...pieces), weight: 6 }, { arbitrary: fc.stringMatching(/^[a-z0-9]{1,4}$/), weight: 2 }, { arbitrary: characters(breaks), weight: 1 });
  return fc.array(piece, { maxLength: 7 }).map(all => all.join(''));
}

/** A text of one line. */
export const line = texts(AWKWARD, false);
/** Any text that a process can be given. */
export const text = texts([...AWKWARD, ...BREAKS, ...BREAKS], true);

/** Words of a command: a program, which cannot be empty, and its arguments. */
export function words(argument: Arbitrary<string> = text): Arbitrary<string[]> {
  return fc.tuple(argument.filter(word => word !== ''), fc.array(argument, { maxLength: 4 })).map(([program, rest]) => [program, ...rest]);
}

/** The name of an environment variable or a build argument. */
export const variable = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,11}$/);
/** Names that mean something elsewhere, and all others. */
export const serviceName = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-z0-9]{1,5}(?:[-_][a-z0-9]{1,5}){0,3}$/), weight: 5 },
  { arbitrary: fc.constantFrom('default', 'x-a', '0', '12', 'yes', 'null', 'true', 'on', 'name', 'services', 'target', 'build', 'scratch', `a${'-b'.repeat(31)}`), weight: 1 },
);
export const profile = fc.stringMatching(/^[a-z0-9]{1,5}(?:[-_][a-z0-9]{1,5})?$/);
export const secretName = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,10}$/);

const component = fc.stringMatching(/^[a-z0-9]{1,5}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,5}){0,2}$/);
/** A host, a host with a port, IPv6, and a path behind it; or an account. */
export const registry = fc.tuple(
  fc.constantFrom('ghcr.io', 'localhost', 'localhost:5000', 'Registry.Example.test:443', '127.0.0.1:5000', '[::1]:5000', 'a-b.example', 'account'),
  fc.array(component, { maxLength: 2 }),
).map(parts => parts.flat().join('/'));
export const imagePrefix = component;
/** The name of an image without a tag. */
export const imageName = fc.tuple(fc.option(registry, { nil: undefined }), fc.array(component, { minLength: 1, maxLength: 2 }))
  .map(([host, path]) => [...host === undefined ? [] : [host], ...path].join('/'));
/** An image that is pulled. */
export const imageReference = fc.tuple(imageName, fc.oneof(
  fc.stringMatching(/^:[0-9][A-Za-z0-9_.-]{0,20}$/),
  fc.stringMatching(/^@sha256:[0-9a-f]{64}$/),
)).map(([name, version]) => `${name}${version}`);

/** The name of a label: everything but white space, quotes, `=`, `$` and backslashes. */
export const labelName = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-z]{1,6}(?:[./-][a-z0-9]{1,6}){0,3}$/), weight: 3 },
  { arbitrary: fc.array(fc.oneof(fc.constantFrom(...'#-{}[]%@:;,!?*&|<>()~^+/._é日😀abcxyz019', '--', '%{', '<<'), characters(false)), { minLength: 1, maxLength: 5 }).map(all => all.join('')).filter(name => !/[\s="'$\\\0]/.test(name)), weight: 1 },
);

/** Characters of file names; a backslash separates folders here, as on Windows. */
const IN_NAMES = [...'abcxyz019ABC._-+ \'$#!%&()=@^{};~`', '  ', '${X}', '$(id)', '%{x}', 'größe', '日本', '😀', 'e\u0301'];

function segments(pieces: readonly string[]): Arbitrary<string> {
  return fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 }).map(all => all.join(''))
    // Not what the ignore file leaves out wherever it is, nor what is a path of its own.
    .map(name => name.replace(/^\.+|~+$/g, '')).filter(name => name !== '');
}

/** The name of a file or folder. */
export const fileName = segments([...IN_NAMES, ...'",*?[]', '[x]']);
/** The same, without what no mount of a `RUN` can hold. */
export const mountedName = segments(IN_NAMES.filter(piece => /^[ -~]+$/.test(piece)));
/** A folder of a container, absolute. */
export const containerPath = fc.array(segments([...IN_NAMES, ...'",*?[]']), { minLength: 1, maxLength: 2 }).map(parts => `/${parts.join('/')}`);

/** The path of an HTTP health check. */
export const healthPath = fc.array(fc.oneof(fc.stringMatching(/^[\x21-\x7e]{1,3}$/), fc.constantFrom('${X}', '\'', '"', '\\', '%{x}', '\\u0041')), { maxLength: 5 }).map(parts => `/${parts.join('')}`);
