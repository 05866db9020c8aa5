import type { ImagePattern } from './image-pattern';

/**
 * Programs that health checks are written with, and images that lack them: data, no logic.
 *
 * Sources: the images' Dockerfiles (docker-library/postgres, python, golang, ruby, rust, memcached; nodejs/docker-node; nginx/docker-nginx;
 * redis/docker-library-redis; valkey-io/valkey-container; oven-sh/bun), what busybox is built with on Alpine, the packages of Debian's and
 * Ubuntu's minimal system, GoogleContainerTools/distroless and its #1773; MariaDB/mariadb-docker#512, docker-library/mongo#558, dotnet/dotnet-docker#2379
 * and keycloak/keycloak#17438 for what was removed. As of November 2026.
 *
 * Only what an image surely lacks is listed: of all else, and of images that are not here, nothing is known.
 */
export interface ImageTools extends ImagePattern {
  /** Programs that it lacks; `sh` among them: it has no shell. */
  readonly lacks: readonly string[];
}

/** Programs that talk to databases. */
const CLIENTS = ['pg_isready', 'psql', 'mysqladmin', 'mysql', 'mariadb-admin', 'mariadb', 'redis-cli', 'valkey-cli', 'mongosh', 'mongo', 'rabbitmq-diagnostics', 'rabbitmqctl'];
/** Languages. */
const LANGUAGES = ['node', 'python', 'python3'];
/** Other programs than busybox has that Alpine lacks. */
const ALPINE = ['bash', 'curl', 'ncat', 'netcat', 'ss', 'http', 'grpc_health_probe', ...CLIENTS, ...LANGUAGES];
const DEBIAN = ['curl', 'wget', 'nc', 'ncat', 'netcat', 'telnet', 'netstat', 'ss', 'busybox', 'http', 'grpc_health_probe', ...CLIENTS, ...LANGUAGES];
/** Debian's image lacks those too, Ubuntu's does not. */
const PROCESSES = ['ps', 'pgrep', 'pidof', 'top'];
/** Images with all that compiling takes. */
const BUILDING = ['nc', 'ncat', 'netcat', 'telnet', 'grpc_health_probe', ...CLIENTS];
/** No shell, and nothing that one could call. */
const NOTHING = ['sh', 'bash', 'perl', 'cat', 'test', 'grep', 'true', ...ALPINE, ...DEBIAN, ...PROCESSES];

const NGINX = ['nginx', 'nginxinc/nginx-unprivileged'];
const DOTNET = ['mcr.microsoft.com/dotnet/aspnet', 'mcr.microsoft.com/dotnet/runtime'];

const ALPINE_TAGS = /(^|-)alpine/;
const SLIM_TAGS = /(^|-)slim(-|$)/;
/** Names of releases, with what may stand before and behind them. */
const DEBIAN_TAGS = /^(latest|\d[\w.]*(-(bullseye|bookworm|trixie))?|(bullseye|bookworm|trixie))$/;
/** Not those of before 18.04, which had more. */
const UBUNTU_TAGS = /^(?!1[0-7]\.|precise|trusty|xenial)/;
/** From 5 on, on Debian and Ubuntu. */
const DOTNET_TAGS = /^([5-9]|\d\d)\.\d[\d.]*(-(bullseye|bookworm|trixie|focal|jammy|noble)(-slim)?(-(amd64|arm64v8|arm32v7))?)?$/;

export const IMAGE_TOOLS: readonly ImageTools[] = [
  { names: ['scratch'], lacks: NOTHING },
  { names: ['gcr.io/distroless/python3-debian12', 'gcr.io/distroless/python3-debian13', 'gcr.io/distroless/python3'], tags: /^(?!debug)/, lacks: without(NOTHING, 'python', 'python3') },
  // Those with Node.js among them: it is there as /nodejs/bin/node, and not in the search path.
  { names: ['gcr.io/distroless/'], tags: /^(?!debug)/, lacks: NOTHING },
  { names: ['gcr.io/distroless/'], tags: /^debug/, lacks: ['bash', 'curl', ...CLIENTS] },
  { names: ['cgr.dev/chainguard/static'], lacks: NOTHING },

  { names: ['alpine'], lacks: ALPINE },
  { names: ['busybox'], lacks: ALPINE },
  { names: ['debian'], lacks: [...DEBIAN, ...PROCESSES] },
  { names: ['ubuntu'], tags: UBUNTU_TAGS, lacks: DEBIAN },

  { names: ['node'], tags: ALPINE_TAGS, lacks: without(ALPINE, 'node') },
  { names: ['node'], tags: SLIM_TAGS, lacks: without([...DEBIAN, ...PROCESSES], 'node') },
  { names: ['node'], tags: DEBIAN_TAGS, lacks: BUILDING },
  { names: ['python'], tags: ALPINE_TAGS, lacks: without(ALPINE, 'python', 'python3') },
  { names: ['python'], tags: SLIM_TAGS, lacks: without([...DEBIAN, ...PROCESSES], 'python', 'python3') },
  { names: ['python'], tags: DEBIAN_TAGS, lacks: ['node', ...BUILDING] },
  { names: ['golang'], tags: ALPINE_TAGS, lacks: ALPINE },
  { names: ['golang'], tags: DEBIAN_TAGS, lacks: ['node', ...BUILDING] },
  { names: ['rust'], tags: ALPINE_TAGS, lacks: ALPINE },
  { names: ['rust'], tags: SLIM_TAGS, lacks: ['curl', 'wget', 'node', ...BUILDING] },
  { names: ['ruby'], tags: ALPINE_TAGS, lacks: ['curl', 'bash', 'node', ...CLIENTS] },
  { names: ['ruby'], tags: SLIM_TAGS, lacks: ['curl', 'wget', 'node', ...BUILDING] },
  { names: ['oven/bun'], tags: ALPINE_TAGS, lacks: without(ALPINE, 'node') },
  { names: ['oven/bun'], tags: SLIM_TAGS, lacks: without(DEBIAN, 'node') },
  { names: DOTNET, tags: ALPINE_TAGS, lacks: without(ALPINE, 'bash') },
  { names: DOTNET, tags: /chiseled|distroless/, lacks: NOTHING },
  { names: DOTNET, tags: DOTNET_TAGS, lacks: ['curl', 'wget', 'nc', ...LANGUAGES, ...CLIENTS] },

  { names: NGINX, tags: /alpine.*slim/, lacks: ALPINE },
  { names: NGINX, tags: ALPINE_TAGS, lacks: without(ALPINE, 'curl') },
  { names: NGINX, lacks: without([...DEBIAN, ...PROCESSES], 'curl') },
  { names: ['caddy'], tags: /^(?!.*(builder|windows))/, lacks: ['bash', 'curl', ...CLIENTS, ...LANGUAGES] },

  { names: ['postgres'], tags: ALPINE_TAGS, lacks: without(ALPINE, 'bash', 'pg_isready', 'psql') },
  { names: ['postgres'], lacks: without(DEBIAN, 'pg_isready', 'psql') },
  { names: ['redis'], tags: ALPINE_TAGS, lacks: ['curl', ...LANGUAGES, ...without(CLIENTS, 'redis-cli')] },
  { names: ['redis'], lacks: ['curl', 'wget', 'nc', ...LANGUAGES, ...without(CLIENTS, 'redis-cli')] },
  { names: ['valkey/valkey'], tags: ALPINE_TAGS, lacks: ['curl', ...LANGUAGES, ...without(CLIENTS, 'valkey-cli', 'redis-cli')] },
  { names: ['valkey/valkey'], lacks: ['curl', 'wget', 'nc', ...LANGUAGES, ...without(CLIENTS, 'valkey-cli', 'redis-cli')] },
  { names: ['memcached'], tags: ALPINE_TAGS, lacks: ALPINE },
  { names: ['memcached'], lacks: ['curl', 'wget', 'nc', 'ncat', 'netcat', 'telnet', ...LANGUAGES, ...CLIENTS] },
  // Since 11, programs have MariaDB's names only.
  { names: ['mariadb'], tags: /^(latest|lts|1[1-9]|[2-9]\d)/, lacks: ['mysqladmin', 'mysql', 'pg_isready', 'redis-cli', 'mongosh'] },
  { names: ['mongo'], tags: /^(latest|[6-9]|\d\d)/, lacks: ['mongo', 'pg_isready', 'mysqladmin', 'redis-cli'] },
  { names: ['mongo'], tags: /^([34])\b/, lacks: ['mongosh', 'pg_isready', 'mysqladmin', 'redis-cli'] },
  { names: ['quay.io/keycloak/keycloak'], tags: /^(latest|2[1-9]|[3-9]\d)/, lacks: ['curl', 'wget', 'nc', ...LANGUAGES, ...CLIENTS] },
];

/** Packages that bring programs, by what their names look like, where a package is not called as the program is. */
export const PACKAGES_WITH: Readonly<Record<string, RegExp>> = {
  'curl': /^(curl|abuild$|alpine-sdk$)/,
  'wget': /^(wget|google-chrome|ttf-mscorefonts|busybox$)/,
  'nc': /^(nc$|netcat|nmap|ncat|busybox|libressl)/,
  'ncat': /^(ncat|nmap)/,
  'netcat': /^(netcat|nmap)/,
  'telnet': /telnet|busybox-extras/,
  'http': /^httpie/,
  'netstat': /^(net-tools|busybox)/,
  'ss': /^iproute2/,
  'busybox': /^busybox/,
  'pg_isready': /postgres/,
  'psql': /postgres/,
  'mysqladmin': /mysql|mariadb/,
  'mysql': /mysql|mariadb/,
  'mariadb-admin': /mysql|mariadb/,
  'mariadb': /mysql|mariadb/,
  'redis-cli': /redis|valkey/,
  'valkey-cli': /valkey/,
  'mongosh': /mongo/,
  'mongo': /mongo/,
  'rabbitmq-diagnostics': /rabbitmq/,
  'rabbitmqctl': /rabbitmq/,
};

/** Programs that nearly any package may bring with what it needs itself. */
export const BROUGHT_BY_ANY: ReadonlySet<string> = new Set(['bash', 'perl', 'ps', 'pgrep', 'pidof', 'top', ...LANGUAGES]);

function without(programs: readonly string[], ...those: readonly string[]): string[] {
  return programs.filter(program => !those.includes(program));
}
