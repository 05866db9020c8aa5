import { DockerProject, HealthCheck, PythonServer, PythonService } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'fastapi-service',
  registry: 'ghcr.io/acme',
});

new PythonService(project, 'api', {
  directory: 'app',
  port: 8000,
  server: PythonServer.uvicorn('src.api.main:app'),
  health: HealthCheck.http('/health'),
});

project.synth();
