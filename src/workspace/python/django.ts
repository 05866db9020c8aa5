import { joinPath } from '../../model/paths';
import type { Repository } from '../repository';

/** A Django project, as its files tell it. */
export interface DjangoProject {
  /** The settings module: `core.settings`. */
  readonly settings: string;
  /** Whether `collectstatic` has something to do and a place to put it. */
  readonly collectsStatic: boolean;
  /** The variable that the settings read their secret key from. */
  readonly secretKey?: string;
  /** Folders of the project that hold what is made or uploaded: STATIC_ROOT and MEDIA_ROOT. */
  readonly generated: readonly string[];
}

/** Folders that these settings nearly always name, where it cannot be read from them. */
const USUAL: Record<string, string> = { STATIC_ROOT: 'staticfiles', MEDIA_ROOT: 'media' };

/**
 * The Django project of a folder: its settings module is the one that manage.py names.
 *
 * @returns undefined when there is no manage.py that names one
 */
export function readDjango(repo: Repository, directory: string): DjangoProject | undefined {
  const settings = /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/.exec(repo.tryRead(joinPath(directory, 'manage.py')) ?? '')?.[1];
  if (settings === undefined) return undefined;
  const text = settingsText(repo, directory, settings, new Set());
  return {
    settings,
    collectsStatic: /django\.contrib\.staticfiles/.test(text) && /^\s*STATIC_ROOT\s*=/m.test(text),
    secretKey: /^\s*SECRET_KEY\s*=\s*[\w.]*[([]\s*["'](\w+)["']/m.exec(text)?.[1],
    generated: Object.keys(USUAL).flatMap(name => folderOf(text, name)).filter(folder => !repo.isFile(joinPath(directory, `${folder}/__init__.py`))),
  };
}

/** The settings with all that they import from beside them. */
function settingsText(repo: Repository, directory: string, module: string, seen: Set<string>): string {
  if (seen.has(module)) return '';
  seen.add(module);
  const path = joinPath(directory, module.split('.').join('/'));
  const isPackage = repo.isFile(`${path}/__init__.py`);
  const text = repo.tryRead(isPackage ? `${path}/__init__.py` : `${path}.py`) ?? '';
  const parent = isPackage ? module.split('.') : module.split('.').slice(0, -1);
  const imported = [...text.matchAll(/^\s*from\s+(\.*)([\w.]*)\s+import\s+/gm)].map(([, dots, name]) => {
    const base = dots === '' ? [] : parent.slice(0, parent.length - dots.length + 1);
    return [...base, ...name === '' ? [] : [name]].join('.');
  });
  return [text, ...imported.filter(name => name !== '').map(name => settingsText(repo, directory, name, seen))].join('\n');
}

/** The folder that a setting names last: `BASE_DIR / 'staticfiles'`, `os.path.join(BASE_DIR, "static", "root")`. */
function folderOf(text: string, setting: string): string[] {
  const value = new RegExp(`^\\s*${setting}\\s*=\\s*(.*)$`, 'm').exec(text)?.[1];
  // Uploads are sent to a folder of this name by custom, too: by a storage, or by settings that are not in the repository.
  if (value === undefined) return setting === 'MEDIA_ROOT' ? [USUAL[setting]] : [];
  const words = [...value.matchAll(/["']([\w./-]+)["']/g)].map(([, word]) => word);
  const path = words.join('/').replace(/\/+$/, '');
  if (path === '' || /getenv|environ|config\(|env\(/.test(value)) return [USUAL[setting]];
  return path.startsWith('/') || path.includes('..') ? [] : [path];
}
