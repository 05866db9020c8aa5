import { sortedUnique } from '../../model/order';
import { joinPath, outermost, patternOf, relativeTo } from '../../model/paths';
import type { IgnoreModel, IgnoreSection } from '../../model/service-model';
import type { DjangoProject } from '../../workspace/python/django';
import type { PythonApp } from '../../workspace/python/python-app';
import { NEVER, secretsSection } from '../stack/ignore';

/** What never belongs in the build context of a Python application, wherever it stands. */
const ANYWHERE: readonly IgnoreSection[] = [
  ...NEVER,
  { title: 'Byte code: made in the image', patterns: ['**/__pycache__', '**/*.py[cod]', '**/*$py.class'] },
  { title: 'Dependencies: installed in the image', patterns: ['**/.venv', '**/venv', '**/node_modules', '**/.pixi', '**/__pypackages__'] },
  { title: 'Packages that were built', patterns: ['**/*.egg-info', '**/*.egg', '**/.eggs'] },
  {
    title: 'Tests and their caches',
    patterns: ['**/.pytest_cache', '**/.mypy_cache', '**/.ruff_cache', '**/.hypothesis', '**/.tox', '**/.nox', '**/.coverage', '**/.coverage.*', '**/htmlcov', '**/conftest.py'],
  },
  { title: 'Local settings and databases', patterns: ['**/local_settings.py', '**/settings_local.py', '**/*.sqlite3', '**/*.sqlite3-*', '**/*.sqlite', '**/.ipynb_checkpoints'] },
  { title: 'Logs, caches and temporary files', patterns: ['**/*.log', '**/.cache', '**/*.tmp', '**/celerybeat-schedule*'] },
];
/** What is left out at the top of a package only, because elsewhere it could be a folder of sources. */
const IN_PACKAGE = ['test', 'tests', 'docs', 'coverage.xml', 'logs', 'tmp', 'build', 'dist', '.python-version', 'requirements*.in'];

/** Which files the builder gets: everything of the service that can be a source, and what its installation reads. */
export function contextOf(app: PythonApp, django: DjangoProject | undefined, secretFiles: readonly string[]): IgnoreModel {
  const within = (path: string) => relativeTo(app.root, path);
  const folders = sortedUnique([app.directory, ...app.locals]);
  // A package's build may want its README.
  const documents = app.isPackage || app.locals.length > 0 ? [] : ['*.md'];
  const perPackage = folders.flatMap(folder => [...IN_PACKAGE, ...documents].map(name => joinPath(patternOf(within(folder)), name)));
  const generated = (django?.generated ?? []).map(folder => joinPath(patternOf(within(app.directory)), patternOf(folder)));
  const except: IgnoreSection[] = [
    ...ANYWHERE,
    { title: 'Tests, documents and what was built of these packages', patterns: sortedUnique(perPackage) },
    ...generated.length > 0 ? [{ title: 'Static files that were collected, and uploads', patterns: generated }] : [],
    ...secretsSection(secretFiles.map(within)),
  ];
  if (app.root === app.directory) return { except };
  return { only: outermost([...folders, ...app.installFiles, ...app.developmentFiles].map(within)), except };
}
