import { DockerProject, HealthCheck, RustService, Size } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'rust-service',
  registry: 'ghcr.io/acme',
});

new RustService(project, 'api', {
  directory: 'app',
  port: 8080,
  health: HealthCheck.http('/healthz'),
  versionVariable: 'APP_VERSION',
  memory: Size.mebibytes(64),
});

project.synth();
