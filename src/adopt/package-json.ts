import { findNodeAtLocation, Node, parse, parseTree } from 'jsonc-parser';

/** Development dependencies: names and versions. */
export type DevDependencies = Record<string, string>;

/** Where a dependency may stand already. */
const LISTS = ['devDependencies', 'dependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * The text of a `package.json` with the development dependencies that it lacks, and every other byte as it was.
 *
 * What is there in any of its dependency lists stays as it is, whatever the version.
 *
 * @param text the file as it is
 */
export function withDevDependencies(text: string, wanted: DevDependencies): string {
  return Object.entries(wanted).reduce((current, [name, version]) => withDevDependency(current, name, version), text);
}

function withDevDependency(text: string, name: string, version: string): string {
  const root = parseTree(text);
  if (!root || LISTS.some(list => findNodeAtLocation(root, [list, name]))) return text;
  const entry = `${JSON.stringify(name)}: ${JSON.stringify(version)}`;
  const list = findNodeAtLocation(root, ['devDependencies']);
  if (list) return withProperty(text, list, () => entry, name);
  return withProperty(text, root, space => `"devDependencies": ${space.includes('\n') ? block(text, entry, indentOf(space)) : `{ ${entry} }`}`);
}

/** Puts a property into an object: before the first whose name comes after `name`, else at the end; spaced as its neighbour is. */
function withProperty(text: string, object: Node, property: (space: string) => string, name?: string): string {
  const properties = object.children ?? [];
  if (properties.length === 0) {
    const indent = indentOf(text.slice(0, object.offset));
    const content = property(`\n${indent}${formatting(text).unit}`);
    return `${text.slice(0, object.offset)}${block(text, content, indent)}${text.slice(object.offset + object.length)}`;
  }
  const next = name === undefined ? undefined : properties.find(({ children }) => children![0].value > name);
  const neighbour = next ?? properties[properties.length - 1];
  const space = /\s*$/.exec(text.slice(0, neighbour.offset))![0];
  const at = next ? next.offset : neighbour.offset + neighbour.length;
  return `${text.slice(0, at)}${next ? `${property(space)},${space}` : `,${space}${property(space)}`}${text.slice(at)}`;
}

/** An object of one property on a line of its own, as a file with this text writes it. */
function block(text: string, property: string, indent: string): string {
  const { unit, eol } = formatting(text);
  return `{${eol}${indent}${unit}${property}${eol}${indent}}`;
}

/** What the last line of a text begins with. */
function indentOf(text: string): string {
  return /[ \t]*/.exec(text.slice(text.lastIndexOf('\n') + 1))![0];
}

/** Whether a `package.json` is no more than what npm leaves behind when it installs into an empty folder. */
export function isBare(text: string): boolean {
  const { devDependencies, ...rest } = parse(text) ?? {};
  return Object.keys(rest).length === 0;
}

/** The `package.json` of a repository that has none of its own: nothing but the tools of synthesis. */
export function newPackageJson(name: string, bare?: string): string {
  const { devDependencies = {} } = parse(bare ?? '{}');
  return `${JSON.stringify({ name, version: '0.0.0', private: true, devDependencies }, undefined, 2)}\n`;
}

function formatting(text: string): { unit: string; eol: string } {
  return { unit: /^([ \t]+)"/m.exec(text)?.[1] ?? '  ', eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
