import type { Construct } from 'constructs';
import { joinPath } from '../../model/paths';
import type { Problems } from '../../model/problem';
import type { ServiceModel } from '../../model/service-model';
import type { Repository } from '../../workspace/repository';
import type { SynthesisContext } from '../hub';
import { Job } from '../job';
import type { Service } from '../service';

const DJANGO = ['python', 'manage.py', 'migrate', '--noinput'];

/** Migrates the database of a service, with what the repository has for it. */
export class MigrationJob extends Job {
  public constructor(scope: Construct, id: string, service: Service, private readonly directory: string) {
    super(scope, id, service, { command: DJANGO });
  }

  /** @internal */
  public override _model(context: SynthesisContext, problems: Problems): ServiceModel | undefined {
    const model = super._model(context, problems);
    const command = migration(context.repository, joinPath(context.directory, this.directory));
    if (!command) problems.add('nothing says how to migrate: there is neither a manage.py nor an alembic.ini; use addInitJob() in place of "migrate"');
    return model && command && { ...model, command };
  }
}

function migration(repo: Repository, directory: string): string[] | undefined {
  if (repo.isFile(joinPath(directory, 'manage.py'))) return DJANGO;
  return repo.isFile(joinPath(directory, 'alembic.ini')) ? ['alembic', 'upgrade', 'head'] : undefined;
}
