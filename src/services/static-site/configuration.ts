import { block, comment, ConfigurationLine, Directive, directive, literalPattern } from './nginx';
import { COMPRESSIBLE, MEDIA_TYPES } from '../../catalog/nginx';

/** Where the site's files are in the image. */
export const SITE_ROOT = '/srv/www';
/** What nginx itself answers while it is well. */
export const HEALTH_PATH = '/healthz';
/** Where the browser finds the public values of the environment, and where the start writes them. */
export const ENVIRONMENT_PATH = '/env.js';
export const ENVIRONMENT_FILE = '/tmp/env.js';

/** Everything that decides how a site is served. */
export interface SiteConfiguration {
  readonly port: number;
  readonly workers: number;
  /** How long open connections may last once the server is told to stop. */
  readonly shutdownSeconds: number;
  /** What is answered where there is no file. */
  readonly fallback: { readonly file: string; readonly status: 200 | 404 };
  /** Regular expressions of paths whose content never changes. */
  readonly immutable: readonly string[];
  /** Headers of everything that this server answers itself. */
  readonly headers: Record<string, string>;
  readonly accessLog: boolean;
  readonly environment: boolean;
  readonly trustedProxies: readonly string[];
  readonly resolver: string;
  readonly proxies: readonly SiteProxyModel[];
  /** Directives of the user's, as they are. */
  readonly serverDirectives: readonly string[];
}

/** Requests that another service answers. */
export interface SiteProxyModel {
  readonly path: string;
  readonly host: string;
  readonly port: number;
  /** Whether the service gets the path without the prefix. */
  readonly stripPath: boolean;
  readonly maxBodyBytes: number;
  readonly timeoutSeconds: number;
}

/** The whole configuration of the server. */
export function siteConfiguration(site: SiteConfiguration): ConfigurationLine[] {
  return [
    directive('daemon', 'off'),
    directive('pid', '/tmp/nginx.pid'),
    directive('error_log', 'stderr', 'warn'),
    directive('worker_processes', site.workers),
    directive('worker_shutdown_timeout', `${site.shutdownSeconds}s`),
    block('events', [], [directive('worker_connections', 1024)]),
    block('http', [], [
      comment('Nothing but /tmp can be written to'),
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => directive(`${name}_temp_path`, `/tmp/${name}`)),
      comment('What files are'),
      block('types', [], Object.entries(MEDIA_TYPES).map(([type, names]) => directive(type, ...names))),
      directive('default_type', 'application/octet-stream'),
      directive('charset', 'utf-8'),
      directive('charset_types', ...Object.keys(MEDIA_TYPES).filter(type => /^text\/(?!html)|json$|xml$/.test(type))),
      comment('How files are sent; redirects name no host and no port, because those of the outside are not known here'),
      directive('server_tokens', 'off'),
      directive('absolute_redirect', 'off'),
      directive('sendfile', 'on'),
      directive('tcp_nopush', 'on'),
      ...compression(),
      ...logging(site),
      ...realAddress(site.trustedProxies),
      ...caching(site.immutable),
      ...proxyMaps(site),
      server(site),
    ]),
  ];
}

function compression(): ConfigurationLine[] {
  return [
    comment('Files are compressed when the image is built; the rest on its way'),
    directive('gzip_static', 'on'),
    directive('gzip', 'on'),
    directive('gzip_vary', 'on'),
    directive('gzip_proxied', 'any'),
    directive('gzip_min_length', 1024),
    directive('gzip_types', ...COMPRESSIBLE.filter(type => type !== 'text/html')),
  ];
}

function logging({ accessLog }: SiteConfiguration): ConfigurationLine[] {
  if (!accessLog) return [directive('access_log', 'off')];
  const fields = '"time":"$time_iso8601","level":"info","message":"request","method":"$request_method","path":"$request_uri",'
    + '"status":$logged_status,"bytes":$body_bytes_sent,"seconds":$request_time,"client":"$remote_addr","userAgent":"$http_user_agent","referrer":"$http_referer"';
  return [
    comment('One JSON object a request; a status of no request, 000, would be no number'),
    block('map', ['$status', '$logged_status'], [directive('default', 0), directive('~^[1-9]', '$status')]),
    directive('log_format', 'json', 'escape=json', `{${fields}}`),
    directive('access_log', '/dev/stdout', 'json'),
  ];
}

function realAddress(trustedProxies: readonly string[]): ConfigurationLine[] {
  if (trustedProxies.length === 0) return [];
  return [
    comment('Whom these say that they ask for'),
    ...trustedProxies.map(address => directive('set_real_ip_from', address)),
    directive('real_ip_header', 'X-Forwarded-For'),
    directive('real_ip_recursive', 'on'),
  ];
}

/** By the file that is answered in the end and how it went: a page in place of a missing file must not be kept for a year. */
function caching(immutable: readonly string[]): ConfigurationLine[] {
  return [
    comment('What browsers keep without asking again: files that get another name when they change'),
    block('map', ['$uri', '$cache_of_file'], [
      directive('default', 'no-cache'),
      ...immutable.map(pattern => directive(`~${pattern}`, 'public, max-age=31536000, immutable')),
    ].map(quotedName)),
    block('map', ['$status', '$cache_control'], [directive('default', 'no-cache'), directive('~^(?:200|206|304)$', '$cache_of_file')]),
  ];
}

function server(site: SiteConfiguration): Directive {
  const { fallback: { file, status }, headers, proxies } = site;
  const page = `/${file}`;
  return block('server', [], [
    directive('listen', site.port, 'default_server'),
    directive('server_name', '_'),
    directive('root', SITE_ROOT),
    directive('index', 'index.html'),
    ...proxies.length > 0 ? [directive('resolver', site.resolver, 'valid=10s'), directive('resolver_timeout', '5s')] : [],
    comment('Of every answer, errors too; locations add none of their own, or these would be lost there'),
    ...Object.entries(headers).map(([name, value]) => directive('add_header', name, value, 'always')),
    directive('add_header', 'Cache-Control', '$cache_control', 'always'),
    ...status === 404 ? [
      comment('What is not there, and folders without a page'),
      directive('error_page', 404, page),
      directive('error_page', 403, '=404', page),
    ] : [],
    block('location', ['=', HEALTH_PATH], [
      directive('access_log', 'off'),
      directive('default_type', 'text/plain'),
      directive('return', 200, 'ok\n'),
    ]),
    ...site.environment ? [block('location', ['=', ENVIRONMENT_PATH], [directive('gzip_static', 'off'), directive('alias', ENVIRONMENT_FILE)])] : [],
    // Regular expressions are asked in this order.
    ...proxies.map((proxy, i) => proxied(proxy, i, site.trustedProxies.length > 0)),
    block('location', ['~', '/\\.(?!well-known(?:/|$))'], [directive('return', 404)]),
    ...status === 404 ? [
      block('location', ['=', page], [directive('internal')]),
      block('location', ['/'], [directive('try_files', '$uri', '$uri.html', '$uri/', '=404')]),
    ] : [
      comment('A file that is missing is missing: a page in its place would be read as a script'),
      block('location', ['~*', `\\.(?:${extensions().join('|')})$`], [directive('try_files', '$uri', '=404')]),
      comment('Everything else is a route of the application'),
      block('location', ['/'], [directive('try_files', '$uri', '$uri/index.html', page)]),
    ],
    ...site.serverDirectives.length > 0 ? [comment('Said for this site'), ...site.serverDirectives.map(text => ({ text }))] : [],
  ]);
}

/** Extensions of files, but those of pages, which may be a route's. */
function extensions(): string[] {
  return Object.entries(MEDIA_TYPES).flatMap(([type, all]) => (type === 'text/html' ? [] : all));
}

function proxyMaps({ proxies, trustedProxies }: SiteConfiguration): ConfigurationLine[] {
  if (proxies.length === 0) return [];
  return [
    comment('WebSockets, where a client asks for one'),
    block('map', ['$http_upgrade', '$connection_header'], [directive('default', 'upgrade'), directive('""', '')]),
    ...trustedProxies.length === 0 ? [] : [
      comment('What only those may say who are trusted: that TLS ended before us'),
      block('geo', ['$realip_remote_addr', '$from_trusted'], [directive('default', 0), ...trustedProxies.map(address => directive(address, 1))]),
      block('map', ['$from_trusted:$http_x_forwarded_proto', '$forwarded_proto'], [directive('default', '$scheme'), directive('1:https', 'https')]),
    ],
  ];
}

function proxied({ path, host, port, stripPath, maxBodyBytes, timeoutSeconds }: SiteProxyModel, index: number, trusted: boolean): Directive {
  const upstream = `$upstream_${index + 1}`;
  return block('location', ['~', `^${literalPattern(path)}(?:/|$)`], [
    // The service's own answers, as they are.
    directive('add_header_inherit', 'off'),
    directive('gzip', 'off'),
    directive('charset', 'off'),
    directive('client_max_body_size', maxBodyBytes),
    // By a variable, the name is looked up when it is needed: the site starts without the service, and finds it again elsewhere.
    directive('set', upstream, `http://${host}:${port}`),
    ...stripPath ? [directive('rewrite', `^${literalPattern(path)}/?(.*)$`, '/$1', 'break')] : [],
    directive('proxy_pass', upstream),
    directive('proxy_http_version', '1.1'),
    directive('proxy_connect_timeout', '5s'),
    directive('proxy_read_timeout', `${timeoutSeconds}s`),
    directive('proxy_set_header', 'Host', '$http_host'),
    directive('proxy_set_header', 'X-Forwarded-For', trusted ? '$proxy_add_x_forwarded_for' : '$remote_addr'),
    directive('proxy_set_header', 'X-Forwarded-Host', '$http_host'),
    directive('proxy_set_header', 'X-Forwarded-Proto', trusted ? '$forwarded_proto' : '$scheme'),
    directive('proxy_set_header', 'Upgrade', '$http_upgrade'),
    directive('proxy_set_header', 'Connection', '$connection_header'),
  ]);
}

function quotedName({ name, args }: Directive): Directive {
  return { name: /[\s{};"']/.test(name) ? `"${name}"` : name, args };
}
