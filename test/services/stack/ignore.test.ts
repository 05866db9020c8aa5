import dockerignore from '@balena/dockerignore';
import { NEVER } from '../../../src/services/stack/ignore';

const ignored = dockerignore({ ignorecase: false }).add(NEVER.flatMap(({ patterns }) => patterns));

test.each([
  '.env', '.env.local', '.env-production', '.envrc', 'apps/api/.env.production', '.netrc', 'config/id_rsa', '.ssh/config', 'certs/tls.key', 'infra/prod.tfstate.backup',
  '.docker/config.json', '.kube/config', '.pypirc', '.git-credentials', '.secrets/db-password', '.git/config', 'Dockerfile', 'api.Dockerfile', 'compose.yaml', '.projenrc.ts',
])('%s reaches no builder', path => {
  expect(ignored.ignores(path)).toBe(true);
});

test.each(['.env.example', 'apps/api/.env.example', 'src/environment.ts', 'src/env.js', 'src/keys.ts', 'docker/entry.sh'])('%s does', path => {
  expect(ignored.ignores(path)).toBe(false);
});
