import { patternOf } from '../../model/paths';
import type { IgnoreModel, IgnoreSection } from '../../model/service-model';

/**
 * What never belongs in a build context, whatever is built. Names that could also be those of source folders (`logs`,
 * `test`, `docs`) are not here; everything that cannot be a source is left out wherever it stands.
 */
export const NEVER: readonly IgnoreSection[] = [
  {
    title: 'Secrets and environment files',
    patterns: [
      '**/.env*', '!**/.env.example', '**/*.pem', '**/*.key', '**/*.p12', '**/*.pfx', '**/*.jks', '**/*.keystore', '**/*.tfstate*',
      '**/.aws', '**/.ssh', '**/.kube', '**/.gnupg', '**/.docker', '**/id_rsa*', '**/id_ed25519*', '**/id_ecdsa*',
      '**/.netrc', '**/_netrc', '**/.pypirc', '**/.git-credentials', '**/.secrets',
    ],
  },
  { title: 'Version control', patterns: ['**/.git', '**/.gitignore', '**/.gitattributes', '**/.hg', '**/.svn'] },
  { title: 'Editors', patterns: ['**/.idea', '**/.vscode', '**/.vs', '**/*.swp', '**/*~'] },
  { title: 'Operating systems', patterns: ['**/.DS_Store', '**/Thumbs.db', '**/desktop.ini'] },
  { title: 'CI', patterns: ['.github', '.gitlab', '.gitlab-ci.yml', '.circleci', '.buildkite', 'azure-pipelines.yml', 'Jenkinsfile'] },
  { title: 'Containers and their tooling', patterns: ['**/Dockerfile', '**/*.Dockerfile', '**/*.dockerignore', 'compose*.y*ml', 'docker-compose*.y*ml', 'docker-bake*', '.projen', '.projenrc.*', 'projenrc'] },
];

/** Files of secrets, which the builder mounts where it needs them. */
export function secretsSection(paths: readonly string[]): IgnoreSection[] {
  return paths.length > 0 ? [{ title: 'Secrets: mounted by the builder', patterns: paths.map(patternOf) }] : [];
}

/** Ends an ignore file with the patterns that were said for the service: the last match decides. */
export function withPatterns(ignore: IgnoreModel, patterns: readonly string[]): IgnoreModel {
  return patterns.length === 0 ? ignore : { ...ignore, except: [...ignore.except, { title: 'Said for this service', patterns }] };
}
