import { writeFileSync } from 'fs';
import { Component, Project } from 'projen';
import { DefinitionError, Problems } from './model/problem';
import type { SystemModel } from './model/service-model';
import { RULE_ADVICE } from './policy/policy';
import type { Report } from './policy/report';
import { isHub } from './services/hub';
import { checkSystems } from './services/systems';
import { Repository } from './workspace/repository';

/** What the gate asks of the containers of a project. */
interface Hub extends Component {
  readonly _planned: ReadonlyMap<string, string>;
  _prepare(repository: Repository, problems: Problems): SystemModel;
  _prepareWorkflows(all: readonly Hub[], problems: Problems): void;
  _checkPlaces(problems: Problems): void;
  _check(repository: Repository, problems: Problems): void;
  _judge(problems: Problems): Report;
  _open(): void;
}

/** The variable of the environment that names a file: then what was found is written there, and nothing else is written. */
export const REPORT_VARIABLE = 'PROJEN_DOCKER_REPORT';

/** What is left there. */
export interface SynthesisReport {
  /** The folder that the files of findings are relative to. */
  readonly root: string;
  /** What is wrong with definitions; then rules have not run. */
  readonly problems: readonly string[];
  /** Of each project with containers, and the folder of that project. */
  readonly reports: readonly (Report & { readonly directory: string })[];
}

/** Stands at the root of all projects and stops the whole synthesis, before any of them writes, when anything is wrong. */
export class SynthesisGate extends Component {
  public static for(root: Project): void {
    if (!root.node.tryFindChild('SynthesisGate')) new SynthesisGate(root);
  }

  private constructor(root: Project) {
    super(root, 'SynthesisGate');
  }

  public override preSynthesize(): void {
    const problems = new Problems();
    const hubs = fromTheTop(this.project.node.findAll().filter(isHub) as unknown[] as Hub[]);
    const repository = new Repository(this.project.outdir, new Map(hubs.flatMap(hub => [...hub._planned])));
    const systems = hubs.map(hub => ({ project: hub.project.name, system: hub._prepare(repository, problems) }));
    checkSystems(systems, problems);
    hubs.forEach(hub => hub._prepareWorkflows(hubs, problems));
    hubs.forEach(hub => hub._checkPlaces(problems));
    hubs.forEach(hub => hub._check(repository, problems));
    const path = process.env[REPORT_VARIABLE];
    // Rules can only judge what is complete.
    const isComplete = problems.all.length === 0;
    const definitions = [...problems.all];
    const reports = isComplete ? hubs.map(hub => hub._judge(problems)) : [];
    if (path) {
      const inPlace = reports.map((report, index) => ({ ...report, directory: hubs[index].project.outdir }));
      leave(path, { root: this.project.outdir, problems: definitions, reports: inPlace });
    }
    if (problems.all.length > 0) throw new DefinitionError(problems.all, isComplete ? RULE_ADVICE : undefined);
    hubs.forEach(hub => hub._open());
  }
}

/** A project before those below it: it may have been given its containers after them. */
function fromTheTop(hubs: readonly Hub[]): Hub[] {
  return [...hubs].sort((a, b) => a.project.node.scopes.length - b.project.node.scopes.length);
}

/** Whoever asked for a report wants nothing else. */
function leave(path: string, report: SynthesisReport): never {
  writeFileSync(path, JSON.stringify(report));
  process.exit(0);
}
