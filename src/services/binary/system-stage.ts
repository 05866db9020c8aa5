import { BinaryImage } from './image';
import { DEBIAN } from '../../catalog/images';
import { Instruction } from '../../dockerfile/instruction';
import { shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import { BinaryRuntimeKind } from '../binary-runtime';
import { aptInstall, nameUser } from '../stack/system';

/** Where files are collected for the final image. */
const ROOTFS = '/rootfs';
/** The init process, there and in the image. */
const INIT = '/usr/local/bin/tini';
/** What Debian calls the architectures that Docker calls otherwise. */
const DEBIAN_ARCHITECTURE = 'case "$TARGETARCH$TARGETVARIANT" in armv6) arch=armel ;; armv7) arch=armhf ;; 386) arch=i386 ;; ppc64le) arch=ppc64el ;; *) arch="$TARGETARCH" ;; esac';

/**
 * The init process, and for an empty runtime what every program expects of a system.
 *
 * Runs on the builder's own platform: the package of another architecture is taken apart and not installed, so nothing is emulated.
 */
export function systemStage({ runtime, user, writable }: BinaryImage): StageModel {
  const empty = runtime.kind === BinaryRuntimeKind.SCRATCH;
  return {
    name: 'system',
    comment: `The init process${empty ? ', certificates, time zones and the user' : ''}, for the platform of the final image`,
    from: `--platform=$BUILDPLATFORM ${DEBIAN.image}`,
    instructions: [
      Instruction.arg('TARGETARCH'),
      Instruction.arg('TARGETVARIANT'),
      Instruction.workdir('/tmp/tini'),
      Instruction.run([
        DEBIAN_ARCHITECTURE,
        'dpkg --add-architecture "$arch"',
        'apt-get update',
        'apt-get download "tini:$arch"',
        'dpkg-deb --extract tini_*.deb .',
        `install -D usr/bin/tini-static ${ROOTFS}${INIT}`,
        'rm -rf /var/lib/apt/lists/* ./*',
      ]),
      ...empty ? [Instruction.run(baseFiles(user))] : [],
      ...writable.length > 0 ? [Instruction.run([`mkdir -p ${writable.map(path => shellWord(`/writable${path}`)).join(' ')}`])] : [],
    ],
  };
}

function baseFiles(user: string): string[] {
  return [
    ...aptInstall(['ca-certificates', 'tzdata']),
    `mkdir -p ${ROOTFS}/etc/ssl/certs ${ROOTFS}/usr/share`,
    `cp /etc/ssl/certs/ca-certificates.crt ${ROOTFS}/etc/ssl/certs/`,
    `cp -a /usr/share/zoneinfo ${ROOTFS}/usr/share/`,
    `install -d -m 1777 ${ROOTFS}/tmp`,
    ...nameUser('app', user, '/usr/sbin/nologin').map(line => line.replace(/>> \/etc/, `>> ${ROOTFS}/etc`)),
  ];
}

/** Takes what was collected into a final image. */
export function copySystem(): Instruction {
  return Instruction.copy([`${ROOTFS}/`], '/', { from: 'system' });
}

/** Takes the init process into a stage that has a system of its own. */
export function copyInit(): Instruction {
  return Instruction.copy([`${ROOTFS}${INIT}`], INIT, { from: 'system' });
}
