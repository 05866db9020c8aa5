import { BinaryImage, inSources, SOURCES } from './image';
import { copyProbe } from './probe';
import { startWith } from './runtime-stage';
import { copyInit } from './system-stage';
import { Instruction } from '../../dockerfile/instruction';
import { Mount } from '../../dockerfile/mount';
import { shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import type { Secret } from '../../model/secret';
import { withSecrets } from '../stack/secrets';
import { aptInstall } from '../stack/system';

/** How sources become a binary. */
export interface Compilation {
  /** Declarations before the sources are there. */
  readonly before: readonly Instruction[];
  /** Declarations for the compilation alone. */
  readonly after: readonly Instruction[];
  /** Commands from the folder of the manifest. */
  readonly commands: readonly string[];
  readonly mounts: readonly Mount[];
  /** Where secrets appear that a tool looks for in a file of its own. */
  readonly secretTargets?: Record<string, string>;
}

/** The toolchain, and the packages that a build needs. */
export function baseStage({ buildPackages, buildSystem }: BinaryImage, from: string, instructions: readonly Instruction[]): StageModel {
  const packages = buildPackages.length === 0 ? [] : buildSystem === 'alpine' ? [`apk add --no-cache ${buildPackages.join(' ')}`] : aptInstall(buildPackages);
  return {
    name: 'base',
    comment: 'The toolchain: what the stages that build start from',
    from,
    instructions: [Instruction.workdir(SOURCES), ...packages.length > 0 ? [Instruction.run(packages)] : [], ...instructions],
    early: 1,
  };
}

/** The binary. */
export function buildStage(image: BinaryImage, { before, after, commands, mounts, secretTargets }: Compilation): StageModel {
  const { args, assets, within, buildSecrets } = image;
  return {
    name: 'build',
    comment: 'The sources, compiled',
    from: 'deps',
    instructions: [
      ...before,
      ...Object.entries(args).map(([name, value]) => Instruction.arg(name, value)),
      Instruction.copy(['.'], '.'),
      ...within === '.' ? [] : [Instruction.workdir(inSources(within))],
      ...after,
      withBuildSecrets(buildSecrets, commands, mounts, secretTargets),
      // Whatever the host's modes are: readable by everyone, writable by root alone.
      ...assets.length > 0 ? [Instruction.run([`chmod -R u=rwX,go=rX ${assets.map(shellWord).join(' ')}`])] : [],
    ],
  };
}

/** The same, compiled for work on it, with the toolchain at hand. Compose builds it anew when sources change. */
export function developmentStage(image: BinaryImage, { before, after, commands, mounts, secretTargets }: Compilation): StageModel {
  const { args, port, user, within, writable, buildSecrets } = image;
  const folders = writable.map(shellWord).join(' ');
  return {
    name: 'development',
    comment: 'For work on the service: compiled for debugging, with the toolchain at hand',
    from: 'deps',
    instructions: [
      ...before,
      copyInit(),
      ...copyProbe(image.health),
      ...port === undefined ? [] : [Instruction.env({ PORT: String(port) })],
      ...Object.entries(args).map(([name, value]) => Instruction.arg(name, value)),
      Instruction.copy(['.'], '.'),
      ...within === '.' ? [] : [Instruction.workdir(inSources(within))],
      ...after,
      withBuildSecrets(buildSecrets, commands, mounts, secretTargets),
      ...writable.length > 0 ? [Instruction.run([`mkdir -p ${folders}`, `chown ${user} ${folders}`])] : [],
      Instruction.user(user),
      ...port === undefined ? [] : [Instruction.raw(`EXPOSE ${port}`)],
      ...startWith(image),
    ],
  };
}

/** Commands of a build with its secrets. */
export function withBuildSecrets(
  secrets: readonly Secret[], commands: readonly string[], mounts: readonly Mount[], targets: Record<string, string> = {},
): Instruction {
  return withSecrets(secrets, ({ name }) => targets[name], commands, mounts);
}
