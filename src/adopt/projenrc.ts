import { existsSync } from 'fs';
import { join } from 'path';
import { InitProject, Project, ProjenrcFile } from 'projen';
import { renderJavaScriptOptions } from 'projen/lib/javascript/render-options';
import { importsOf, renderDrafts, ServiceDraft } from './draft';
import { writeAtomically } from '../files/atomic';

/**
 * `.projenrc.ts`: written once, when the project is created, and yours from then on.
 *
 * It is run by Node with tsx as a loader: that works on every supported Node, in one process, and whatever TypeScript the
 * repository has.
 */
export class Projenrc extends ProjenrcFile {
  public readonly filePath = '.projenrc.ts';

  public constructor(project: Project, private readonly services: readonly ServiceDraft[], private readonly branch?: string) {
    super(project, 'Projenrc');
    project.defaultTask?.exec(`node --import tsx ${this.filePath}`);
  }

  public override projectCreation({ args, type, comments }: InitProject): void {
    const path = join(this.project.outdir, this.filePath);
    if (existsSync(path)) return;
    const { renderedOptions } = renderJavaScriptOptions({ args, type: type as never, comments });
    const options = renderedOptions.replace(/^\{\s*\}$/, () => `{\n  name: ${JSON.stringify(this.project.name)},\n}`);
    const content = renderProjenrc(this.branch === undefined ? options : withBranch(options, this.branch), this.services);
    writeAtomically(this.project.root.outdir, path, { content });
  }
}

/** Behind the options that are set; projen cannot render it, because not all of its neighbours can be written as JSON. */
function withBranch(options: string, branch: string): string {
  return options.replace(/^\{\n(?: {2}\w+: .*\n)*/, set => `${set}  workflows: { branches: [${JSON.stringify(branch)}] },\n`);
}

function renderProjenrc(options: string, services: readonly ServiceDraft[]): string {
  const blocks = [
    `import { ${importsOf(services).join(', ')} } from "@jts/projen-docker";`,
    `const project = new DockerProject(${options});`,
    ...services.length > 0 ? renderDrafts(services) : ['// Define your services here, such as:\n// new NodeService(project, "api", { directory: "apps/api", port: 3000 });'],
    'project.synth();',
  ];
  return `${blocks.join('\n\n')}\n`;
}
