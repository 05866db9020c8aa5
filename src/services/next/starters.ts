import type { NextPlan } from './app';
import { baseName, joinPath } from '../../model/paths';
import type { StarterFile } from '../../model/service-model';
import type { Repository } from '../../workspace/repository';

/** Where the files that bring public values to the browser go, and what the browser asks for. */
interface Places {
  /** What answers the browser. */
  readonly route: string;
  /** What application code imports. */
  readonly helper: string;
  /** The file that must render the component, if it is there. */
  readonly layout?: string;
  readonly address: string;
  readonly isAppRouter: boolean;
  readonly isTypeScript: boolean;
}

const SUFFIXES = ['tsx', 'jsx', 'ts', 'js'];

/**
 * The files that bring public values to the browser, in the application's own language and router. A script of its own,
 * which the browser loads before anything of the page runs, leaves pages as static as they are and needs no exception from a
 * content security policy.
 */
export function planStarters(repo: Repository, plan: NextPlan): StarterFile[] {
  const places = placesOf(repo, plan);
  return [
    { path: places.route, text: places.isAppRouter ? appRoute(places, plan) : pagesRoute(places) },
    { path: places.helper, text: helper(places) },
  ];
}

/** What is still to be done by hand, as sentences. */
export function starterWarnings(repo: Repository, plan: NextPlan): string[] {
  const { layout, helper: path, isAppRouter } = placesOf(repo, plan);
  if (layout !== undefined && repo.tryRead(layout)!.includes('PublicEnv')) return [];
  const where = layout ?? (isAppRouter ? 'the root layout' : 'pages/_document');
  return [`browsers see "publicEnvironment" once ${where} renders <PublicEnv /> of ${baseName(path).replace(/\.\w+$/, '')}`];
}

function placesOf(repo: Repository, { directory, basePath }: NextPlan): Places {
  const inDirectory = (path: string) => joinPath(directory, path);
  const find = (folders: string[]) => folders.map(inDirectory).find(folder => repo.isDirectory(folder));
  const isTypeScript = repo.isFile(inDirectory('tsconfig.json')) || repo.isFile(inDirectory('next-env.d.ts'));
  const file = (name: string) => `${name}.${isTypeScript ? 'ts' : 'js'}`;
  const module = (name: string) => `${name}.${isTypeScript ? 'tsx' : 'jsx'}`;
  const firstOf = (name: string) => SUFFIXES.map(suffix => `${name}.${suffix}`).find(path => repo.isFile(path));
  const app = find(['app', 'src/app']);
  if (app !== undefined) {
    return {
      isTypeScript,
      isAppRouter: true,
      route: joinPath(app, file('env.js/route')),
      helper: joinPath(app, module('public-env')),
      layout: firstOf(joinPath(app, 'layout')),
      address: `${basePath}/env.js`,
    };
  }
  const pages = find(['pages', 'src/pages']) ?? inDirectory('pages');
  return {
    isTypeScript,
    isAppRouter: false,
    route: joinPath(pages, file('api/env')),
    helper: joinPath(pages, module('../public-env')),
    layout: firstOf(joinPath(pages, '_document')),
    address: `${basePath}/api/env`,
  };
}

const HEAD = '// Written once by @jts/projen-docker and yours from then on: see docs/next-services.md there.';

/** The values as a script. What would end it, were it ever put into a page, is escaped. */
const SCRIPT = [
  '  const values = Object.fromEntries(Object.entries(process.env)',
  '    .filter(([name]) => name.startsWith(\'PUBLIC_\'))',
  '    .map(([name, value]) => [name.slice(\'PUBLIC_\'.length), value]));',
  '  const json = JSON.stringify(values).replace(/[<>&\\u2028\\u2029]/g, char => `\\\\u${char.charCodeAt(0).toString(16).padStart(4, \'0\')}`);',
  '  const script = `window.__ENV__ = Object.freeze(${json});`;',
];

function appRoute({ isTypeScript }: Places, { release }: NextPlan): string {
  const connection = release.major >= 15;
  return text([
    ...connection ? ['import { connection } from \'next/server\';', ''] : [],
    HEAD,
    '',
    ...connection ? [] : ['export const dynamic = \'force-dynamic\';', ''],
    '/** All variables of the server that start with PUBLIC_, as they are now: everyone can read them. */',
    `export async function GET()${isTypeScript ? ': Promise<Response>' : ''} {`,
    ...connection ? ['  // Not at build time.', '  await connection();'] : [],
    ...SCRIPT,
    '  return new Response(script, {',
    '    headers: { \'content-type\': \'text/javascript; charset=utf-8\', \'cache-control\': \'no-store\', \'x-content-type-options\': \'nosniff\' },',
    '  });',
    '}',
  ]);
}

function pagesRoute({ isTypeScript }: Places): string {
  return text([
    ...isTypeScript ? ['import type { NextApiRequest, NextApiResponse } from \'next\';', ''] : [],
    HEAD,
    '',
    '/** All variables of the server that start with PUBLIC_, as they are now: everyone can read them. */',
    `export default function handler(${isTypeScript ? '_request: NextApiRequest, response: NextApiResponse' : '_request, response'})${isTypeScript ? ': void' : ''} {`,
    ...SCRIPT,
    '  response.setHeader(\'content-type\', \'text/javascript; charset=utf-8\');',
    '  response.setHeader(\'cache-control\', \'no-store\');',
    '  response.setHeader(\'x-content-type-options\', \'nosniff\');',
    '  response.send(script);',
    '}',
  ]);
}

function helper({ address, isAppRouter, isTypeScript }: Places): string {
  const typed = (type: string) => (isTypeScript ? type : '');
  return text([
    '\'use client\';',
    '',
    ...isAppRouter ? ['import Script from \'next/script\';'] : [],
    'import { useSyncExternalStore } from \'react\';',
    '',
    HEAD,
    '//',
    '// Values that are set when the container starts, not when the image is built: variables of the server that start with PUBLIC_.',
    '// Code of the server reads process.env.PUBLIC_NAME itself.',
    '',
    ...isTypeScript ? ['declare global {', '  interface Window { readonly __ENV__?: Readonly<Record<string, string>> }', '}', ''] : [],
    ...isAppRouter ? [
      '/** Loads the values before anything of a page runs. Render it once, in the body of the root layout. */',
      'export function PublicEnv() {',
      `  return <Script id="public-env" src="${address}" strategy="beforeInteractive" />;`,
      '}',
    ] : [
      // A component around next/script is not found in a document.
      '/** Loads the values before anything of a page runs. Render it once, first in the Head of pages/_document. */',
      'export function PublicEnv() {',
      `  return <script id="public-env" src="${address}" defer />;`,
      '}',
    ],
    '',
    '/** A value, for what runs in the browser alone: event handlers and effects. `publicEnv(\'API_URL\')` is PUBLIC_API_URL of the server. */',
    `export function publicEnv(name${typed(': string')})${typed(': string | undefined')} {`,
    '  return typeof window === \'undefined\' ? undefined : window.__ENV__?.[name];',
    '}',
    '',
    '/** A value, for rendering. It is undefined in HTML, which may be older than the value, and there as soon as the page is alive. */',
    `export function usePublicEnv(name${typed(': string')})${typed(': string | undefined')} {`,
    '  return useSyncExternalStore(subscribe, () => publicEnv(name), () => undefined);',
    '}',
    '',
    '/** Values never change while a page is open. */',
    'const subscribe = () => () => {};',
  ]);
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
