// The public API: exports only.
export * from './containers';
export * from './docker-project';
export { type CopyOptions, Instruction, type RunOptions } from './dockerfile/instruction';
export { type BindMountOptions, type CacheMountOptions, Mount, type SecretMountOptions } from './dockerfile/mount';
export { Stage } from './dockerfile/stage';
export { Duration } from './model/duration';
export { HealthCheck, HealthCheckKind, type HealthCheckTiming } from './model/health-check';
export { Secret } from './model/secret';
export { RestartPolicy } from './model/restart-policy';
export { Size } from './model/size';
export { type NodeDevelopmentOptions } from './services/node/development';
export { NodeRuntime, NodeRuntimeKind, type NodeRuntimeOptions } from './services/node-runtime';
export { NodeService } from './services/node-service';
export { type NodeServiceOptions } from './services/node-service-options';
export { Service } from './services/service';
export { type ServiceOptions } from './services/service-options';
