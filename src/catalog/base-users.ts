import type { ImagePattern } from './image-pattern';

/**
 * Users of base images: data, no logic.
 *
 * Sources: the images' Dockerfiles (nginx/docker-nginx-unprivileged, bitnami/containers, docker-library/haproxy, memcached, varnish and others, dotnet/dotnet-docker,
 * keycloak/keycloak, jenkinsci/docker, grafana/grafana, prometheus/prometheus), common/variables.bzl of GoogleContainerTools/distroless, Chainguard's
 * "Migrating to Chainguard Containers", Red Hat's sclorg/s2i-* and Docker's "Hardened Images" documentation. As of November 2026.
 */

/** Images that run as an unprivileged user of their own. Those that say so by name or tag (`nonroot`, `unprivileged`, `rootless`) need not be here. */
export const UNPRIVILEGED_IMAGES: readonly ImagePattern[] = [
  { names: /^(cgr\.dev\/)?chainguard\/(?!wolfi-base$|chainguard-base$)/ },
  { names: /^(public\.ecr\.aws\/)?(bitnami|bitnamilegacy|bitnamisecure)\// },
  { names: /^dhi\.io\//, tags: /^(?!.*-dev)/ },
  { names: /^mcr\.microsoft\.com\/dotnet\//, tags: /chiseled|distroless/ },
  { names: /^(registry\.access\.redhat\.com|registry\.redhat\.io)\/ubi\d+\/(nodejs|python|openjdk|go-toolset|nginx|php|ruby|perl|httpd|dotnet)-/ },
  { names: /^(elasticsearch|haproxy|jetty|kibana|kong|logstash|memcached|solr|sonarqube|varnish)$/ },
  { names: /^docker\.elastic\.co\// },
  { names: /^(curlimages\/curl|grafana\/[\w-]+|jenkins\/jenkins|prom\/[\w-]+|selenium\/[\w-]+)$/ },
  { names: /^quay\.io\/(keycloak\/keycloak|prometheus\/[\w-]+)$/ },
  { names: /^ghcr\.io\/puppeteer\/puppeteer$/ },
];

/** The users and groups that are listed in an image. Where one of both is a name, the other may be. */
export interface ListedUsers extends ImagePattern {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/**
 * What Debian's base-passwd lists, in all releases from 11 on, and Ubuntu's; systemd's and apt's users with it. What an image of one of both
 * lists beyond the other does no harm here.
 */
const DEBIAN_USERS = [
  'root', 'daemon', 'bin', 'sys', 'sync', 'games', 'man', 'lp', 'mail', 'news', 'uucp', 'proxy', 'www-data', 'backup', 'list', 'irc', 'gnats', '_apt', 'nobody',
  'systemd-network', 'systemd-resolve', 'systemd-timesync', 'messagebus', 'ubuntu',
];
const DEBIAN_GROUPS = [
  'root', 'daemon', 'bin', 'sys', 'adm', 'tty', 'disk', 'lp', 'mail', 'news', 'uucp', 'man', 'proxy', 'kmem', 'dialout', 'fax', 'voice', 'cdrom', 'floppy', 'tape', 'sudo',
  'audio', 'dip', 'www-data', 'backup', 'operator', 'list', 'irc', 'src', 'gnats', 'shadow', 'utmp', 'video', 'sasl', 'plugdev', 'staff', 'games', 'users', 'nogroup',
  'ubuntu', 'render', 'kvm', 'input', 'crontab', 'ssl-cert', 'systemd-journal',
];

/** What alpine-baselayout lists, with what releases from 3.14 on listed and do no more. */
const ALPINE_USERS = [
  'root', 'bin', 'daemon', 'adm', 'lp', 'sync', 'shutdown', 'halt', 'mail', 'news', 'uucp', 'operator', 'man', 'postmaster', 'cron', 'ftp', 'sshd', 'at', 'squid', 'xfs',
  'games', 'cyrus', 'vpopmail', 'ntp', 'smmsp', 'guest', 'nobody',
];
const ALPINE_GROUPS = [
  'root', 'bin', 'daemon', 'sys', 'adm', 'tty', 'disk', 'lp', 'mem', 'kmem', 'wheel', 'floppy', 'mail', 'news', 'uucp', 'man', 'cron', 'console', 'audio', 'cdrom', 'dialout',
  'ftp', 'sshd', 'input', 'at', 'tape', 'video', 'netdev', 'readproc', 'squid', 'xfs', 'kvm', 'games', 'shadow', 'cdrw', 'www-data', 'usb', 'vpopmail', 'users', 'ntp',
  'nofiles', 'smmsp', 'locate', 'abuild', 'utmp', 'ping', 'nogroup', 'nobody',
];

/** Images made from Debian, Ubuntu or Alpine, and the user that each adds. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  'buildpack-deps': [],
  'debian': [],
  'eclipse-temurin': [],
  'elixir': [],
  'erlang': [],
  'gcc': [],
  'golang': [],
  'gradle': ['gradle'],
  'haskell': [],
  'httpd': ['www-data'],
  'maven': [],
  'memcached': ['memcache'],
  'mongo': ['mongodb'],
  'nginx': ['nginx'],
  'node': ['node'],
  'perl': [],
  'php': ['www-data'],
  'postgres': ['postgres'],
  'python': [],
  'rabbitmq': ['rabbitmq'],
  'redis': ['redis'],
  'ruby': [],
  'rust': [],
  'ubuntu': [],
};

/** Tags of images that are made from something else: Windows, and Red Hat's. */
const ELSEWHERE = /windows|nanoserver|ubi|oracle|centos|amazon|al2|azure/;

export const LISTED_USERS: readonly ListedUsers[] = [
  { names: ['scratch'], users: [], groups: [] },
  { names: ['gcr.io/distroless/'], users: ['root', 'nobody', 'nonroot'], groups: ['root', 'nobody', 'tty', 'staff', 'nonroot'] },
  { names: ['alpine'], users: ALPINE_USERS, groups: ALPINE_GROUPS },
  ...Object.entries(ADDED).flatMap(([name, added]) => {
    const names = [name];
    return [
      { names, tags: new RegExp(`^(?=.*alpine)(?!.*(${ELSEWHERE.source}))`), users: [...ALPINE_USERS, ...added], groups: [...ALPINE_GROUPS, ...added] },
      { names, tags: new RegExp(`^(?!.*(alpine|${ELSEWHERE.source}))`), users: [...DEBIAN_USERS, ...added], groups: [...DEBIAN_GROUPS, ...added] },
    ];
  }),
];
