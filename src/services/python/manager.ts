import { VENV } from './places';
import { PYTHON_TOOLS } from '../../catalog/python';
import { Mount } from '../../dockerfile/mount';
import { shellWord } from '../../dockerfile/quote';
import { relativePath } from '../../model/paths';
import { show, UsageError } from '../../model/problem';
import type { PythonApp, PythonChoice } from '../../workspace/python/python-app';

/** How a package manager is used in an image. All commands run in the service's folder. */
export interface Manager {
  /** The tool and its version, as a build argument; none where Python brings it. */
  readonly tool?: { readonly argument: string; readonly version: string };
  /** Installs the tool. */
  readonly setup: readonly string[];
  readonly environment: Record<string, string>;
  /** Build arguments that the tool reads by itself: where packages come from. */
  readonly arguments: readonly string[];
  readonly cache: Mount;
  /** A frozen install of what runs, from lockfile and manifests. */
  readonly install: readonly string[];
  /** Installs what lies in the repository, once its sources are there. */
  readonly installLocals: readonly string[];
  /** The same with what is there for development. */
  readonly installDevelopment: readonly string[];
  readonly installDevelopmentLocals: readonly string[];
}

const PIP_ARGUMENTS = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_TRUSTED_HOST'];
const PIP_ENVIRONMENT = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PIP_ROOT_USER_ACTION: 'ignore' };
const PIP_CACHE = Mount.cache('/root/.cache/pip', { id: 'pip' });
/** The tool is installed with pip: never from an image of another registry. */
const TOOL_PLACE = '/opt/tools';

/**
 * How an application's package manager is used.
 *
 * @throws when it has no groups or extras, and some were asked for
 */
export function managerOf(app: PythonApp, choice: PythonChoice): Manager {
  if (app.manager === 'pip' || app.manager === 'pylock') {
    for (const name of ['groups', 'extras'] as const) {
      if (choice[name].length > 0) throw new UsageError(`${app.lockfiles[0]} has no ${name}, got ${show(choice[name])}; name the files to install in "requirements"`);
    }
  }
  switch (app.manager) {
    case 'pip': return pip(app);
    case 'pylock': return pylock(app);
    case 'poetry': return poetry(app, choice);
    case 'uv': return uv(app, choice);
  }
}

function pip(app: PythonApp): Manager {
  const install = (files: readonly string[]) => `pip --python ${VENV} install --no-compile ${app.hashed ? '--require-hashes ' : ''}`
    + files.map(file => `-r ${shellWord(relativePath(app.directory, file))}`).join(' ');
  return {
    setup: [],
    environment: PIP_ENVIRONMENT,
    arguments: PIP_ARGUMENTS,
    cache: PIP_CACHE,
    install: [`python -m venv --without-pip ${VENV}`, install(app.entries)],
    installLocals: [],
    // Hashes of the one file say nothing of the other.
    installDevelopment: app.developmentEntries.length > 0 ? [install(app.developmentEntries).replace('--require-hashes ', '')] : [],
    installDevelopmentLocals: [],
  };
}

function tool(name: keyof typeof PYTHON_TOOLS, { toolVersion }: PythonApp): Pick<Manager, 'tool' | 'setup'> {
  const argument = `${name.toUpperCase()}_VERSION`;
  return {
    tool: { argument, version: toolVersion ?? PYTHON_TOOLS[name] },
    setup: [`python -m venv ${TOOL_PLACE}`, `${TOOL_PLACE}/bin/pip install --no-compile "${name}==\${${argument}}"`, `ln -s ${TOOL_PLACE}/bin/${name} /usr/local/bin/`],
  };
}

function poetry(app: PythonApp, { groups, extras }: PythonChoice): Manager {
  const chosen = extras.map(extra => ` --extras ${shellWord(extra)}`).join('');
  const main = `poetry install --only ${['main', ...groups].map(shellWord).join(',')}${chosen}`;
  const all = `poetry install${groups.length > 0 ? ` --with ${groups.map(shellWord).join(',')}` : ''}${chosen}`;
  const locals = app.locals.length > 0;
  return {
    ...tool('poetry', app),
    environment: { ...PIP_ENVIRONMENT, POETRY_NO_INTERACTION: '1', POETRY_VIRTUALENVS_CREATE: 'false', POETRY_CACHE_DIR: '/root/.cache/pypoetry' },
    arguments: PIP_ARGUMENTS,
    cache: Mount.cache('/root/.cache/pypoetry', { id: 'poetry' }),
    install: [`python -m venv --without-pip ${VENV}`, `${main} --no-root --no-directory`],
    installLocals: locals ? [`${main} --no-root`] : [],
    installDevelopment: [`${all} --no-root --no-directory`],
    installDevelopmentLocals: locals ? [`${all} --no-root`] : [],
  };
}

const UV = {
  environment: {
    ...PIP_ENVIRONMENT,
    UV_PROJECT_ENVIRONMENT: VENV,
    UV_PYTHON: '/usr/local/bin/python3',
    UV_PYTHON_DOWNLOADS: 'never',
    // The cache is on another file system than the image.
    UV_LINK_MODE: 'copy',
  },
  arguments: [...PIP_ARGUMENTS, 'UV_DEFAULT_INDEX', 'UV_INDEX', 'UV_INSECURE_HOST'],
  cache: Mount.cache('/root/.cache/uv', { id: 'uv' }),
};

function uv(app: PythonApp, { groups, extras }: PythonChoice): Manager {
  const frozen = app.verifiable ? '--locked' : '--frozen';
  const chosen = [...groups.map(group => ` --group ${shellWord(group)}`), ...extras.map(extra => ` --extra ${shellWord(extra)}`)].join('');
  const without = ['--no-install-workspace', ...app.pathPackages.map(name => `--no-install-package ${name}`)].join(' ');
  const locals = app.locals.length > 0 || app.isPackage;
  return {
    ...tool('uv', app),
    ...UV,
    install: [`uv sync ${frozen} --no-default-groups${chosen} ${without}`],
    installLocals: locals ? [`uv sync ${frozen} --no-default-groups${chosen} --no-editable`] : [],
    installDevelopment: [`uv sync ${frozen}${chosen} ${without}`],
    // Editable, so that mounted sources take effect.
    installDevelopmentLocals: locals ? [`uv sync ${frozen}${chosen}`] : [],
  };
}

function pylock(app: PythonApp): Manager {
  return {
    ...tool('uv', app),
    ...UV,
    install: [`uv venv ${VENV}`, `uv pip sync --python ${VENV} pylock.toml`],
    installLocals: [],
    installDevelopment: [],
    installDevelopmentLocals: [],
  };
}
