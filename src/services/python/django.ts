import { has } from './server';
import { shellWord } from '../../dockerfile/quote';
import { UsageError } from '../../model/problem';
import type { DjangoProject } from '../../workspace/python/django';
import type { PythonApp } from '../../workspace/python/python-app';

/** A key that signs nothing. */
const KEY = 'only-for-the-build';
const KEY_FILE = '/tmp/secret-key';

/** What is said of the build. */
export interface StaticChoice {
  readonly collectStatic?: boolean;
  readonly buildEnvironment: Record<string, string>;
}

/**
 * What collects a Django project's static files; nothing where there are none.
 *
 * @throws when it was asked for and there is no manage.py
 */
export function collectStatic(app: PythonApp, django: DjangoProject | undefined, choice: StaticChoice): string[] {
  const { collectStatic: chosen, buildEnvironment } = choice;
  if (chosen && !django) throw new UsageError('collectStatic needs a manage.py that names the settings; correct "directory", or leave "collectStatic" out');
  if (!(chosen ?? (django?.collectsStatic && has(app.packages, 'django')))) return [];
  // Settings that insist on a key get one for this command alone: as a value, or as a file where that is what the variable names.
  const key = django?.secretKey;
  const file = key?.endsWith('_FILE') && buildEnvironment[key] === undefined;
  const variables = { ...key && { [key]: file ? KEY_FILE : KEY }, ...buildEnvironment };
  return [...file ? [`echo ${KEY} > ${KEY_FILE}`] : [], [...Object.entries(variables).map(([name, value]) => `${name}=${shellWord(value)}`), 'python manage.py collectstatic --noinput'].join(' ')];
}
