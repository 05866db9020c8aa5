import { readFileSync } from 'fs';
import { dirname, join, posix } from 'path';
import Ajv from 'ajv';
import { parse } from 'yaml';

const schema = JSON.parse(readFileSync(join(dirname(require.resolve('dclint/package.json')), 'schemas/compose.schema.json'), 'utf8'));
delete schema.$schema;
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

/** Every text of a document as `read` makes it; names only where `names` says so. */
function mapTexts(value: unknown, read: (text: string) => string, names = false): any {
  if (typeof value === 'string') return read(value);
  if (Array.isArray(value)) return value.map(item => mapTexts(item, read, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [names ? read(name) : name, mapTexts(item, read, names)]));
}

/** What Compose makes of a value: `$$` is a dollar sign, and the tag is the only variable. */
function interpolated(text: string): string {
  return text.replace(/\$(\$|\{TAG:-latest\})?/g, (_, rest?: string) => {
    if (rest === undefined) throw new Error(`a variable is left in ${JSON.stringify(text)}`);
    return rest === '$' ? '$' : 'latest';
  });
}

/** What HCL makes of a text: a doubled first character makes `${` and `%{` stand for themselves, and what is left is ours. */
function unescaped(text: string): string {
  return text.replace(/^\$\{""\}(?=\ufeff)/, '').replace(/([$%]?)([$%])\{(?:TAG\}|[A-Z]+ (?:==|!=) [^]*)?/g, (found, escape: string, char: string) => {
    if (escape === char) return `${char}{${found.slice(3)}`;
    if (/^\$\{(?:TAG\}|[A-Z]+ )/.test(found)) return found;
    throw new Error(`a template is left in ${JSON.stringify(text)}`);
  });
}

/** A Compose file by all that read YAML: two versions of it that must agree, the schema, and Compose's own variables. */
export function readCompose(text: string): any {
  const document = parse(text);
  expect(parse(text, { version: '1.1' })).toEqual(document);
  expect([validate(document), validate.errors]).toEqual([true, null]);
  return mapTexts(document, interpolated);
}

/** A Bake file as HCL reads JSON: names are templates, too. */
export function readBake(text: string): any {
  return mapTexts(JSON.parse(text), unescaped, true);
}

/** Arguments and labels as Bake prints them: their values, and not their names, escaped. */
export const withoutEscapes = (values: object): object => mapTexts(values, unescaped);

/** The volumes of a container, in either of their forms. */
export function volumesOf({ volumes = [] }: { volumes?: (string | { source: string; target: string })[] }): { source: string; target: string }[] {
  return volumes.map(volume => {
    if (typeof volume !== 'string') return volume;
    const [source, ...target] = volume.split(':');
    return { source, target: target.join(':') };
  });
}

/** A path of a file in `folder`, from the repository. */
export const fromFolder = (folder: string, path: string): string => posix.join(folder, path);

/** A size as Compose takes it. */
export function bytes(size: string): number {
  const [, number, unit] = /^(\d+)([mb])$/.exec(size)!;
  return Number(number) * (unit === 'm' ? 1024 * 1024 : 1);
}

/** Properties of these names. */
export function pick(values: Record<string, unknown> | undefined, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter(name => values && Object.hasOwn(values, name)).map(name => [name, values![name]]));
}
