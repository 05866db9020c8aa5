import { applyEdits, findNodeAtLocation, modify, parse, parseTree } from 'jsonc-parser';

/** Development dependencies: names and versions. */
export type DevDependencies = Record<string, string>;

/**
 * The text of a `package.json` with the development dependencies that it lacks, and every other byte as it was.
 *
 * What is there in any of its dependency lists stays as it is, whatever the version.
 *
 * @param text the file as it is
 */
export function withDevDependencies(text: string, wanted: DevDependencies): string {
  const tree = parseTree(text);
  const has = (name: string) => ['devDependencies', 'dependencies', 'peerDependencies', 'optionalDependencies']
    .some(list => tree && findNodeAtLocation(tree, [list, name]));
  const formattingOptions = formatting(text);
  return Object.entries(wanted).filter(([name]) => !has(name)).reduce((current, [name, version]) => {
    const position = (names: string[]) => {
      const at = [...names].findIndex(other => other > name);
      return at < 0 ? names.length : at;
    };
    return applyEdits(current, modify(current, ['devDependencies', name], version, { formattingOptions, getInsertionIndex: position }));
  }, text);
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

function formatting(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 1 : indent.length, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
