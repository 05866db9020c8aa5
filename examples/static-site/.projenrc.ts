import { DockerProject, HealthCheck, NodeService, StaticSite } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'static-site',
  registry: 'ghcr.io/acme',
  platforms: ['linux/amd64', 'linux/arm64'],
});

const api = new NodeService(project, 'api', {
  directory: 'api',
  port: 3000,
  publishPort: false,
  health: HealthCheck.http('/healthz'),
});

new StaticSite(project, 'web', {
  directory: 'web',
  proxy: { '/api': api },
  buildArgs: { VITE_TITLE: 'Greetings' },
  publicEnvironment: { STAGE: 'local' },
  contentSecurityPolicy: "default-src 'self'",
});

project.synth();
