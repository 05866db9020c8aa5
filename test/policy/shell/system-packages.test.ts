import { parseShell } from '../../../src/policy/shell/script';
import { packageChange, packageName, packagesLeft } from '../../../src/policy/shell/system-packages';

test.each<[string, object | undefined]>([
  ['apk add --no-cache -t .deps gcc=13.2 make', { adds: true, action: 'add', packages: ['gcc=13.2', 'make'], group: '.deps' }],
  ['apk del .deps', { adds: false, action: 'del', packages: ['.deps'] }],
  ['apt-get -y -o Dpkg::Use-Pty=0 install -t trixie-backports git', { adds: true, action: 'install', packages: ['git'] }],
  ['apt-get purge -y --auto-remove git', { adds: false, action: 'purge', packages: ['git'] }],
  ['dnf --setopt=x=1 --enablerepo extra install git', { adds: true, action: 'install', packages: ['git'] }],
  ['zypper --non-interactive in git', { adds: true, action: 'in', packages: ['git'] }],
  ['pacman -Syu --noconfirm git', { adds: true, action: '-Syu', packages: ['git'] }],
  ['pacman -Rns git', { adds: false, action: '-Rns', packages: ['git'] }],
  ['apt-get update', undefined],
  ['apk info gcc', undefined],
  ['npm install git', undefined],
])('%s', (command, expected) => {
  expect(packageChange(command.split(' '))).toEqual(expected);
});

test.each([['gcc=13.2', 'gcc'], ['git/trixie', 'git'], ['libc6:amd64', 'libc6'], ['nginx@edge', 'nginx'], ['python3~=3.12', 'python3'], ['g++', 'g++']])(
  '%s is a version of %s', (written, name) => expect(packageName(written)).toBe(name));

test.each<[string, string[]]>([
  ['apk add --no-cache gcc=13.2 make', ['gcc', 'make']],
  ['apk add -t .deps gcc make && apk add curl && apk del .deps', ['curl']],
  ['apt-get update && apt-get install -y --no-install-recommends -t trixie-backports git/trixie ./local.deb', ['git']],
  ['apt-get install -y gcc && apt-get remove -y gcc', []],
  ['D="gcc make"; apt-get install -y $D libpq5; apt-get purge -y $D', ['libpq5']],
  ['apt-get install -y $UNKNOWN git', ['git']],
  ['apt-get install -y gcc && apt-get purge -y $UNKNOWN', []],
  ['apt-mark auto ".*"; apt-get install -y gcc; apt-get autoremove -y', []],
  ['pacman -S gcc', ['gcc']],
  ['dnf install -y gcc && dnf clean all', ['gcc']],
  ['apk info gcc; apt list --installed', []],
])('what is left of %s', (script, packages) => {
  expect(packagesLeft(parseShell(script))).toEqual(packages);
});
