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
export interface ImageTools {
  /** The repositories, with their registry; what ends with `/` is the beginning of several. */
  readonly repositories: readonly string[];
  /** The tags; `undefined`: all that no entry above has. */
  readonly tags?: RegExp;
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

const NGINX = ['docker.io/library/nginx', 'docker.io/nginxinc/nginx-unprivileged'];
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
  { repositories: ['scratch'], lacks: NOTHING },
  { repositories: ['gcr.io/distroless/python3-debian12', 'gcr.io/distroless/python3-debian13', 'gcr.io/distroless/python3'], tags: /^(?!debug)/, lacks: without(NOTHING, 'python', 'python3') },
  // Those with Node.js among them: it is there as /nodejs/bin/node, and not in the search path.
  { repositories: ['gcr.io/distroless/'], tags: /^(?!debug)/, lacks: NOTHING },
  { repositories: ['gcr.io/distroless/'], tags: /^debug/, lacks: ['bash', 'curl', ...CLIENTS] },
  { repositories: ['cgr.dev/chainguard/static'], lacks: NOTHING },

  { repositories: ['docker.io/library/alpine'], lacks: ALPINE },
  { repositories: ['docker.io/library/busybox'], lacks: ALPINE },
  { repositories: ['docker.io/library/debian'], lacks: [...DEBIAN, ...PROCESSES] },
  { repositories: ['docker.io/library/ubuntu'], tags: UBUNTU_TAGS, lacks: DEBIAN },

  { repositories: ['docker.io/library/node'], tags: ALPINE_TAGS, lacks: without(ALPINE, 'node') },
  { repositories: ['docker.io/library/node'], tags: SLIM_TAGS, lacks: without([...DEBIAN, ...PROCESSES], 'node') },
  { repositories: ['docker.io/library/node'], tags: DEBIAN_TAGS, lacks: BUILDING },
  { repositories: ['docker.io/library/python'], tags: ALPINE_TAGS, lacks: without(ALPINE, 'python', 'python3') },
  { repositories: ['docker.io/library/python'], tags: SLIM_TAGS, lacks: without([...DEBIAN, ...PROCESSES], 'python', 'python3') },
  { repositories: ['docker.io/library/python'], tags: DEBIAN_TAGS, lacks: ['node', ...BUILDING] },
  { repositories: ['docker.io/library/golang'], tags: ALPINE_TAGS, lacks: ALPINE },
  { repositories: ['docker.io/library/golang'], tags: DEBIAN_TAGS, lacks: ['node', ...BUILDING] },
  { repositories: ['docker.io/library/rust'], tags: ALPINE_TAGS, lacks: ALPINE },
  { repositories: ['docker.io/library/rust'], tags: SLIM_TAGS, lacks: ['curl', 'wget', 'node', ...BUILDING] },
  { repositories: ['docker.io/library/ruby'], tags: ALPINE_TAGS, lacks: ['curl', 'bash', 'node', ...CLIENTS] },
  { repositories: ['docker.io/library/ruby'], tags: SLIM_TAGS, lacks: ['curl', 'wget', 'node', ...BUILDING] },
  { repositories: ['docker.io/oven/bun'], tags: ALPINE_TAGS, lacks: without(ALPINE, 'node') },
  { repositories: ['docker.io/oven/bun'], tags: SLIM_TAGS, lacks: without(DEBIAN, 'node') },
  { repositories: DOTNET, tags: ALPINE_TAGS, lacks: without(ALPINE, 'bash') },
  { repositories: DOTNET, tags: /chiseled|distroless/, lacks: NOTHING },
  { repositories: DOTNET, tags: DOTNET_TAGS, lacks: ['curl', 'wget', 'nc', ...LANGUAGES, ...CLIENTS] },

  { repositories: NGINX, tags: /alpine.*slim/, lacks: ALPINE },
  { repositories: NGINX, tags: ALPINE_TAGS, lacks: without(ALPINE, 'curl') },
  { repositories: NGINX, lacks: without([...DEBIAN, ...PROCESSES], 'curl') },
  { repositories: ['docker.io/library/caddy'], tags: /^(?!.*(builder|windows))/, lacks: ['bash', 'curl', ...CLIENTS, ...LANGUAGES] },

  { repositories: ['docker.io/library/postgres'], tags: ALPINE_TAGS, lacks: without(ALPINE, 'bash', 'pg_isready', 'psql') },
  { repositories: ['docker.io/library/postgres'], lacks: without(DEBIAN, 'pg_isready', 'psql') },
  { repositories: ['docker.io/library/redis'], tags: ALPINE_TAGS, lacks: ['curl', ...LANGUAGES, ...without(CLIENTS, 'redis-cli')] },
  { repositories: ['docker.io/library/redis'], lacks: ['curl', 'wget', 'nc', ...LANGUAGES, ...without(CLIENTS, 'redis-cli')] },
  { repositories: ['docker.io/valkey/valkey'], tags: ALPINE_TAGS, lacks: ['curl', ...LANGUAGES, ...without(CLIENTS, 'valkey-cli', 'redis-cli')] },
  { repositories: ['docker.io/valkey/valkey'], lacks: ['curl', 'wget', 'nc', ...LANGUAGES, ...without(CLIENTS, 'valkey-cli', 'redis-cli')] },
  { repositories: ['docker.io/library/memcached'], tags: ALPINE_TAGS, lacks: ALPINE },
  { repositories: ['docker.io/library/memcached'], lacks: ['curl', 'wget', 'nc', 'ncat', 'netcat', 'telnet', ...LANGUAGES, ...CLIENTS] },
  // Since 11, programs have MariaDB's names only.
  { repositories: ['docker.io/library/mariadb'], tags: /^(latest|lts|1[1-9]|[2-9]\d)/, lacks: ['mysqladmin', 'mysql', 'pg_isready', 'redis-cli', 'mongosh'] },
  { repositories: ['docker.io/library/mongo'], tags: /^(latest|[6-9]|\d\d)/, lacks: ['mongo', 'pg_isready', 'mysqladmin', 'redis-cli'] },
  { repositories: ['docker.io/library/mongo'], tags: /^([34])\b/, lacks: ['mongosh', 'pg_isready', 'mysqladmin', 'redis-cli'] },
  { repositories: ['quay.io/keycloak/keycloak'], tags: /^(latest|2[1-9]|[3-9]\d)/, lacks: ['curl', 'wget', 'nc', ...LANGUAGES, ...CLIENTS] },
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
