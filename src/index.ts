// The public API: exports only.
export * from './containers';
export * from './docker-project';
export { CacheMountOptions, BindMountOptions, SecretMountOptions, Mount } from './dockerfile/mount';
export { CopyOptions, Instruction, RunOptions } from './dockerfile/instruction';
export { Stage } from './dockerfile/stage';
export { Duration } from './model/duration';
export { HealthCheck, HealthCheckKind, HealthCheckTiming } from './model/health-check';
export { Secret } from './model/secret';
export { RestartPolicy } from './model/restart-policy';
export { Size } from './model/size';
export { NodeDevelopmentOptions } from './services/node/development';
export { NodeRuntime, NodeRuntimeKind, NodeRuntimeOptions } from './services/node-runtime';
export { NodeService, NodeServiceOptions } from './services/node-service';
export { Service, ServiceOptions } from './services/service';
