import { parse } from 'yaml';
import { CheckedSystem, DockerfileService, DockerProject, Instruction, IPolicyRule, Job, NodeBaseImage, NodeService, PolicySeverity, Postgres } from '../../src';
import { PLAIN, plainIn, problemsOf, refusal, repository, stateOf, synthDocker } from '../support';

const SUDO = /^service "[a-z]+": (\S+): sudo is of no use in an image.*\(sudo\)$/;

/** Lets a rule of the test look at what is about to be written. */
function looksAt(look: (system: CheckedSystem) => void): IPolicyRule {
  return { id: 'look', severity: PolicySeverity.ERROR, summary: 'It is seen', check: system => (look(system), []) };
}

/** What rules see of a project. */
function seen(files: Record<string, unknown>, define: (project: DockerProject) => void): CheckedSystem {
  const systems: CheckedSystem[] = [];
  synthDocker(repository(files), define, { policy: { rules: [looksAt(system => systems.push(system))] } });
  return systems[0];
}

describe('a finding stops synthesis before a byte is written', () => {
  const app = { ...PLAIN };

  test('in what is added to a stage', () => {
    const problems = refusal(repository(app), project => new NodeService(project, 'api', { port: 3000 }).stage('runtime').prepend(Instruction.run(['sudo id'])));
    expect(problems).toEqual([expect.stringMatching(SUDO)]);
    const { files } = synthDocker(repository(app), project => new NodeService(project, 'api', { port: 3000, suppressions: { sudo: 'a test' } }).stage('runtime').prepend(Instruction.run(['sudo id'])));
    // The line is that of the file as it would have been.
    const [, path, line] = /: (\S+):(\d+): /.exec(problems[0])!;
    expect(files[path].split('\n')[Number(line) - 1]).toBe('RUN sudo id');
  });

  test('in the stage for development, which does not run', () => {
    expect(refusal(repository(app), project => new NodeService(project, 'api').stage('development').append(Instruction.run(['sudo id'])))).toEqual([expect.stringMatching(SUDO)]);
  });

  test('in a Dockerfile of the repository itself, and not in stages that the image is not made of', () => {
    const own = { 'api/Dockerfile': 'FROM alpine:3.24.2 AS unused\nRUN sudo id\nFROM alpine:3.24.2\nRUN true && sudo id\nUSER 1000:1000\nCMD ["x"]\n', 'api/.dockerignore': '**\n' };
    const problems = refusal(repository(own), project => new DockerfileService(project, 'api', { directory: 'api' }));
    expect(problems).toEqual([expect.stringMatching(SUDO)]);
    expect(problems[0]).toContain('api/Dockerfile:4');
  });

  test('once, in a base image, and not in every service that is built on it', () => {
    const system = seen({ ...PLAIN }, project => {
      const base = new NodeBaseImage(project, 'base', {});
      base.stage('runtime-base').prepend(Instruction.run(['true # mark']));
      new NodeService(project, 'api', { port: 3000 });
    });
    const base = system.services.find(({ name }) => name === 'base')!;
    expect([base.isBase, base.compose]).toEqual([true, undefined]);
    expect(base.dockerfile!.stages.map(({ name, isShared }) => [name, isShared])).toEqual([['base', false], ['deps', false], ['runtime-base', false]]);
  });

  test('together with those of all other services', () => {
    const files = { ...plainIn('a'), ...plainIn('b') };
    const problems = refusal(repository(files), project => {
      for (const name of ['a', 'b']) new NodeService(project, name, { directory: name }).stage('build').append(Instruction.run(['sudo id']));
    });
    expect(problems.map(problem => problem.slice(0, 11))).toEqual(['service "a"', 'service "b"']);
  });
});

describe('a suppression', () => {
  const withSudo = (service: NodeService) => service.stage('build').append(Instruction.run(['sudo id']));

  test.each<[string, (project: DockerProject) => void]>([
    ['of an option', project => withSudo(new NodeService(project, 'api', { suppressions: { sudo: 'the tool asks for it' } }))],
    ['of a method', project => {
      const api = new NodeService(project, 'api');
      withSudo(api);
      api.suppressRule('sudo', 'the tool asks for it');
    }],
  ])('%s lets it pass', (_, define) => {
    const { files, warnings } = synthDocker(repository(PLAIN), define);
    expect(files.Dockerfile).toContain('RUN sudo id');
    expect(warnings.join('\n')).not.toContain('sudo');
    expect(files['docs/containers.md']).toContain('the tool asks for it');
  });

  test('of a job and of a backing service are known', () => {
    const { warnings } = synthDocker(repository(PLAIN), project => {
      const db = new Postgres(project, 'db', { suppressions: { sudo: 'none' } });
      const api = new NodeService(project, 'api', { connectsTo: [db] });
      new Job(project, 'import', api, { command: ['node', 'import.js'], suppressions: { sudo: 'none' } });
    });
    expect(warnings.filter(warning => warning.includes('rule sudo'))).toEqual(['db', 'import'].map(name => expect.stringContaining(`service "${name}": nothing is found by rule sudo any more`)));
  });

  test('of nothing stops', () => {
    expect(refusal(repository(PLAIN), project => new NodeService(project, 'api', { suppressions: { sudoo: 'x' } }))).toEqual([expect.stringContaining('"suppressions" names the rule "sudoo"')]);
  });
});

describe('what rules see', () => {
  test('overrides of the Compose files and of the Bake file', () => {
    const system = seen(PLAIN, project => {
      new NodeService(project, 'api', { port: 3000 });
      project.containers.compose.addOverride('services.api.init', false);
      project.containers.composeDevelopment.addOverride('services.api.tty', true);
      project.containers.bake.addOverride('target.api.args.MARK', 'x');
    });
    expect(system.services[0].compose).toMatchObject({ init: false, read_only: true });
    expect(system.services[0].composeDevelopment).toMatchObject({ tty: true });
    expect(system.files.bake!.content.target.api.args.MARK).toBe('x');
    expect(system.files.compose.path).toBe('compose.yaml');
  });

  test('a service that an override adds, with its Dockerfile', () => {
    const system = seen({ ...PLAIN, 'tool/Dockerfile': 'ARG V=1\nFROM alpine:${V}\n', 'tool/.dockerignore': 'secret\n' }, project => {
      new NodeService(project, 'api');
      project.containers.compose.addOverride('services.tool', {
        build: { context: 'tool', args: ['V=3.24.2'] }, user: '1000', read_only: true, security_opt: ['no-new-privileges:true'], deploy: { resources: { limits: { memory: '64m' } } },
      });
    });
    const tool = system.services.find(({ name }) => name === 'tool')!;
    expect(tool.dockerfile).toMatchObject({ path: 'tool/Dockerfile', isGenerated: false, target: { image: 'alpine:3.24.2' }, ignorePath: 'tool/.dockerignore' });
    expect([system.reachesBuilder(tool.dockerfile!, 'secret'), system.reachesBuilder(tool.dockerfile!, 'else')]).toEqual([false, true]);
  });

  test('the workflows as GitHub reads them, overrides included and comments not', () => {
    const systems: CheckedSystem[] = [];
    const { files } = synthDocker(repository(PLAIN), project => {
      new NodeService(project, 'api', { port: 3000 });
      project.containers.workflows!.release.file.addOverride('jobs.release.env.MARK', 'x');
    }, { registry: 'ghcr.io/acme', policy: { rules: [looksAt(system => systems.push(system))] } });
    const workflows = systems[0].files.workflows!;
    expect(workflows.map(({ path }) => path)).toEqual(['images', 'images-release', 'images-rescan', 'images-cleanup', 'images-upgrade'].map(name => `.github/workflows/${name}.yml`));
    for (const { path, content } of workflows) {
      expect(JSON.stringify(content)).not.toContain('"#');
      expect(content).toEqual(parse(files[path]));
    }
    expect(workflows[1].content.jobs.release.env.MARK).toBe('x');
  });

  test('no workflows where there are none', () => {
    const systems: CheckedSystem[] = [];
    synthDocker(repository(PLAIN), project => new NodeService(project, 'api'), { github: false, policy: { rules: [looksAt(system => systems.push(system))] } });
    expect(systems[0].files.workflows).toEqual([]);
  });

  test('the same bytes that are written', () => {
    const systems: CheckedSystem[] = [];
    const { files } = synthDocker(repository(PLAIN), project => new NodeService(project, 'api', { port: 3000 }), { policy: { rules: [looksAt(system => systems.push(system))] } });
    const { dockerfile } = systems[0].services[0];
    const lines = files[dockerfile!.path].split('\n');
    for (const { start, instructions } of dockerfile!.stages) {
      [start, ...instructions].forEach(({ keyword, line }) => expect(lines[line - 1].split(' ')[0]).toBe(keyword));
    }
    expect(dockerfile!.ignoreText).toBe(files[dockerfile!.ignorePath!]);
    expect(dockerfile!.target).toMatchObject({ name: 'runtime', isFinal: true, isShared: false });
  });
});

test('a rule of the project itself', () => {
  const owner: IPolicyRule = {
    id: 'owner',
    severity: PolicySeverity.ERROR,
    summary: 'Every image names its owner',
    check: ({ services }) => services.filter(({ dockerfile }) => dockerfile && !dockerfile.stages.some(({ instructions }) => instructions.some(({ assignments }) => assignments?.['acme.owner'])))
      .map(({ name }) => ({ service: name, message: 'the image names no owner; set the label acme.owner' })),
  };
  const define = (labels: Record<string, string>) => (project: DockerProject) => {
    project.containers.addPolicyRule(owner);
    new NodeService(project, 'api', { labels });
  };
  expect(refusal(repository(PLAIN), define({}))).toEqual(['service "api": the image names no owner; set the label acme.owner (owner)']);
  expect(synthDocker(repository(PLAIN), define({ 'acme.owner': 'us' })).files).toHaveProperty('Dockerfile');
});

test('what is wrong with definitions is said first, without what rules would make of half a system', () => {
  const problems = problemsOf(() => synthDocker(repository(PLAIN), project => {
    new NodeService(project, 'api', { port: 99999 }).stage('build').append(Instruction.run(['sudo id']));
  }));
  expect(problems).toEqual([expect.stringContaining('99999')]);
});

test('a corrupt lock file or record of sizes stops synthesis', () => {
  for (const file of ['docker-lock.json', 'docker-sizes.json']) {
    const root = repository({ ...PLAIN, [file]: '<<<<<<< HEAD\n{}\n' });
    const before = stateOf(root);
    expect(problemsOf(() => synthDocker(root, project => new NodeService(project, 'api'))).join()).toContain(file);
    expect(stateOf(root)).toEqual(before);
  }
});

test('what the service of a job may, its job may too', () => {
  const system = (project: DockerProject, suppressions?: Record<string, string>) => {
    new NodeService(project, 'api', { environment: { API_TOKEN: 'of-this-test' }, suppressions }).addInitJob('migrate', { command: ['node', 'migrate.js'] });
  };
  expect(refusal(repository(PLAIN), system).map(problem => problem.slice(0, 18))).toEqual(['service "api": com', 'service "migrate":']);
  const { warnings } = synthDocker(repository(PLAIN), project => system(project, { 'secret-in-configuration': 'a test' }));
  expect(warnings).toEqual([]);
});

test('the error says where rules are described', () => {
  expect(() => synthDocker(repository(PLAIN), project => new NodeService(project, 'api').stage('build').append(Instruction.run(['sudo id']))))
    .toThrow(/\(sudo\)\nWhat each rule asks for, and why: https:\S+\/docs\/rules\. "suppressions" of a service, .*; "severities" of "policy" .*\nNothing was written\.$/);
});
