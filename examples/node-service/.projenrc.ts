import { DockerProject, HealthCheck, NodeService } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'node-service',
  registry: 'ghcr.io/acme',
});

new NodeService(project, 'app', {
  directory: 'app',
  port: 3000,
  health: HealthCheck.http('/healthz'),
});

project.synth();
