import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { Component, LogLevel, Project } from 'projen';
import { detectServices } from './detect';
import { defineDraft, ServiceDraft } from './draft';
import { Projenrc } from './projenrc';
import { SAMPLE_SERVICE, sampleFiles } from './sample';
import { Containers } from '../containers';
import { tryRead, writeAtomically } from '../files/atomic';
import { Problems, UsageError } from '../model/problem';
import type { ReportedFinding } from '../policy/report';
import { PolicySeverity } from '../policy/rule';
import { Repository } from '../workspace/repository';

/** Definitions of a projen project that somebody else made. */
const PROJENRC = ['.projenrc.ts', '.projenrc.js', '.projenrc.mjs', '.projenrc.cjs', '.projenrc.json', '.projenrc.py', 'projenrc'];
/** What a repository may hold and still be a new one, which gets a sample. */
const STARTERS = /^(\..*|node_modules|package(-lock)?\.json|npm-shrinkwrap\.json|LICEN[CS]E(\..*)?|README(\..*)?|app|docs|Dockerfile|compose(\.dev)?\.yaml|docker-bake\.json)$/i;

/**
 * First contact with a repository: finds its services, or brings a sample, and writes both down in `.projenrc.ts`.
 *
 * @throws when the repository is a projen project already
 */
export class Adoption extends Component {
  /** The files of the sample, if it gets one: paths and contents. */
  public readonly planned = new Map<string, string>();

  /**
   * @param creating whether this is `projen new`, rather than a run of `.projenrc.ts`
   * @param branch the default branch, where it is another than `main`
   */
  public constructor(project: Project, creating: boolean, branch?: string) {
    super(project, 'Adoption');
    const services = creating ? this.adopt() : [];
    new Projenrc(project, services, branch);
  }

  /** Written before `.projenrc.ts`, so that this is complete once that is there. */
  public override synthesize(): void {
    const { outdir } = this.project;
    for (const [path, content] of this.planned) {
      if (!existsSync(join(outdir, path))) writeAtomically(outdir, join(outdir, path), { content });
    }
  }

  public override postProjectCreation(): void {
    this.project.logger.info('Next: "npx projen docker:up" builds and starts the services, "npx projen docker:dev" is for working on them.');
  }

  private adopt(): ServiceDraft[] {
    const { outdir } = this.project;
    const projenrc = PROJENRC.find(path => existsSync(join(outdir, path)));
    if (projenrc) {
      throw new UsageError(`${projenrc} is here already: run "npx projen" (or "node --import tsx .projenrc.ts" where .projen/ is missing) to synthesize, or add "new Containers(project)" of @jts/projen-docker to the project that it defines`);
    }
    const services = this.findServices();
    services.forEach(service => defineDraft(this.project, service));
    return services;
  }

  /**
   * What looks like a service and cannot be one yet is left for `.projenrc.ts`, which is there afterwards. What is one and
   * does not keep a rule is taken in as it is: it has run like that until now.
   */
  private taken(repository: Repository, draft: ServiceDraft): ServiceDraft[] {
    const { name, directory } = draft;
    const { problems, findings } = tryOut(repository, draft, this.project.outdir);
    const { logger } = this.project;
    problems.forEach(problem => logger.warn(`${directory} looks like service "${name}", but ${problem}. It is not in .projenrc.ts yet`));
    if (problems.length > 0) return [];
    findings.forEach(({ rule, message }) => logger.warn(`service "${name}" is taken in as it is, but ${message} (${rule}, suppressed in .projenrc.ts)`));
    return [findings.length > 0 ? { ...draft, suppressed: [...new Set(findings.map(({ rule }) => rule))] } : draft];
  }

  private findServices(): ServiceDraft[] {
    const { outdir } = this.project;
    const sample = sampleFiles();
    // A killed first run may have left the sample, or a part of it: then this is still the repository without services.
    const isSample = sample.every(([path, content]) => [undefined, content].includes(tryRead(join(outdir, path))));
    const repository = new Repository(outdir);
    const found = detectServices(repository).filter(({ directory }) => !(isSample && directory === SAMPLE_SERVICE.directory))
      .flatMap(service => this.taken(repository, service));
    if (found.length > 0 || !isSample || !readdirSync(outdir).every(name => STARTERS.test(name))) return found;
    sample.forEach(([path, content]) => this.planned.set(path, content));
    return [SAMPLE_SERVICE];
  }
}

/** What stands against a service, and which rules it does not keep: found out with a project that is never synthesized. */
function tryOut(repository: Repository, draft: ServiceDraft, outdir: string): { problems: readonly string[]; findings: readonly ReportedFinding[] } {
  const trial = new Project({ name: 'trial', outdir, logging: { level: LogLevel.OFF } });
  const containers = new Containers(trial);
  const problems = new Problems();
  problems.attempt(() => defineDraft(trial, draft));
  containers._makeSystem(repository, problems);
  if (problems.all.length > 0) return { problems: problems.all.map(problem => problem.replace(/^service "[^"]*": /, '')), findings: [] };
  const { findings } = containers._judge(new Problems());
  return { problems: [], findings: findings.filter(({ severity }) => severity === PolicySeverity.ERROR) };
}
