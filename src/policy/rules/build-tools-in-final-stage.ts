import { show } from '../../model/problem';
import type { CheckedDockerfile } from '../checked-system';
import { finalInstructions, finalStages, placeIn } from '../dockerfile/instructions';
import { readImage } from '../images/name';
import { IPolicyRule, PolicyFinding, PolicySeverity } from '../rule';
import { commandsOf } from '../shell/script';
import { packagesLeft } from '../shell/system-packages';

export const buildToolsInFinalStage: IPolicyRule = {
  id: 'build-tools-in-final-stage',
  severity: PolicySeverity.WARNING,
  summary: 'What runs has no compilers and other tools that only a build needs',
  check: ({ services }) => services.flatMap(({ name, dockerfile }) => (dockerfile
    ? [...imageFinding(name, dockerfile), ...packageFindings(name, dockerfile)] : [])),
};

/** Images that are made to build with, in all variants. */
const TOOLCHAINS = /^(?:golang|rust|maven|gradle|sbt|gcc|swift|haskell|dart|mcr\.microsoft\.com\/dotnet\/(?:nightly\/)?sdk|mcr\.microsoft\.com\/devcontainers\/.*|registry\.access\.redhat\.com\/ubi\d+\/go-toolset)$/;
/** Images with variants for running; without them they have a C toolchain. */
const FULL = /^(?:node|python|ruby|pypy|perl|erlang|elixir|buildpack-deps)$/;
const SMALL = /(?:^|-)(?:slim|alpine[\d.]*|curl|windowsservercore|nanoserver)(?:-|$)/;

function imageFinding(service: string, dockerfile: CheckedDockerfile): PolicyFinding[] {
  const first = finalStages(dockerfile).at(0);
  if (first?.image === undefined || first.isShared) return [];
  const why = reasonAgainst(first.image);
  return why ? [{ ...placeIn(service, dockerfile, first.start), message: `what runs is made from ${show(first.image.replace(/@.*$/, ''))}, ${why}` }] : [];
}

function reasonAgainst(image: string): string | undefined {
  const { name = '', reference } = readImage(image) ?? {};
  const tag = reference?.tag ?? '';
  if (TOOLCHAINS.test(name) && !/(?:^|-)slim|runtime/.test(name === 'swift' ? tag : '')) {
    return 'an image to build with; build in a stage of its own, and copy what came of it into a small image';
  }
  // A digest alone says nothing of the variant.
  const isFull = FULL.test(name) && (tag !== '' || reference?.digest === undefined) && !SMALL.test(tag);
  return isFull ? `which has a compiler and much more; use its "slim" variant${name === 'ruby' || name === 'python' || name === 'node' ? ' or "alpine"' : ''}` : undefined;
}

/** Compilers, build tools, version control, and what installs packages of languages. */
const BUILD_PACKAGE = new RegExp(`^(?:${[
  'build-essential|build-base|alpine-sdk|base-devel|dpkg-dev|fakeroot|.+-(?:dev|devel|headers)|linux-headers.*',
  '(?:gcc|g\\+\\+|clang|llvm)(?:-?[\\d.]+)?|gcc-c\\+\\+|gfortran|make|gmake|cmake|ninja(?:-build)?|meson|autoconf|automake|libtool|pkg-config|pkgconf|bison|flex|nasm|yasm|swig|patch|ccache|binutils',
  'git|git-lfs|subversion|mercurial|svn',
  'cargo|rust|rustc|go|golang(?:-go|-[\\d.]+)?|maven|gradle|ant|(?:default|openjdk)-?[\\d.]*-jdk(?:-headless)?|openjdk\\d+(?:-jdk)?',
].join('|')})$`);

function packageFindings(service: string, dockerfile: CheckedDockerfile): PolicyFinding[] {
  return finalInstructions(dockerfile).filter(({ stage, instruction }) => !stage.isShared && instruction.keyword === 'RUN').flatMap(({ instruction }) => {
    const found = packagesLeft(commandsOf(instruction)).filter(name => BUILD_PACKAGE.test(name));
    if (found.length === 0) return [];
    const shown = found.length > 4 ? `${found.slice(0, 4).join(', ')} and ${found.length - 4} more` : found.join(', ');
    const it = found.length === 1 ? 'it' : 'them';
    const advice = dockerfile.isGenerated ? `name ${it} in "buildPackages" in place of "packages"` : `install ${it} in a stage that builds, or remove ${it} in the same RUN`;
    return [{ ...placeIn(service, dockerfile, instruction), message: `${shown} ${found.length === 1 ? 'is' : 'are'} there to build with, and ${found.length === 1 ? 'stays' : 'stay'} in what runs; ${advice}` }];
  });
}
