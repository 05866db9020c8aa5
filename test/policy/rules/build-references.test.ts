import { DockerfileService, DockerProject, Instruction, NodeService, StaticSite } from '../../../src';
import { PLAIN, refusal, repository, synthDocker } from '../../support';

const RUN = 'USER 1000:1000\nCMD ["/app"]\n';

/** What is wrong with a Dockerfile in `own`, whose build context that is, in a repository with these files. */
function problemsWith(dockerfile: string, files: Record<string, string> = {}, change: (project: DockerProject) => void = () => undefined): string[] {
  const root = repository({ ...PLAIN, 'own/.dockerignore': '.git\n**/.env*\n**/*.pem\n**/*.key\n**/id_*\n', ...files, 'own/Dockerfile': dockerfile });
  const define = (project: DockerProject) => {
    new DockerfileService(project, 'own', { directory: 'own' });
    change(project);
  };
  try {
    synthDocker(root, define);
    return [];
  } catch {
    return refusal(root, define).map(problem => problem.replace(/ \([a-z-]+\)$/, ''));
  }
}

describe('unknown-file', () => {
  const copy = (path: string, files?: Record<string, string>) => problemsWith(`FROM alpine:3.24.2\nCOPY ${path} /x/\n${RUN}`, files);

  test('says the line, the build context, and where the file is', () => {
    expect(copy('conf/app.yaml')).toEqual([
      'service "own": own/Dockerfile:2: COPY names "conf/app.yaml", which does not exist in the build context, own; paths are relative to that folder, not to the Dockerfile',
    ]);
    expect(copy('own/app.yaml', { 'own/app.yaml': '' })[0]).toContain('it is there from the repository: make that the build context');
    expect(copy('*.yaml')[0]).toContain('COPY names "*.yaml", which matches nothing in the build context, own');
  });

  test('says the file that leaves it out, and the line that lets it in', () => {
    expect(copy('x.pem', { 'own/x.pem': '' })).toEqual([
      'service "own": own/Dockerfile:2: COPY names "x.pem", which own/.dockerignore leaves out, so the builder never sees it; add the line "!x.pem" there',
    ]);
    const files = { ...PLAIN, 'notes/x.md': '' };
    const [problem] = refusal(repository(files), project => new NodeService(project, 'api', { port: 3000, ignorePatterns: ['notes'] }).stage('build').append(Instruction.copy(['notes/x.md'], '/x')));
    expect(problem).toMatch(/^service "api": Dockerfile:\d+: COPY names "notes\/x\.md", which \.dockerignore leaves out.*let it through with ignorePatterns: \["!notes\/x\.md"\]/);
  });

  test('files of a build before this one need not be there', () => {
    expect(copy('bundle/main.js')).toHaveLength(1);
    expect(copy('bundle/main.js', { '.gitignore': 'own/bundle/\n' })).toEqual([]);
    expect(copy('bundle/main.js', { 'own/.gitignore': '# made\n/bundle\n' })).toEqual([]);
    expect(copy('bundle/main.js', { 'own/.gitignore': 'bundle\n!bundle/main.js\n' })).toHaveLength(1);
    expect(copy('dist/main.js')).toEqual([]);
    expect(copy('app.jar')).toEqual([]);
    // But what the ignore file leaves out never reaches the builder.
    expect(copy('dist/main.js', { 'own/.dockerignore': 'dist\n' })[0]).toContain('own/.dockerignore leaves out');
    expect(copy('dist/main.js', { 'own/.dockerignore': '*\n!dist\n' })).toEqual([]);
  });

  test('the letters of a name count, on every machine', () => {
    expect(copy('App.yaml', { 'own/app.yaml': '' })).toHaveLength(1);
  });

  test('files that are about to be written are there', () => {
    expect(() => synthDocker(repository({ 'web/public/index.html': '' }), project => {
      new StaticSite(project, 'web', { directory: 'web', output: 'public' });
    })).not.toThrow();
    expect(problemsWith(`FROM alpine:3.24.2\nCOPY api.Dockerfile compose.yaml /x/\n${RUN}`)).toHaveLength(2);
  });
});

describe('unknown-stage', () => {
  test('says which stages there are', () => {
    expect(problemsWith(`FROM alpine:3.24.2 AS deps\nFROM alpine:3.24.2 AS build\nFROM deps\nCOPY --from=built /x /x\nCOPY --from=build /x /x\n${RUN}`)).toEqual([
      'service "own": own/Dockerfile:4: files are taken from "built", and no stage above is called so (there are deps, build); an image is written with its tag',
    ]);
    expect(problemsWith(`FROM alpine:3.24.2\nCOPY --from=1 /x /x\n${RUN}`)[0]).toContain('stage 1 does not stand above; the first stage of a Dockerfile is 0, and this one is 0');
  });

  test('targets of Compose and Bake are looked at, overrides included', () => {
    const problems = refusal(repository(PLAIN), project => {
      new NodeService(project, 'api', { port: 3000 });
      const { compose, composeDevelopment, bake } = project.containers;
      compose.addOverride('services.api.build.target', 'production');
      composeDevelopment.addOverride('services.api.build.target', 'dev');
      bake.addOverride('target.api.target', 'release');
    }).filter(problem => problem.includes('unknown-stage'));
    expect(problems.map(problem => /: (\S+?)(?::\d+)?: the target is the stage "(\w+)"/.exec(problem)?.slice(1))).toEqual([
      ['compose.yaml', 'production'], ['compose.dev.yaml', 'dev'], ['docker-bake.json', 'release'],
    ]);
  });

  test('a stage that only another target needs is one', () => {
    expect(() => synthDocker(repository(PLAIN), project => {
      new NodeService(project, 'api', { port: 3000 });
      project.containers.bake.addOverride('target.api.target', 'prod-deps');
    })).not.toThrow();
  });

  test('contexts that an override names are known', () => {
    const dockerfile = `FROM alpine:3.24.2\nCOPY --from=assets /x /x\n${RUN}`;
    expect(problemsWith(dockerfile)).toHaveLength(1);
    expect(problemsWith(dockerfile, {}, project => project.containers.compose.addOverride('services.own.build.additional_contexts', ['assets=./assets']))).toEqual([]);
    expect(problemsWith(dockerfile, {}, project => project.containers.bake.addOverride('target.own.contexts.assets', './assets'))).toEqual([]);
  });
});
