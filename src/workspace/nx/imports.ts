/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`, `require('x')`, `require.resolve('x')`. */
const IMPORT = /(?:\bfrom|\bimport|\b(?:import|require|require\.resolve)\s*\()\s*(["'`])([^"'`\n$]+)\1/g;

const SOURCE = /\.[cm]?[jt]sx?$/;
const TEST = /\.(?:test|spec)\.[^.]+$/;

/** Whether a file is one that a build reads imports from. */
export function isSource(name: string): boolean {
  return SOURCE.test(name) && !TEST.test(name);
}

/**
 * What a source imports, by any syntax. What only looks like an import, in a comment for example, is among it: a folder too
 * many in the build context does no harm, one too few does.
 */
export function importsOf(text: string): string[] {
  return [...new Set([...text.matchAll(IMPORT)].map(([, , specifier]) => specifier))];
}
