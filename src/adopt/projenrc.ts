import { existsSync } from 'fs';
import { join } from 'path';
import { InitProject, Project, ProjenrcFile } from 'projen';
import { renderJavaScriptOptions } from 'projen/lib/javascript/render-options';
import type { PlannedService } from './detect';
import { writeAtomically } from '../files/atomic';

/**
 * `.projenrc.ts`: written once, when the project is created, and yours from then on.
 *
 * It is run by Node with tsx as a loader: that works on every supported Node, in one process, and whatever TypeScript the
 * repository has.
 */
export class Projenrc extends ProjenrcFile {
  public readonly filePath = '.projenrc.ts';

  public constructor(project: Project, private readonly services: readonly PlannedService[]) {
    super(project, 'Projenrc');
    project.defaultTask?.exec(`node --import tsx ${this.filePath}`);
  }

  public override projectCreation({ args, type, comments }: InitProject): void {
    const path = join(this.project.outdir, this.filePath);
    if (existsSync(path)) return;
    const { renderedOptions } = renderJavaScriptOptions({ args, type: type as never, comments });
    const content = renderProjenrc(renderedOptions.replace(/^\{\s*\}$/, `{\n  name: "${this.project.name}",\n}`), this.services);
    writeAtomically(this.project.root.outdir, path, { content });
  }
}

function renderProjenrc(options: string, services: readonly PlannedService[]): string {
  const names = ['DockerProject', ...services.some(s => s.healthPath) ? ['HealthCheck'] : [], ...services.length > 0 ? ['NodeService'] : []];
  const blocks = [
    `import { ${names.join(', ')} } from "@jts/projen-docker";`,
    `const project = new DockerProject(${options});`,
    ...services.length > 0 ? services.map(renderService) : ['// Define your services here, such as:\n// new NodeService(project, "api", { directory: "apps/api", port: 3000 });'],
    'project.synth();',
  ];
  return `${blocks.join('\n\n')}\n`;
}

function renderService({ name, directory, port, hostPort, healthPath }: PlannedService): string {
  const lines = [
    ...directory === '.' ? [] : [`directory: "${directory}",`],
    ...port === undefined ? [] : [`port: ${port},`],
    ...hostPort === undefined ? [] : [`hostPort: ${hostPort},`],
    ...healthPath === undefined ? [] : [`health: HealthCheck.http("${healthPath}"),`],
  ];
  const options = lines.length > 0 ? `, {\n${lines.map(line => `  ${line}\n`).join('')}}` : '';
  return `new NodeService(project, "${name}"${options});`;
}
