import { dependencyStage } from './dependencies';
import { rustProbe } from './probe';
import { rustImageTag } from './version';
import { Instruction } from '../../dockerfile/instruction';
import { Mount } from '../../dockerfile/mount';
import { shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import type { CargoApp } from '../../workspace/rust/cargo-app';
import { baseStage, buildStage, developmentStage } from '../binary/build-stage';
import { BinaryImage, OUT, SOURCES } from '../binary/image';
import { binaryPath } from '../binary/probe';
import { runtimeStage } from '../binary/runtime-stage';
import { stampArgs, stampsOf, type Stamps } from '../binary/stamp';
import { systemStage } from '../binary/system-stage';

/** Everything that decides what stands in the Dockerfile of a Rust service. */
export interface RustImage extends BinaryImage, Stamps {
  readonly app: CargoApp;
  readonly rustVersion: string;
  /** The binary as cargo calls it. */
  readonly binary: string;
  readonly profile: string;
  readonly strip: boolean;
  /** What selects features. */
  readonly featureFlags: readonly string[];
}

/** All stages of a Rust service, in the order of the Dockerfile. */
export function rustStages(image: RustImage): StageModel[] {
  const { app, binary, name, strip, buildSystem, rustVersion } = image;
  const built = `${SOURCES}/target/${targetFolder(image.profile)}/${binary}`;
  const stamps = stampsOf(image).map(({ argument, variable }) => `${variable}="$${argument}" `).join('');
  const development = { ...image, profile: 'dev' };
  return [
    systemStage(image),
    baseStage(image, `rust:\${RUST_VERSION}-${rustImageTag(rustVersion, buildSystem)}`, [
      // The toolchain that is there, whatever rust-toolchain.toml would have rustup download.
      Instruction.raw('ENV RUSTUP_TOOLCHAIN=$RUST_VERSION'),
    ]),
    ...rustProbe(image.health, !image.dynamic),
    dependencyStage(image, cargoBuild(image)),
    buildStage(image, {
      before: [],
      after: stampArgs(image),
      commands: [
        `${stamps}${cargoBuild(image, app.vendor === undefined)}`,
        `mkdir ${OUT}`,
        strip ? `strip -s -o ${OUT}/${name} ${shellWord(built)}` : `cp ${shellWord(built)} ${OUT}/${name}`,
      ],
      mounts: [],
    }),
    developmentStage(image, {
      before: [],
      after: [],
      // The cache is that of every checkout on the machine, and Cargo looks at the times of files: they are all new to it.
      commands: [`find ${SOURCES} -name '*.rs' -not -path '${SOURCES}/target/*' -exec touch {} +`, cargoBuild(development, app.vendor === undefined), `install -D ${shellWord(`${SOURCES}/target/debug/${binary}`)} ${binaryPath(name)}`],
      // Only ever on a developer's own machine, where the cache is still there the next time.
      mounts: [Mount.cache(`${SOURCES}/target`, { id: `cargo-target-${name}` })],
    }),
    runtimeStage(image),
  ];
}

/** A frozen build of one binary. What links it is said for it alone, so that the flags of the repository's own settings stay. */
function cargoBuild({ app, binary, profile, featureFlags, dynamic }: RustImage, offline: boolean = false): string {
  const selected = ['--package', app.package.name, '--bin', binary, ...profile === 'dev' ? [] : ['--profile', profile], ...featureFlags].map(shellWord).join(' ');
  return `cargo ${dynamic ? 'build' : 'rustc'} --locked${offline ? ' --offline' : ''} ${selected}${dynamic ? '' : ' -- -C target-feature=+crt-static'}`;
}

/** The folder below `target` that a profile builds into. */
function targetFolder(profile: string): string {
  return profile === 'dev' ? 'debug' : profile;
}
