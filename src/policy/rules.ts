import type { IPolicyRule } from './rule';
import { buildToolsInFinalStage } from './rules/build-tools-in-final-stage';
import { curlPipeShell } from './rules/curl-pipe-shell';
import { dependencyCycle } from './rules/dependency-cycle';
import { dockerSocket } from './rules/docker-socket';
import { duplicatePort } from './rules/duplicate-port';
import { endOfLifeImage } from './rules/end-of-life-image';
import { healthCheckTool } from './rules/health-check-tool';
import { hostNetwork } from './rules/host-network';
import { leakyIgnoreFile } from './rules/leaky-ignore-file';
import { missingPlatform } from './rules/missing-platform';
import { noHealthCheck } from './rules/no-health-check';
import { noLockfile } from './rules/no-lockfile';
import { noMemoryLimit } from './rules/no-memory-limit';
import { overBudget } from './rules/over-budget';
import { packageManagerCommand } from './rules/package-manager-command';
import { privilegedContainer } from './rules/privileged-container';
import { privilegedPort } from './rules/privileged-port';
import { remoteAdd } from './rules/remote-add';
import { rootUser } from './rules/root-user';
import { secretInConfiguration } from './rules/secret-in-configuration';
import { shellFormCommand } from './rules/shell-form-command';
import { sourcesBeforeDependencies } from './rules/sources-before-dependencies';
import { sudo } from './rules/sudo';
import { unhealthyDependency } from './rules/unhealthy-dependency';
import { unknownDependency } from './rules/unknown-dependency';
import { unknownFile } from './rules/unknown-file';
import { unknownStage } from './rules/unknown-stage';
import { unknownUser } from './rules/unknown-user';
import { unpinnedAction } from './rules/unpinned-action';
import { unpinnedImage } from './rules/unpinned-image';
import { userByName } from './rules/user-by-name';
import { writableRoot } from './rules/writable-root';

/** All rules, in alphabetical order, in which their findings are said. */
export const RULES: readonly IPolicyRule[] = [
  buildToolsInFinalStage,
  curlPipeShell,
  dependencyCycle,
  dockerSocket,
  duplicatePort,
  endOfLifeImage,
  healthCheckTool,
  hostNetwork,
  leakyIgnoreFile,
  missingPlatform,
  noHealthCheck,
  noLockfile,
  noMemoryLimit,
  overBudget,
  packageManagerCommand,
  privilegedContainer,
  privilegedPort,
  remoteAdd,
  rootUser,
  secretInConfiguration,
  shellFormCommand,
  sourcesBeforeDependencies,
  sudo,
  unhealthyDependency,
  unknownDependency,
  unknownFile,
  unknownStage,
  unknownUser,
  unpinnedAction,
  unpinnedImage,
  userByName,
  writableRoot,
];
