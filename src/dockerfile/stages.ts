import { Stage } from './stage';
import { show, UsageError } from '../model/problem';

/** The stages of one Dockerfile that can be added to. */
export class Stages {
  private readonly byName: ReadonlyMap<string, Stage>;

  /** @param subject whose they are, as messages call it */
  public constructor(private readonly subject: string, names: readonly string[]) {
    this.byName = new Map(names.map(name => [name, new Stage(name)]));
  }

  /** @throws when there is no such stage */
  public get(name: string): Stage {
    const stage = this.byName.get(name);
    if (!stage) throw new UsageError(`${this.subject} has the stages ${[...this.byName.keys()].join(', ')}, got ${show(name)}`);
    return stage;
  }

  /** In the order in which they were named. */
  public get all(): readonly Stage[] {
    return [...this.byName.values()];
  }
}
