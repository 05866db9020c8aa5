import { DockerProject, Duration, HealthCheck, NodeService, Secret, Size } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'npm-workspace',
  registry: 'ghcr.io/acme',
  platforms: ['linux/amd64', 'linux/arm64'],
});
project.gitignore.exclude('/secrets/');

const token = Secret.fromFile('queue-token', 'secrets/queue-token');

const api = new NodeService(project, 'api', {
  directory: 'services/api',
  port: 3000,
  health: HealthCheck.http('/healthz', { interval: Duration.seconds(15), timeout: Duration.seconds(5) }),
  secrets: [token],
});

new NodeService(project, 'worker', {
  directory: 'services/worker',
  health: HealthCheck.command(['node', 'dist/health.js'], { interval: Duration.seconds(10) }),
  dependsOn: [api],
  environment: { API_URL: 'http://api:3000' },
  secrets: [token],
  writable: ['results'],
  memory: Size.mebibytes(256),
});

project.synth();
