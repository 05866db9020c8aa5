import { DockerfileService, DockerProject, Redis } from '@jts/projen-docker';

const project = new DockerProject({ name: 'own-dockerfile', registry: 'ghcr.io/acme' });

const redis = new Redis(project, 'redis');

// Port and health check stand in its Dockerfile. What is said here is what an image cannot know.
const guestbook = new DockerfileService(project, 'guestbook', {
  directory: 'guestbook',
  description: 'Counts who comes by',
  connectsTo: [redis],
  readOnly: true,
  dropCapabilities: true,
});
guestbook.addInitJob('seed', { command: ['python', 'seed.py'] });

project.synth();
