import { parseShell } from '../../../src/policy/shell/script';
import { InstallFacts, unlockedInstalls } from '../../../src/policy/shell/unlocked-installs';

const said = (script: string, facts: Partial<InstallFacts> = {}) =>
  parseShell(script).flatMap(command => unlockedInstalls(command, { isCi: false, hasLockfile: () => false, ...facts }));
const NEWEST = 'takes what is newest on the day of the build; name a version, such as';
const BEYOND = 'may install other versions than the lockfile has; use';

test.each<[string, string]>([
  ['npm i', `"npm i" ${BEYOND} "npm ci"`],
  ['yarn', `"yarn install" ${BEYOND} "yarn install --immutable" or, for older ones, "yarn install --frozen-lockfile"`],
  ['pnpm install', `"pnpm install" ${BEYOND} "pnpm install --frozen-lockfile"`],
  ['sudo npm install -g @acme/tool@latest', `"npm install --global @acme/tool@latest" ${NEWEST} "@acme/tool@1.2.3"`],
  ['python -m pip install "uvicorn[standard]>=0.30"', `"pip install uvicorn[standard]>=0.30" ${NEWEST} "uvicorn==1.2.3"`],
  ['uv pip install ruff', `"uv pip install ruff" ${NEWEST} "ruff==1.2.3"`],
  ['uv tool install ruff', `"uv tool install ruff" ${NEWEST} "ruff==1.2.3"`],
  ['pipx install poetry', `"pipx install poetry" ${NEWEST} "poetry==1.2.3"`],
  ['pipenv install --system', `"pipenv install" ${BEYOND} "pipenv sync"`],
  ['gem install rails', `"gem install rails" ${NEWEST} "rails:1.2.3"`],
  ['cargo install ripgrep', `"cargo install ripgrep" ${NEWEST} "ripgrep@1.2.3"`],
  ['go install example.com/tool@latest', `"go install example.com/tool@latest" ${NEWEST} "example.com/tool@v1.2.3"`],
  ['corepack yarn install', `"yarn install" ${BEYOND} "yarn install --immutable" or, for older ones, "yarn install --frozen-lockfile"`],
  ['pip3 install flask', `"pip install flask" ${NEWEST} "flask==1.2.3"`],
  ['composer update', `"composer update" ${BEYOND} "composer install"`],
  ['composer install', '"composer install" finds no composer.lock, and chooses versions anew; copy it beside composer.json'],
  ['poetry install', '"poetry install" finds no poetry.lock, and chooses versions anew; copy it beside pyproject.toml'],
])('%s', (script, message) => {
  expect(said(script)).toEqual([message]);
});

test('facts decide: CI, and lockfiles that are there', () => {
  expect(said('yarn && pnpm install', { isCi: true })).toEqual([]);
  expect(said('pnpm install --no-frozen-lockfile', { isCi: true })).toHaveLength(1);
  expect(said('poetry install; bundle install; composer install', { hasLockfile: name => name.endsWith('.lock') })).toEqual([]);
});

test.each([
  'npm ci', 'npm run install', 'npm install --prefix /opt ./tool.tgz', 'npm install -g "npm@${NPM_VERSION}"', 'yarn build', 'yarn --version', 'pnpm --filter api build',
  'pip install --no-index --find-links /wheels app', 'pip install -rrequirements.txt', 'pip install "flask~=3.1.0"', 'pip install -e .', 'cargo build --locked', 'go build ./...', 'bundle exec rails',
  'gem install --version 3.0.0 rails', 'uv sync --frozen', 'echo npm install',
])('%s is locked, or no install', script => {
  expect(said(script)).toEqual([]);
});
