import { DockerProject, HealthCheck, NextService, Postgres, PythonServer, PythonService, Redis, Secret, Size } from '@jts/projen-docker';

const project = new DockerProject({
  name: 'financehub',
  registry: 'ghcr.io/financehub',
  platforms: ['linux/amd64', 'linux/arm64'],
});

const db = new Postgres(project, 'postgres');
const cache = new Redis(project, 'redis');
const secretKey = Secret.generated('django-secret-key');

const backend = new PythonService(project, 'backend', {
  directory: 'apps/backend',
  port: 8000,
  server: PythonServer.gunicorn('core.asgi:application', { workers: 4 }),
  buildPackages: ['gcc', 'g++', 'libpq-dev', 'libmariadb-dev', 'pkg-config'],
  packages: ['libpq5', 'libmariadb3'],
  health: HealthCheck.http('/api/health/'),
  connectsTo: [db, cache],
  secrets: [secretKey],
  environment: { DJANGO_SECRET_KEY_FILE: '/run/secrets/django-secret-key' },
  writable: ['logs'],
  migrate: true,
  maxImageSize: Size.megabytes(500),
});

new NextService(project, 'frontend', {
  directory: 'apps/frontend',
  port: 3000,
  health: HealthCheck.http('/api/health'),
  dependsOn: [backend],
  buildArgs: { NEXT_PUBLIC_API_URL: 'http://localhost:8000' },
  maxImageSize: Size.megabytes(200),
});

project.synth();
