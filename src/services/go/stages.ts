import { depsStage, netrc } from './download';
import { goProbe } from './probe';
import { BUILD_CACHE, CROSS, TARGET } from './target';
import { DEBIAN } from '../../catalog/images';
import { Instruction } from '../../dockerfile/instruction';
import { shellWord } from '../../dockerfile/quote';
import type { StageModel } from '../../dockerfile/stage';
import type { GoApp } from '../../workspace/go/go-app';
import { baseStage, buildStage, Compilation, developmentStage } from '../binary/build-stage';
import { BinaryImage, OUT } from '../binary/image';
import { binaryPath } from '../binary/probe';
import { runtimeStage } from '../binary/runtime-stage';
import { stampArgs, stampsOf, type Stamps } from '../binary/stamp';
import { systemStage } from '../binary/system-stage';

/** Everything that decides what stands in the Dockerfile of a Go service. */
export interface GoImage extends BinaryImage, Stamps {
  readonly app: GoApp;
  /** The folder of the main package, relative to the module. */
  readonly main: string;
  readonly cgo: boolean;
  readonly tags: readonly string[];
  readonly privateModules: readonly string[];
}

/** All stages of a Go service, in the order of the Dockerfile. */
export function goStages(image: GoImage): StageModel[] {
  const { app, cgo, privateModules } = image;
  // Go compiles for any platform, so it runs on the builder's own; C does not.
  const from = `${cgo ? '' : '--platform=$BUILDPLATFORM '}golang:\${GO_VERSION}-${DEBIAN.release}`;
  return [
    systemStage(image),
    baseStage(image, from, [Instruction.env({ CGO_ENABLED: cgo ? '1' : '0' })]),
    ...goProbe(image.health),
    depsStage(image, app, privateModules),
    buildStage(image, compilation(image, linkerFlags(image), `${OUT}/${image.name}`)),
    developmentStage(image, compilation(image, '-gcflags "all=-N -l"', binaryPath(image.name))),
    runtimeStage(image),
  ];
}

function compilation(image: GoImage, flags: string, output: string): Compilation {
  const { cgo, main, tags, buildSecrets, app } = image;
  const cross = cgo ? '' : `${CROSS} `;
  const chosen = tags.length > 0 ? ` -tags ${tags.join(',')}` : '';
  const path = main === '.' ? '.' : `./${main}`;
  const stamped = flags.includes('-X') ? stampArgs(image) : [];
  // What the layer of the dependencies does not have, no build fetches in passing.
  const offline = app.vendored ? '' : 'GOPROXY=off ';
  return {
    before: cgo ? [] : TARGET.map(name => Instruction.arg(name)),
    after: stamped,
    commands: [`${offline}${cross}go build -trimpath${chosen} ${flags} -o ${shellWord(output)} ${shellWord(path)}`],
    mounts: [BUILD_CACHE],
    secretTargets: netrc(buildSecrets),
  };
}

/** Without symbols and debugging information: stack traces of panics need neither. */
function linkerFlags(image: GoImage): string {
  const stamps = stampsOf(image).map(({ argument, variable }) => ` -X '${variable}=\${${argument}}'`);
  return `-ldflags "-s -w${stamps.join('')}"`;
}
