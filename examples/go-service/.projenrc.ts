import { BinaryRuntime, DockerProject, GoService, HealthCheck, Size } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'go-service',
  registry: 'ghcr.io/acme',
  platforms: ['linux/amd64', 'linux/arm64'],
});

new GoService(project, 'api', {
  directory: 'app',
  port: 8080,
  health: HealthCheck.http('/healthz'),
  runtime: BinaryRuntime.distroless(),
  description: 'Short links',
  versionVariable: 'main.version',
  memory: Size.mebibytes(128),
  maxImageSize: Size.megabytes(100),
});

project.synth();
