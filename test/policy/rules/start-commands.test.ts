import { messagesOf, warnedOf } from './support';
import { DockerfileService, DockerProject, Job, NodeService } from '../../../src';
import { PLAIN, refusal, repository, synthDocker } from '../../support';

type Change = (service: DockerfileService, project: DockerProject) => void;

/** What is wrong with how an image is started. */
function problemsWith(start: string, scripts: Record<string, string> = {}, change: Change = () => undefined): string[] {
  const root = repository({
    ...PLAIN,
    'own/Dockerfile': `FROM node:24.21.0-alpine3.24\nUSER 1000:1000\n${start}\n`,
    'own/.dockerignore': '**\n',
    'own/package.json': { name: 'own', scripts },
  });
  const define = (project: DockerProject) => change(new DockerfileService(project, 'own', { directory: 'own' }), project);
  try {
    synthDocker(root, define);
    return [];
  } catch {
    return refusal(root, define).map(problem => problem.replace(/^service "own": own\/Dockerfile:3: | \([a-z-]+\)$/g, ''));
  }
}

describe('package-manager-command', () => {
  const instead = (start: string, scripts?: Record<string, string>) => problemsWith(start, scripts).map(problem => problem.split('; ')[1]);

  test('repeats no secret of a script', () => {
    expect(instead('CMD ["npm", "start"]', { start: 'node server.js --password s3cr3t-x7Yq9Lm2' })).toEqual(['run the program itself, such as ["node", "server.js"]']);
  });

  test('says what to run instead', () => {
    const scripts = {
      start: 'node dist/main.js --port 3000',
      serve: 'next start',
      secret: 'API_TOKEN=hunter2 node main.js',
      again: 'npm run start',
    };
    expect(problemsWith('CMD ["npm", "start"]', scripts)).toEqual([
      'CMD runs npm start, which stands between the program and the signals that stop it, takes memory, and must be in the image; run what the script "start" runs: node dist/main.js --port 3000',
    ]);
    expect(instead('CMD ["pnpm", "run", "serve"]', scripts)).toEqual(['run what the script "serve" runs: node_modules/.bin/next start']);
    expect(instead('CMD ["yarn", "serve"]', scripts)).toEqual(['run what the script "serve" runs: node_modules/.bin/next start']);
    expect(instead('CMD ["npx", "--no", "next", "start"]')).toEqual(['run the program itself, such as node_modules/.bin/next']);
    // A script of another package, one that starts another, and one with what may be nobody's business.
    for (const start of ['["npm", "--prefix", "x", "start"]', '["npm", "run", "again"]', '["npm", "run", "secret"]', '["npm", "run", "missing"]']) {
      expect(instead(`CMD ${start}`, scripts)).toEqual(['run the program itself, such as ["node", "server.js"]']);
    }
  });

  test.each([
    '["npm", "run-script", "x"]', '["npm", "exec", "x"]', '["npx", "x"]', '["yarn", "x"]', '["pnpm", "dlx", "x"]', '["pnpx", "x"]', '["bun", "run", "x"]', '["bunx", "x"]',
    '["poetry", "run", "x"]', '["uv", "run", "x"]', '["uvx", "x"]', '["pipenv", "run", "x"]', '["nx", "serve"]', '["turbo", "start"]', '["corepack", "pnpm", "x"]',
    '["/usr/local/bin/npm", "start"]', '["dumb-init", "--", "npm", "start"]', '["env", "A=b", "npm", "start"]', '["sh", "-c", "exec npm start"]',
  ])('CMD %s', start => {
    expect(problemsWith(`CMD ${start}`)).toEqual([expect.stringContaining('which stands between the program and the signals')]);
  });

  test.each([
    '["node", "npm.js"]', '["npm"]', '["bun", "server.ts"]', '["bun", "run", "./server.ts"]', '["poetry", "--version"]', '["uvicorn", "app:app"]', '["npm-server", "start"]',
    '["sh", "-c", "npm run migrate && exec node server.js"]',
  ])('nothing with CMD %s', start => {
    expect(problemsWith(`CMD ${start}`)).toEqual([]);
  });

  test('an entry point and its arguments are one command', () => {
    expect(problemsWith('ENTRYPOINT ["npm"]', {}, (_, project) => project.containers.compose.addOverride('services.own.command', ['start']))).toHaveLength(1);
  });

  test('a job may take its time, a service in its image may not', () => {
    expect(problemsWith('CMD ["node", "server.js"]', {}, (service, project) => {
      service.addInitJob('migrate', { command: ['npx', 'prisma', 'migrate', 'deploy'] });
      new Job(project, 'seed', service, { command: ['sh', '-c', 'npm run seed'] });
    })).toEqual([]);
    expect(messagesOf('package-manager-command', { compose: { web: { command: 'npm start', depends_on: { once: { condition: 'service_completed_successfully' } } }, once: { command: 'npm run x' } } }))
      .toEqual([expect.stringContaining('command runs npm start')]);
  });

  test('what runs for development only is not looked at', () => {
    const warnings = warnedOf(project => {
      new NodeService(project, 'web', { port: 3001 });
      project.containers.composeDevelopment.addOverride('services.web.command', ['npm', 'run', 'dev']);
    });
    expect(warnings.join()).not.toContain('package-manager');
  });
});

describe('shell-form-command', () => {
  test('says how to write it', () => {
    expect(problemsWith('CMD node server.js --port 3000')).toEqual([
      'CMD is in shell form, so a shell is started that does not pass on the signal to stop; write it as a list: CMD ["node", "server.js", "--port", "3000"]',
    ]);
    expect(problemsWith('CMD node server.js "$PORT"')[0]).toMatch(/CMD \["program", "argument"\], or begin its last command with exec$/);
    expect(problemsWith('CMD ["sh", "-c", "node server.js"]')[0]).toMatch(/^CMD runs a shell that stays around the program/);
    expect(problemsWith('ENTRYPOINT exec node server.js\nCMD ["--port"]')[0]).toBe('ENTRYPOINT is in shell form, which ignores CMD; write it as a list: ENTRYPOINT ["program", "argument"]');
    expect(problemsWith('ENTRYPOINT exec node server.js', {}, (_, project) => project.containers.compose.addOverride('services.own.command', ['--port']))[0])
      .toContain('ENTRYPOINT is in shell form, which ignores command');
  });

  test('repeats no secret', () => {
    const problems = problemsWith('CMD node server.js --password s3cr3t-x7Yq9Lm2');
    expect(problems).toContainEqual(expect.stringMatching(/^CMD is in shell form.*write it as a list: CMD \["program", "argument"\]/));
    expect(problems.join()).not.toContain('s3cr3t');
  });

  test('a shell of Windows has no signals to pass on', () => {
    expect(messagesOf('shell-form-command', { compose: {} })).toEqual([]);
    expect(problemsWith('SHELL ["powershell", "-Command"]\nCMD node server.js')).toEqual([]);
    expect(problemsWith('SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCMD node server.js')).toHaveLength(1);
  });
});
