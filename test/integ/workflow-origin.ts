import { execFile } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { run } from './support';
import type { Event } from './workflow-job';
import type { Programs } from './workflow-programs';
import { Run, WorkflowRunner } from './workflow-runner';
import { write } from '../support';

/** A repository with a bare one that it comes from, as GitHub has it. */
export class Origin {
  public readonly runner: WorkflowRunner;
  private readonly checkout: string;
  private readonly bare: string;

  /**
   * @param root the folder that both are in
   * @param secrets those of the repository
   */
  public constructor(
    name: string, files: Record<string, unknown>, root: string, private readonly programs: Programs, private readonly secrets: Record<string, string>,
  ) {
    this.bare = join(root, `${name}.git`);
    this.checkout = join(root, name);
    run('git', ['init', '--quiet', '--bare', '--initial-branch=main', this.bare], root);
    run('git', ['init', '--quiet', '--initial-branch=main', this.checkout], root);
    this.git('config', 'user.name', 'Anna');
    this.git('config', 'user.email', 'anna@example.com');
    this.git('config', 'commit.gpgSign', 'false');
    this.git('remote', 'add', 'origin', this.bare);
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    this.runner = new WorkflowRunner(this.bare, programs);
  }

  /** What somebody does at home, from an empty folder to the first commit. */
  public async create(): Promise<string> {
    // The package manager makes this; what is to be installed only stands in package.json after the first synthesis.
    for (const devDependencies of [{ '@jts/projen-docker': '*' }, undefined]) {
      if (devDependencies) this.write('package.json', { name: 'shop', private: true, devDependencies });
      const { devDependencies: wanted } = JSON.parse(readFileSync(join(this.checkout, 'package.json'), 'utf8'));
      this.write('package-lock.json', { name: 'shop', lockfileVersion: 3, requires: true, packages: { '': { name: 'shop', devDependencies: wanted } } });
      await this.ok('npm', 'ci');
      await this.synthesize();
    }
    return this.push('first');
  }

  public async synthesize(): Promise<void> {
    await this.ok(process.execPath, '--import', 'tsx', '.projenrc.ts');
  }

  public write(path: string, content: unknown): void {
    write(this.checkout, path, content);
  }

  public read(path: string): string {
    return readFileSync(join(this.checkout, path), 'utf8');
  }

  /** Commits everything to the branch `main`. */
  public push(message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    this.git('push', '--quiet', 'origin', 'main');
    return this.git('rev-parse', 'HEAD');
  }

  public tag(tag: string, commit: string): void {
    this.git('tag', tag, commit);
    this.git('push', '--quiet', 'origin', tag);
  }

  /** A pull request from a fork, as GitHub hands it to a workflow: merged with the branch that it is for. */
  public async pull(number: number, change: () => void): Promise<Run> {
    this.git('checkout', '--quiet', '-b', `pull-${number}`);
    change();
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', `pull request ${number}`);
    this.git('checkout', '--quiet', '--detach', 'main');
    this.git('merge', '--quiet', '--no-ff', '--message', 'merge', `pull-${number}`);
    this.git('push', '--quiet', 'origin', `HEAD:refs/pull/${number}/merge`);
    this.git('checkout', '--quiet', 'main');
    return this.runner.run('images.yml', {
      name: 'pull_request', ref: `refs/pull/${number}/merge`, payload: { pull_request: { head: { repo: { full_name: 'somebody/shop' } } } },
    });
  }

  public on(name: Event['name'], file: string, ref: string, inputs?: Event['inputs']): Promise<Run> {
    return this.runner.run(file, { name, ref, inputs, secrets: this.secrets });
  }

  public git(...args: string[]): string {
    const { status, stdout, stderr } = run('git', args, this.checkout);
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** Asks the repository that everything comes from. */
  public remote(...args: string[]): string {
    return run('git', args, this.bare).stdout.trim();
  }

  private ok(program: string, ...args: string[]): Promise<void> {
    const env = { ...process.env, ...this.programs.environment, PATH: this.programs.path(false), PROJEN_DISABLE_POST: 'true' };
    return new Promise((resolve, reject) => execFile(program, args, { cwd: this.checkout, env }, (error, stdout, stderr) => (
      error ? reject(new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`)) : resolve()
    )));
  }
}
