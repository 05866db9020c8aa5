import { DockerProject, HealthCheck, NextService, NodeService } from '@jts/projen-docker';

const project = new DockerProject({ name: 'next-service' });

const api = new NodeService(project, 'api', {
  directory: 'api',
  port: 8000,
  health: HealthCheck.http('/health'),
});

new NextService(project, 'web', {
  directory: 'web',
  port: 3000,
  health: HealthCheck.http('/api/health'),
  dependsOn: [api],
  buildArgs: { NEXT_PUBLIC_BRAND: 'Acme' },
  publicEnvironment: { API_URL: 'http://localhost:8000' },
});

project.synth();
