import { problemsOf, repository } from './fixture';
import { NextConfig, readNextConfig } from '../../src/workspace/next-config';

const read = (text: string, name = 'next.config.ts'): NextConfig => readNextConfig(repository({ [name]: text }), '.');
const object = (inside: string): NextConfig => read(`export default {\n  ${inside}\n};\n`);

test.each<[string, string]>([
  ['an exported object', 'export default { output: \'standalone\' };'],
  ['a typed object', 'import type { NextConfig } from \'next\';\n\nconst nextConfig: NextConfig = {\n  output: "standalone",\n};\n\nexport default nextConfig;\n'],
  ['CommonJS', 'module.exports = { reactStrictMode: true, output: \'standalone\' }'],
  ['a function', 'module.exports = (phase, { defaultConfig }) => {\n  return { ...defaultConfig, output: `standalone` };\n};'],
  ['a plugin around it', 'export default withMDX(withAnalyzer({\n  output: \'standalone\'\n}))'],
  ['a quoted name', 'export default { "output": "standalone" }'],
  ['as const', 'export default { output: \'standalone\' as const, compress: false }'],
  ['satisfies', 'export default { output: \'standalone\' } satisfies NextConfig;'],
  ['an assignment', 'const nextConfig = {}\nnextConfig.output = \'standalone\'\nmodule.exports = nextConfig\n'],
  ['comments around it', 'export default {\n  // output: \'export\',\n  /* output: \'export\', */ output: /* really */ \'standalone\', // output: \'export\'\n};'],
  ['strings with comment marks', 'export default { images: { remotePatterns: [new URL(\'https://a.test/**\')] }, output: \'standalone\', source: \'/*\' };'],
  ['regular expressions with quotes', 'export default { webpack: c => { c.x = /[\'"`]/.test(y) ? a / b : c / d; return c; }, output: \'standalone\' };'],
  ['another output deeper in it', 'export default { webpack(config) { config.x = { output: \'deeper\' }; return config; }, output: \'standalone\' };'],
  ['Windows line ends', 'export default {\r\n  output: \'standalone\',\r\n};\r\n'],
])('the output is found: %s', (_, text) => {
  expect(read(text).output).toEqual({ value: 'standalone' });
});

test.each<[string, string, NextConfig['output']]>([
  ['not there', 'export default {};', undefined],
  ['in a comment only', 'export default {\n  // output: \'standalone\',\n};', undefined],
  ['in a string only', 'export default { env: { HINT: "{ output: \'standalone\' }" } };', undefined],
  ['undefined', 'export default { output: undefined };', undefined],
  ['another one', 'export default { output: \'export\' };', { value: 'export' }],
  ['computed', 'export default { output: process.env.DOCKER ? \'standalone\' : undefined, compress: true };', { expression: 'process.env.DOCKER ? \'standalone\' : undefined' }],
  ['a shorthand', 'const output = pick();\nexport default { compress: true, output };', { expression: 'output' }],
  ['a template with a value in it', 'export default { output: `${mode}` };', { expression: '`${mode}`' }],
])('the output is %s', (_, text, output) => {
  expect(read(text).output).toEqual(output);
});

test('folders and addresses are read where they are literals', () => {
  expect(object('distDir: \'build\', basePath: \'/docs\', output: \'standalone\'')).toMatchObject({ distDir: { value: 'build' }, basePath: { value: '/docs' } });
  expect(object('basePath: \'\', distDir: process.env.DIST')).toMatchObject({ basePath: undefined, distDir: { expression: 'process.env.DIST' } });
});

test('what a redirect says of the base path is not what the application says', () => {
  expect(object('async redirects() { return [{ source: \'/a\', destination: \'/b\', basePath: false, permanent: true }]; }').basePath).toBeUndefined();
  expect(object('async redirects() { return [{ source: \'/a\', basePath: false }]; }, basePath: \'/docs\'').basePath).toEqual({ value: '/docs' });
});

test.each<[string, NextConfig['tracingRoot']]>([
  ['\'../..\'', { value: '../..' }],
  ['path.join(__dirname, \'../../\')', { value: '../../' }],
  ['resolve(import.meta.dirname, "..", "..",)', { value: '../..' }],
  ['path.resolve(process.cwd())', { value: '.' }],
  ['__dirname', { value: '.' }],
  ['fileURLToPath(new URL(\'../../\', import.meta.url))', { value: '../../' }],
  ['findRoot(__dirname)', { expression: 'findRoot(__dirname)' }],
  ['path.join(__dirname, up)', { expression: 'path.join(__dirname, up)' }],
])('the tracing root %s', (text, expected) => {
  expect(object(`outputFileTracingRoot: ${text},`).tracingRoot).toEqual(expected);
  expect(object(`experimental: { outputFileTracingRoot: ${text} },`).tracingRoot).toEqual(expected);
});

test('whether pages are written to disk', () => {
  expect(object('experimental: { isrFlushToDisk: false }').flushToDisk).toBe(false);
  expect(object('experimental: { isrFlushToDisk: flag }').flushToDisk).toBeUndefined();
});

test.each([
  ['const config: NextConfig = {\n};\nexport default config;', 1],
  ['// A comment\n\nmodule.exports = withPlugin({\n});', 3],
  ['export default async function make() { return load(); }', undefined],
])('the line on which the object begins', (text, line) => {
  expect(read(text).objectLine).toBe(line);
});

test('the files are those that Next.js reads', () => {
  const repo = repository({ 'apps/a/next.config.mjs': 'export default { output: \'standalone\' }', 'apps/b/next.config.cjs': '', 'apps/c/package.json': {} });
  expect(readNextConfig(repo, 'apps/a').path).toBe('apps/a/next.config.mjs');
  expect(problemsOf(() => readNextConfig(repo, 'apps/b'))).toEqual(['Next.js does not read apps/b/next.config.cjs: rename it to next.config.mjs or next.config.ts']);
  expect(problemsOf(() => readNextConfig(repo, 'apps/c'))).toEqual([
    'there is no apps/c/next.config.ts (or .js, .mjs): add one that says "export default { output: \'standalone\' };"',
  ]);
});
