import { messagesOf, placesOf, refusedWith, warnedOf } from './support';
import { DockerfileService, DockerProject, Instruction, Job, NodeBaseImage, NodeService, Postgres } from '../../../src';
import { PLAIN, refusal, repository, synthDocker } from '../../support';

const own = (dockerfile: string) => ({ ...PLAIN, 'own/Dockerfile': dockerfile, 'own/.dockerignore': '**\n' });

type Define = (service: DockerfileService, project: DockerProject) => void;

/** What is wrong with a Dockerfile of the repository's own. */
function problemsWith(dockerfile: string, define: Define = () => undefined, user?: string): readonly string[] {
  const start = (project: DockerProject) => define(new DockerfileService(project, 'own', { directory: 'own', user }), project);
  const root = repository(own(dockerfile));
  try {
    synthDocker(root, start);
    return [];
  } catch {
    return refusal(root, start);
  }
}

describe('root-user', () => {
  const NO_USER = 'FROM acme/base:1.0.0\nCMD ["/app"]\n';

  test('stops synthesis, and says the line and what to do', () => {
    expect(problemsWith(NO_USER)).toEqual([expect.stringMatching(
      /^service "own": own\/Dockerfile:1: its image runs as root: no USER is set, and the base image "acme\/base:1\.0\.0" is not known .*set "user", or add one by number.* \(root-user\)/)]);
    expect(problemsWith('FROM alpine:3.24.2\nUSER root:app\nCMD ["/app"]\n')[0]).toContain('own/Dockerfile:2: its image runs as root (USER root:app is the last)');
  });

  test('what the definition says takes its place', () => {
    expect(problemsWith(NO_USER, undefined, '1000:1000')).toEqual([]);
    expect(problemsWith('FROM alpine:3.24.2\nUSER 1000\nCMD ["/app"]\n', undefined, '0')).toEqual([expect.stringContaining('it is run as root (user "0")')]);
  });

  test('is found once, though a job runs the same image', () => {
    expect(problemsWith(NO_USER, (service, project) => {
      service.addInitJob('migrate', { command: ['/migrate'] });
      new Job(project, 'seed', service, { command: ['/seed'] });
    })).toHaveLength(1);
  });

  test('what is added to a generated Dockerfile is looked at', () => {
    const problems = refusedWith(project => {
      new NodeService(project, 'web', { port: 3001 }).stage('runtime').append(Instruction.raw('USER root'));
      project.containers.compose.addOverride('services.web.user', undefined);
    });
    expect(problems).toEqual([expect.stringMatching(/^service "web": web\.Dockerfile:\d+: its image runs as root \(USER root is the last\)/)]);
  });

  test('a base image need not have a user, and no default of ours is root', () => {
    expect(() => synthDocker(repository(PLAIN), project => {
      const base = new NodeBaseImage(project, 'base', {});
      new NodeService(project, 'api', { base, port: 3000 });
      new Postgres(project, 'db');
    })).not.toThrow();
  });

  test('both Compose files are looked at', () => {
    expect(placesOf('root-user', {
      compose: { a: { user: '1000' }, b: { user: 'root' }, c: { user: '${NAME}' }, d: {} },
      development: { a: { user: 0 }, c: { user: { '!override': '0:0' } } },
    })).toEqual(['a compose.dev.yaml user', 'b compose.yaml user', 'c compose.dev.yaml user']);
  });
});

describe('user-by-name', () => {
  test('warns, and names who is meant', () => {
    const warnings = warnedOf(project => new DockerfileService(project, 'own', { directory: 'own' }), {}, own('FROM node:24.21.0-alpine3.24\nUSER node:node\nCMD ["node", "x"]\n'));
    expect(warnings.filter(line => line.includes('user-by-name'))).toEqual([expect.stringMatching(/^service "own": user "node:node" is a name.* \(user-by-name\)$/)]);
  });

  test('is nothing that images from elsewhere are asked', () => {
    expect(warnedOf(project => new Postgres(project, 'db')).filter(line => line.includes('user-by-name'))).toEqual([]);
    expect(messagesOf('user-by-name', { compose: { a: { image: 'x:1', user: 'app' } } })).toEqual([]);
  });
});

describe('unknown-user', () => {
  test('of a base image is its own to answer for, and what builds on it knows its users', () => {
    const define = (instruction: Instruction) => refusal(repository(PLAIN), project => {
      const base = new NodeBaseImage(project, 'base', {});
      base.stage('runtime-base').prepend(instruction);
      new NodeService(project, 'api', { base, port: 3000 }).stage('runtime').prepend(Instruction.raw('COPY --from=busybox:1.37.0 --chown=worker /bin/busybox /x'));
    });
    expect(define(Instruction.run(['true'])).map(problem => /^service "(\w+)": .*--chown names the user "(\w+)"/.exec(problem)?.slice(1))).toEqual([['api', 'worker']]);
    expect(define(Instruction.raw('COPY --from=busybox:1.37.0 --chown=nobodys /bin/busybox /y')).map(problem => /^service "(\w+)": .*--chown names the user "(\w+)"/.exec(problem)?.slice(1)))
      .toEqual([['base', 'nobodys'], ['api', 'worker']]);
  });

  test('of a definition is looked for in the image', () => {
    const dockerfile = 'FROM alpine:3.24.2\nRUN adduser -D app\nUSER 1000\nCMD ["/app"]\n';
    expect(problemsWith(dockerfile, undefined, 'app')).toEqual([]);
    expect(problemsWith(dockerfile, undefined, 'web')).toEqual([expect.stringContaining('"user" names the user "web", whom neither the base image has nor an instruction creates')]);
    expect(problemsWith(dockerfile, undefined, 'app:web')).toEqual([expect.stringContaining('"user" names the group "web"')]);
  });
});
