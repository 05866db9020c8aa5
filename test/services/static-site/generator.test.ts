import { generatorOf, onlyHashed } from '../../../src/services/static-site/generator';
import { Repository } from '../../../src/workspace/repository';
import { Files, repository } from '../../support';

function found(packages: string[], files: Files = {}, scripts: Record<string, string> = {}) {
  const repo = new Repository(repository(files));
  const generator = generatorOf(repo, '.', { devDependencies: Object.fromEntries(packages.map(name => [name, '*'])), scripts });
  return generator && { ...generator, immutable: onlyHashed(repo, '.', generator) };
}
const angular = (build: object, name = 'shop') => ({ 'angular.json': { projects: { [name]: { projectType: 'application', architect: { build } }, ui: { projectType: 'library' } } } });

test.each([
  ['Vite', ['vite'], {}, 'dist', true, ['^/assets/']],
  ['Vite with another folder', ['vite'], { 'vite.config.ts': 'export default defineConfig({ build: { outDir: "build/", assetsDir: `static` } });' }, 'build', true, ['^/static/']],
  ['Vite with a computed folder', ['vite'], { 'vite.config.js': 'export default { build: { outDir: process.env.OUT } };' }, 'dist', true, ['^/assets/']],
  ['Vite that copies into the folder of hashed files', ['vite'], { 'public/assets/logo.png': '' }, 'dist', true, []],
  ['Astro', ['astro', 'vite'], {}, 'dist', false, ['^/_astro/']],
  ['Astro with another folder', ['astro'], { 'astro.config.mjs': 'export default defineConfig({ outDir: \'./site\' });' }, './site', false, ['^/_astro/']],
  ['Angular', ['@angular/build', 'vite'], angular({ builder: '@angular/build:application', options: {} }), 'dist/shop/browser', true, [expect.any(String)]],
  ['Angular with another folder', ['@angular/build'], angular({ builder: '@angular/build:application', options: { outputPath: 'out' } }), 'out/browser', true, [expect.any(String)]],
  ['Angular with other folders', ['@angular/build'], angular({ builder: '@angular/build:application', options: { outputPath: { base: 'out', browser: '' } } }), 'out', true, [expect.any(String)]],
  ['Angular with the builder before', ['@angular-devkit/build-angular'], angular({ builder: '@angular-devkit/build-angular:browser', options: { outputPath: 'dist/x' } }), 'dist/x', true, [expect.any(String)]],
  ['Create React App', ['react-scripts'], {}, 'build', true, ['^/static/']],
  ['Next.js', ['next'], {}, 'out', false, ['^/_next/static/']],
  ['VitePress in a folder', ['vitepress', 'vite'], {}, 'docs/.vitepress/dist', false, ['^/assets/']],
  ['Eleventy', ['@11ty/eleventy'], {}, '_site', false, []],
  ['SvelteKit', ['@sveltejs/adapter-static', 'vite'], {}, 'build', false, ['^/_app/immutable/']],
] as [string, string[], Files, string, boolean, unknown[]][])('%s', (_, packages, files, output, singlePage, immutable) => {
  expect(found(packages, files, { build: 'vitepress build docs' })).toMatchObject({ output, singlePage, immutable });
});

test('a tool that nobody knows', () => {
  expect(found(['webpack'])).toBeUndefined();
});

test('which of several Angular applications has to be said', () => {
  const files = { 'angular.json': { projects: { shop: {}, admin: {} } } };
  expect(() => found(['@angular/build'], files)).toThrow('angular.json has the applications shop, admin; say with "output" which one this is, such as "dist/shop/browser"');
});

test('names of Angular are known by their hashes', () => {
  const [pattern] = found(['@angular/build'])!.immutable.map(text => new RegExp(text));
  expect(['/main-5UDJUNYU.js', '/media/font-JNJ5LZ4Y.woff2', '/favicon.ico', '/main.js', '/logo-COMPANY1.png', '/a/main-5UDJUNYU.js'].map(path => pattern.test(path)))
    .toEqual([true, true, false, false, false, false]);
});
