import { cdk, javascript } from 'projen';

const project = new cdk.JsiiProject({
  name: '@jts/projen-docker',
  description: 'A projen project type for containers: Dockerfiles, ignore files, Compose and Bake from one typed definition.',
  author: 'JTS',
  authorOrganization: true,
  authorAddress: 'maintainers@jts.example',
  repositoryUrl: 'https://github.com/jts/projen-docker.git',
  defaultReleaseBranch: 'main',
  license: 'Apache-2.0',
  stability: 'experimental',
  keywords: ['projen', 'docker', 'dockerfile', 'compose', 'bake', 'containers'],

  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.9.0',
  workflowNodeVersion: '24',
  projenrcTs: true,
  excludeTypescript: ['test/**', 'examples/**', 'bench/**'],

  peerDeps: ['projen@>=0.103.0 <1.0.0', 'constructs@^10.5.0'],
  peerDependencyOptions: { pinnedDevDependency: false },
  bundledDeps: ['jsonc-parser@^3.3.1', 'yaml@^2.8.0'],
  devDeps: [
    'projen@^0.103.25',
    'constructs@^10.5.0',
    '@types/node@^20',
    '@balena/dockerignore@^1.0.2',
    'ajv@^8.17.1',
    'dclint@^3.1.0',
    'dockerfile-utils@^0.16.3',
  ],
  bin: { 'projen-docker': 'bin/projen-docker' },

  jestOptions: {
    jestVersion: '^30',
    configFilePath: 'jest.config.json',
  },
});

project.synth();
