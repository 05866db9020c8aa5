import { readDjango } from '../../../src/workspace/python/django';
import { repository } from '../fixture';

const manage = (settings: string) => `os.environ.setdefault("DJANGO_SETTINGS_MODULE", '${settings}')\n`;
const STATIC = "INSTALLED_APPS = ['django.contrib.staticfiles']\nSTATIC_ROOT = BASE_DIR / 'public' / 'static'\nMEDIA_ROOT = os.path.join(BASE_DIR, \"uploads/\")\n";

test('without a manage.py that names settings there is no project', () => {
  expect(readDjango(repository({ 'manage.py': 'print()' }), '.')).toBeUndefined();
  expect(readDjango(repository({}), '.')).toBeUndefined();
});

test.each([
  ["SECRET_KEY = os.environ['KEY']", 'KEY'],
  ['SECRET_KEY = os.environ.get("DJANGO_KEY", "x")', 'DJANGO_KEY'],
  ["SECRET_KEY=os.getenv( 'A_KEY' )", 'A_KEY'],
  ["SECRET_KEY = env('B_KEY')", 'B_KEY'],
  ["SECRET_KEY = config('C_KEY', cast=str)", 'C_KEY'],
  ["SECRET_KEY = 'django-insecure'", undefined],
])('%s', (line, variable) => {
  expect(readDjango(repository({ 'api/manage.py': manage('core.settings'), 'api/core/settings.py': `${STATIC}${line}\n` }), 'api')).toEqual({
    settings: 'core.settings', collectsStatic: true, secretKey: variable, generated: ['public/static', 'uploads'],
  });
});

test('settings are read with all that they import from beside them', () => {
  const project = readDjango(repository({
    'manage.py': manage('core.settings.production'),
    'core/settings/__init__.py': '',
    'core/settings/production.py': "from .base import *\nfrom core.settings.storage import *  # noqa\nSECRET_KEY = env('KEY')\n",
    'core/settings/base.py': "from .production import *\nINSTALLED_APPS = [\n  'django.contrib.staticfiles',\n]\n",
    'core/settings/storage.py': "STATIC_ROOT = env('STATIC_ROOT')\n",
  }), '.');
  expect(project).toEqual({ settings: 'core.settings.production', collectsStatic: true, secretKey: 'KEY', generated: ['staticfiles', 'media'] });
});

test('without STATIC_ROOT nothing is collected; a Python package and a folder outside stay in the context', () => {
  expect(readDjango(repository({
    'manage.py': manage('core.settings'), 'core/settings.py': "INSTALLED_APPS = ['django.contrib.staticfiles']\n# STATIC_ROOT = 'x'\nMEDIA_ROOT = 'media'\n", 'media/__init__.py': '',
  }), '.')).toEqual({ settings: 'core.settings', collectsStatic: false, secretKey: undefined, generated: [] });
  expect(readDjango(repository({ 'manage.py': manage('core.settings'), 'core/settings.py': "STATIC_ROOT = '/srv/static'\n" }), '.')!.generated).toEqual(['media']);
  expect(readDjango(repository({ 'manage.py': manage('core.settings'), 'core/settings.py': '', 'media/__init__.py': '' }), '.')!.generated).toEqual([]);
});
