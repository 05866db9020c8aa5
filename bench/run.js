/**
 * One measurement, in a process of its own: `node run.js docker|plain <plan.json>` in the repository that is synthesized.
 *
 * The clock runs from the first constructor to the end of `synth()`; modules are loaded and the plan is read before.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const [, , kind, plan] = process.argv;
const define = { docker, plain }[kind]();
const input = JSON.parse(readFileSync(plan, 'utf8'));
const start = performance.now();
define(input).synth();
const milliseconds = performance.now() - start;
process.stdout.write(JSON.stringify({ milliseconds, mebibytes: process.resourceUsage().maxRSS / 1024 }));

/** What this package's user writes. */
function docker() {
  const { DockerProject, HealthCheck, NodeService } = require(join(__dirname, '..', 'lib'));
  return ({ apps }) => {
    const project = new DockerProject({ name: 'bench', registry: 'ghcr.io/bench', platforms: ['linux/amd64', 'linux/arm64'] });
    apps.forEach((directory, i) => new NodeService(project, directory.split('/').pop(), {
      directory, port: 3000, hostPort: 20000 + i, health: HealthCheck.http('/healthz'),
    }));
    return project;
  };
}

/** The same files from projen alone: what it writes itself stays its own, everything else is text that is there already. */
function plain() {
  const { Project, ProjenrcFile, TextFile } = require('projen');
  class Projenrc extends ProjenrcFile {
    filePath = '.projenrc.ts';
  }
  return ({ texts, tasks, ignored, attributes }) => {
    const project = new Project({ name: 'bench' });
    new Projenrc(project);
    // Neither of the two looks through the sources for leftovers of an earlier projen.
    project.addExcludeFromCleanup('**');
    for (const { name, steps, ...options } of tasks) {
      if (name === 'default') steps.forEach(({ exec }) => project.defaultTask.exec(exec));
      else if (!project.tasks.tryFind(name)) project.addTask(name, { ...options, steps });
    }
    attributes.forEach(([path, ...names]) => project.gitattributes.addAttributes(path, ...names));
    // A file adds its own line to .gitignore: in the order of the lines, every one of them is in its place.
    for (const line of ignored) {
      const text = texts[line.slice(2)];
      if (text === undefined) project.gitignore.addPatterns(line);
      else new TextFile(project, line.slice(2), { lines: [text] });
    }
    return project;
  };
}
