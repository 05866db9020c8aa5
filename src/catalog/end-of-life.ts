import { GO_RELEASES, SUPPORTED_GO_LINES } from './go';
import { NODE_RELEASES } from './node';
import { PYTHON_RELEASES } from './python';

/**
 * Until when release lines get security updates: data, no logic.
 *
 * The source is endoflife.date (state of 2026-08-22; `false` there is no date here), beside what other files of this catalogue say of
 * Node.js, Python and Go. Debian's dates are those of its long-term support (wiki.debian.org/LTS), which begins when the support of its
 * security team ends, three years after the release, and lasts two more: its updates come from the same archive, which the images are
 * set up for, and for amd64 and arm64 both. Ubuntu's are those of standard support, which is what its images get.
 */
export interface Product {
  readonly name: string;
  /** Names of images at the shortest: `node`, `postgis/postgis`, `mcr.microsoft.com/dotnet/aspnet`. */
  readonly images: readonly string[];
  /** Release lines, oldest first: the last day with security updates, `''` while no day is said. */
  readonly lines: Readonly<Record<string, string>>;
  /** Other names of lines, as they stand in tags. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** The option of our services that chooses the version. */
  readonly option?: string;
}

const node = Object.fromEntries(NODE_RELEASES.map(({ major, endOfLife }) => [String(major), endOfLife]));
const python = Object.fromEntries(PYTHON_RELEASES.map(({ line, endOfLife }) => [line, endOfLife]));
const go = Object.fromEntries(GO_RELEASES.map(({ line }, index) => [line, GO_RELEASES[index + SUPPORTED_GO_LINES]?.released ?? '']));

export const ALPINE_LINUX: Product = {
  name: 'Alpine',
  images: ['alpine'],
  lines: {
    '3.9': '2020-11-01',
    '3.10': '2021-05-01',
    '3.11': '2021-11-01',
    '3.12': '2022-05-01',
    '3.13': '2022-11-01',
    '3.14': '2023-05-01',
    '3.15': '2023-11-01',
    '3.16': '2024-05-23',
    '3.17': '2024-11-22',
    '3.18': '2025-05-09',
    '3.19': '2025-11-01',
    '3.20': '2026-04-01',
    '3.21': '2026-11-01',
    '3.22': '2027-05-01',
    '3.23': '2027-11-01',
    '3.24': '2028-06-01',
  },
};

export const DEBIAN_LINUX: Product = {
  name: 'Debian',
  images: ['debian', 'buildpack-deps'],
  lines: { 8: '2020-06-30', 9: '2022-07-01', 10: '2024-06-30', 11: '2026-08-31', 12: '2028-06-30', 13: '2030-06-30' },
  aliases: { jessie: '8', stretch: '9', buster: '10', bullseye: '11', bookworm: '12', trixie: '13' },
};

export const UBUNTU: Product = {
  name: 'Ubuntu',
  images: ['ubuntu'],
  lines: {
    '14.04': '2019-04-02',
    '16.04': '2021-04-02',
    '18.04': '2023-05-31',
    '20.04': '2025-05-31',
    '22.04': '2027-04-01',
    '22.10': '2023-07-20',
    '23.04': '2024-01-20',
    '23.10': '2024-07-12',
    '24.04': '2029-05-31',
    '24.10': '2025-07-10',
    '25.04': '2026-01-17',
    '25.10': '2026-07-01',
    '26.04': '2031-04-30',
  },
  aliases: {
    trusty: '14.04',
    xenial: '16.04',
    bionic: '18.04',
    focal: '20.04',
    jammy: '22.04',
    kinetic: '22.10',
    lunar: '23.04',
    mantic: '23.10',
    noble: '24.04',
    oracular: '24.10',
    plucky: '25.04',
    questing: '25.10',
    resolute: '26.04',
  },
};

/** Whose releases stand in the tags of other images too. */
export const SYSTEMS: readonly Product[] = [ALPINE_LINUX, DEBIAN_LINUX, UBUNTU];

export const PRODUCTS: readonly Product[] = [
  ...SYSTEMS,
  {
    name: 'Node.js',
    images: ['node'],
    lines: {
      4: '2018-04-30',
      6: '2019-04-30',
      8: '2019-12-31',
      10: '2021-04-30',
      12: '2022-04-30',
      14: '2023-04-30',
      15: '2021-06-01',
      ...node,
      17: '2022-06-01',
      19: '2023-06-01',
      21: '2024-06-01',
      23: '2025-06-01',
      25: '2026-06-01',
    },
    aliases: {
      argon: '4', boron: '6', carbon: '8', dubnium: '10', erbium: '12', fermium: '14', gallium: '16', hydrogen: '18', iron: '20', jod: '22', krypton: '24',
    },
    option: 'nodeVersion',
  },
  {
    name: 'Python',
    images: ['python'],
    lines: {
      2.7: '2020-01-01', 3.4: '2019-03-18', 3.5: '2020-09-30', 3.6: '2021-12-23', 3.7: '2023-06-27', 3.8: '2024-10-07', 3.9: '2025-10-31', ...python,
    },
    option: 'pythonVersion',
  },
  {
    name: 'Go',
    images: ['golang'],
    lines: {
      '1.10': '2019-02-25',
      '1.11': '2019-09-03',
      '1.12': '2020-02-25',
      '1.13': '2020-08-11',
      '1.14': '2021-02-16',
      '1.15': '2021-08-16',
      '1.16': '2022-03-15',
      '1.17': '2022-08-02',
      '1.18': '2023-02-01',
      '1.19': '2023-09-06',
      '1.20': '2024-02-06',
      '1.21': '2024-08-13',
      '1.22': '2025-02-11',
      '1.23': '2025-08-12',
      ...go,
    },
    option: 'goVersion',
  },
  {
    name: 'PHP',
    images: ['php'],
    lines: {
      '5.6': '2018-12-31',
      '7.0': '2019-01-10',
      '7.1': '2019-12-01',
      '7.2': '2020-11-30',
      '7.3': '2021-12-06',
      '7.4': '2022-11-28',
      '8.0': '2023-11-26',
      '8.1': '2025-12-31',
      '8.2': '2026-12-31',
      '8.3': '2027-12-31',
      '8.4': '2028-12-31',
      '8.5': '2029-12-31',
    },
  },
  {
    name: 'Ruby',
    images: ['ruby'],
    lines: {
      '2.3': '2019-03-31',
      '2.4': '2020-03-31',
      '2.5': '2021-03-31',
      '2.6': '2022-03-31',
      '2.7': '2023-03-31',
      '3.0': '2024-04-23',
      '3.1': '2025-03-26',
      '3.2': '2026-03-31',
      '3.3': '2027-03-31',
      '3.4': '2028-03-31',
      '4.0': '2029-03-31',
    },
  },
  {
    name: 'Java of Eclipse Temurin',
    images: ['eclipse-temurin'],
    lines: {
      8: '2030-12-31',
      11: '2027-10-31',
      16: '2021-09-30',
      17: '2027-10-31',
      18: '2022-09-30',
      19: '2023-03-31',
      20: '2023-09-19',
      21: '2029-12-31',
      22: '2024-09-17',
      23: '2025-03-18',
      24: '2025-09-16',
      25: '2031-09-30',
      26: '2026-09-15',
    },
  },
  {
    name: '.NET',
    images: ['mcr.microsoft.com/dotnet/aspnet', 'mcr.microsoft.com/dotnet/runtime', 'mcr.microsoft.com/dotnet/runtime-deps', 'mcr.microsoft.com/dotnet/sdk'],
    lines: {
      2.1: '2021-08-21', 3.1: '2022-12-13', 5: '2022-05-10', 6: '2024-11-12', 7: '2024-05-14', 8: '2026-11-10', 9: '2026-11-10', 10: '2028-11-14',
    },
  },
  {
    name: 'Amazon Linux',
    images: ['amazonlinux', 'public.ecr.aws/amazonlinux/amazonlinux'],
    lines: { 2018.03: '2023-12-31', 2: '2026-06-30', 2023: '2029-06-30' },
  },
  { name: 'CentOS', images: ['centos'], lines: { 6: '2020-11-30', 7: '2024-06-30', 8: '2021-12-31' } },
  {
    name: 'Fedora',
    images: ['fedora', 'registry.fedoraproject.org/fedora'],
    lines: {
      36: '2023-05-16',
      37: '2023-12-05',
      38: '2024-05-21',
      39: '2024-11-26',
      40: '2025-05-13',
      41: '2025-12-15',
      42: '2026-05-27',
      43: '2026-12-09',
      44: '2027-06-02',
    },
  },
  {
    name: 'PostgreSQL',
    images: ['postgres', 'postgis/postgis', 'pgvector/pgvector', 'timescale/timescaledb'],
    lines: {
      9.4: '2020-02-13',
      9.5: '2021-02-11',
      9.6: '2021-11-11',
      10: '2022-11-10',
      11: '2023-11-09',
      12: '2024-11-21',
      13: '2025-11-13',
      14: '2026-11-12',
      15: '2027-11-11',
      16: '2028-11-09',
      17: '2029-11-08',
      18: '2030-11-14',
    },
    option: 'version',
  },
  {
    name: 'MySQL',
    images: ['mysql', 'mysql/mysql-server'],
    lines: {
      '5.5': '2018-12-31',
      '5.6': '2021-02-28',
      '5.7': '2023-10-31',
      '8.0': '2026-04-30',
      '8.1': '2023-10-25',
      '8.2': '2023-12-14',
      '8.3': '2024-04-10',
      '8.4': '2032-04-30',
      '9.0': '2024-10-15',
      '9.1': '2025-01-21',
      '9.2': '2025-04-15',
      '9.3': '2025-07-22',
      '9.4': '2025-10-21',
      '9.5': '2026-01-20',
      '9.6': '2026-04-21',
      '9.7': '2034-04-21',
    },
    option: 'version',
  },
  {
    name: 'MariaDB',
    images: ['mariadb'],
    lines: {
      '10.1': '2020-10-17',
      '10.2': '2022-05-23',
      '10.3': '2023-05-25',
      '10.4': '2024-06-18',
      '10.5': '2025-06-24',
      '10.6': '2026-07-06',
      '10.7': '2023-02-09',
      '10.8': '2023-05-20',
      '10.9': '2023-08-22',
      '10.10': '2023-11-17',
      '10.11': '2028-02-16',
      '11.0': '2024-06-06',
      '11.1': '2024-08-21',
      '11.2': '2024-11-21',
      '11.3': '2024-05-29',
      '11.4': '2029-05-29',
      '11.5': '2024-11-21',
      '11.6': '2025-02-13',
      '11.7': '2025-05-12',
      '11.8': '2028-06-04',
      '12.0': '2025-11-18',
      '12.1': '2026-02-13',
      '12.2': '2026-05-28',
      '12.3': '2029-06-12',
    },
    option: 'version',
  },
  {
    name: 'Redis',
    images: ['redis'],
    lines: {
      '5.0': '2022-04-27',
      '6.0': '2022-05-31',
      '6.2': '2027-04-01',
      '7.0': '2024-07-29',
      '7.2': '2029-12-01',
      '7.4': '2029-12-01',
      '8.0': '2026-12-01',
      '8.2': '2030-09-01',
      '8.4': '',
      '8.6': '',
      '8.8': '',
      '8.10': '',
    },
    option: 'version',
  },
  {
    name: 'RabbitMQ',
    images: ['rabbitmq'],
    lines: {
      '3.6': '2018-05-31',
      '3.7': '2020-09-30',
      '3.8': '2022-07-31',
      '3.9': '2023-01-31',
      '3.10': '2022-09-28',
      '3.11': '2023-06-01',
      '3.12': '2024-02-21',
      '3.13': '2024-09-17',
      '4.0': '2025-04-15',
      '4.1': '2026-01-30',
      '4.2': '2026-07-31',
      '4.3': '',
    },
    option: 'version',
  },
  {
    name: 'MongoDB',
    images: ['mongo'],
    lines: {
      '3.6': '2021-04-30', '4.0': '2022-04-30', '4.2': '2023-04-30', '4.4': '2024-02-29', '5.0': '2024-10-31', '6.0': '2025-07-31', '7.0': '2027-08-31', '8.0': '2029-10-31',
    },
  },
  {
    name: 'nginx',
    images: ['nginx', 'nginxinc/nginx-unprivileged'],
    lines: {
      '1.18': '2021-04-20',
      '1.19': '2021-05-25',
      '1.20': '2022-05-24',
      '1.21': '2022-06-21',
      '1.22': '2023-04-11',
      '1.23': '2023-05-23',
      '1.24': '2024-04-23',
      '1.25': '2024-05-29',
      '1.26': '2025-04-23',
      '1.27': '2025-06-24',
      '1.28': '2026-04-14',
      '1.29': '2026-05-13',
      '1.30': '',
      '1.31': '',
    },
  },
];

export interface Discontinued {
  readonly since: string;
  /** What took its place. */
  readonly instead: string;
}

/** Images that get no updates any more, whatever their tag. */
export const DISCONTINUED: Readonly<Record<string, Discontinued>> = {
  openjdk: { since: '2022-07-31', instead: 'eclipse-temurin' },
};
