import { DockerProject, HealthCheck, NextService, PythonServer, PythonService, Size } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'fastapi-next',
  registry: 'ghcr.io/acme',
  platforms: ['linux/amd64', 'linux/arm64'],
});

const api = new PythonService(project, 'api', {
  directory: 'apps/api',
  port: 8000,
  server: PythonServer.uvicorn('src.api.main:app'),
  health: HealthCheck.http('/health'),
  maxImageSize: Size.megabytes(500),
});

new NextService(project, 'web', {
  directory: 'apps/web',
  port: 3000,
  user: '1001:1001',
  health: HealthCheck.http('/api/health'),
  dependsOn: [api],
  environment: { API_URL: 'http://api:8000' },
  maxImageSize: Size.megabytes(300),
});

project.synth();
