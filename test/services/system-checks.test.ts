import { Construct } from 'constructs';
import { Project } from 'projen';
import { Containers, DockerProject, NodeService, NodeServiceOptions, Secret, StaticSite } from '../../src';
import { PACKAGE_LOCK, PLAIN, plainIn, problemsOf, quiet, refusal, repository, synthDocker } from '../support';

const FILES = { ...plainIn('a'), ...plainIn('b'), ...plainIn('c') };

/** Services `a`, `b` and `c` on ports of their own, each in the folder of its name. */
function three(project: DockerProject, options: Record<string, NodeServiceOptions> = {}): NodeService[] {
  return ['a', 'b', 'c'].map((name, i) => new NodeService(project, name, { directory: name, port: 3000 + i, ...options[name] }));
}

test('services that have nothing in common pass', () => {
  const { files } = synthDocker(repository(FILES), project => three(project));
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['a/Dockerfile', 'b/Dockerfile', 'c/Dockerfile']));
});

test.each<[string, Record<string, NodeServiceOptions>, string[]]>([
  ['two ports', { a: { port: 3000 }, b: { port: 3000 } }, ['service "a" and service "b" both publish port 3000 of the host; give one another "hostPort"']],
  ['three ports', { a: { port: 3000 }, b: { port: 3000 }, c: { port: 3000 } }, [
    'service "a" and service "b" both publish port 3000 of the host; give one another "hostPort"',
    'service "a" and service "c" both publish port 3000 of the host; give one another "hostPort"',
  ]],
  ['a port and a hostPort', { a: { port: 80, hostPort: 3001 } }, ['service "a" and service "b" both publish port 3001 of the host; give one another "hostPort"']],
  ['a port and a debugger', { a: { port: 9230 } }, ['service "a" and the debugger of service "b" both publish port 9230 of the host; give one another "hostPort" or "debugPort"']],
  ['two debuggers', { a: { development: { debugPort: 9400 } }, b: { development: { debugPort: 9400 } } },
    ['the debugger of service "a" and the debugger of service "b" both publish port 9400 of the host; give one another "debugPort"']],
  ['two images', { a: { image: 'acme/x' }, b: { image: 'acme/x' } }, ['services "a" and "b" both build image "acme/x"; give each an "image" of its own']],
  ['an image that is another service\'s by default', { a: { image: 'acme-b' } }, ['services "a" and "b" both build image "acme-b"; give each an "image" of its own']],
  ['two folders of one volume', { a: { writable: ['x-y', 'x/y'] } },
    ['folders "/app/x-y" of service "a" and "/app/x/y" of service "a" would be one volume, "a-x-y"; name one otherwise, or only once']],
  ['two secrets of one name', { a: { buildSecrets: [Secret.fromEnv('TOKEN')] }, b: { secrets: [Secret.fromFile('TOKEN', 'token.txt')] } },
    ['secret "TOKEN" is variable "TOKEN" for service "a" and file "token.txt" for service "b"; give one another name']],
])('%s', (_, options, problems) => {
  expect(refusal(repository(FILES), project => three(project, options))).toEqual(problems);
});

test.each<[string, number, number, string]>([
  ['a service', 3000, 3000, 'service "a" and the development server of service "web" both publish port 3000 of the host; give one another "hostPort" or "development.port"'],
  ['a debugger', 3000, 9229, 'the debugger of service "a" and the development server of service "web" both publish port 9229 of the host; give one another "debugPort" or "development.port"'],
])('the development server of a site on the port of %s', (_, port, development, problem) => {
  const site = { 'package.json': { scripts: { dev: 'vite', build: 'vite build' }, devDependencies: { vite: '*' } }, 'package-lock.json': PACKAGE_LOCK };
  expect(refusal(repository({ ...plainIn('a'), ...plainIn('web', site) }), project => {
    new NodeService(project, 'a', { directory: 'a', port });
    new StaticSite(project, 'web', { directory: 'web', development: { port: development } });
  })).toEqual([problem]);
});

test('the same port is no trouble where it is not published', () => {
  const options = { a: { port: 3000 }, b: { port: 3000, publishPort: false }, c: { port: 3000, hostPort: 3001 } };
  const { files } = synthDocker(repository(FILES), project => three(project, options));
  expect(files['compose.yaml'].match(/127\.0\.0\.1:\d+:3000/g)).toEqual(['127.0.0.1:3000:3000', '127.0.0.1:3001:3000']);
});

test('the same secret may serve several services', () => {
  const { files } = synthDocker(repository(FILES), project => three(project, { a: { secrets: [Secret.fromFile('TOKEN', 't')] }, b: { buildSecrets: [Secret.fromFile('TOKEN', 't')] } }));
  expect(files['compose.yaml']).toContain('\nsecrets:\n  TOKEN:\n    file: ./t\n');
});

test('two services of one name are refused where the second is made', () => {
  const project = new DockerProject({ name: 'acme', outdir: repository(PLAIN), ...quiet });
  new NodeService(project, 'api');
  expect(() => new NodeService(project, 'api')).toThrow(new Error('two services are named "api"; give each a name of its own'));
});

test('two services of one name in different scopes are refused', () => {
  const problems = refusal(repository(FILES), project => {
    new NodeService(project, 'api', { directory: 'a', image: 'x' });
    new NodeService(new Construct(project, 'group'), 'api', { directory: 'b', image: 'y' });
  });
  expect(problems).toEqual(['two services are named "api"; give each a name of its own']);
});

test.each<[string, (services: NodeService[]) => void, string]>([
  ['itself', ([a]) => a.addDependency(a), 'a → a'],
  ['two', ([a, b]) => {
    a.addDependency(b);
    b.addDependency(a);
  }, 'a → b → a'],
  ['three', ([a, b, c]) => {
    a.addDependency(b);
    b.addDependency(c);
    c.addDependency(a);
  }, 'a → b → c → a'],
  ['a circle behind a service', ([a, b, c]) => {
    a.addDependency(b);
    b.addDependency(c);
    c.addDependency(b);
  }, 'b → c → b'],
])('a circle: %s', (_, connect, circle) => {
  expect(refusal(repository(FILES), project => connect(three(project)))).toEqual([`services depend on each other in a circle: ${circle}; remove one "dependsOn"`]);
});

test('a diamond is no circle', () => {
  const { files } = synthDocker(repository({ ...FILES, ...plainIn('d') }), project => {
    const [a, b, c] = three(project);
    b.addDependency(a);
    c.addDependency(a);
    new NodeService(project, 'd', { directory: 'd', dependsOn: [b, c] });
  });
  expect(files['compose.yaml']).toMatch(/ {2}d:[^]*depends_on:\n {6}b:\n {8}condition: service_healthy\n {6}c:/);
});

test('Compose can wait for services of one file only', () => {
  const root = repository(FILES);
  const problems = problemsOf(() => {
    const project = new Project({ name: 'acme', outdir: root, ...quiet });
    const sub = new Project({ name: 'sub', parent: project, outdir: 'b', ...quiet });
    const other = new NodeService(new Containers(sub), 'b', { port: 3001 });
    new NodeService(new Containers(project), 'a', { directory: 'a', port: 3000, dependsOn: [other], development: { debugPort: 9300 } });
    project.synth();
  });
  expect(problems).toEqual(['service "a" depends on "b", which belongs to other containers; Compose can only wait for services of one file']);
});
