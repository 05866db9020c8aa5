import { existsSync, readdirSync } from 'fs';
import { typescript } from 'projen';

/** What a layer may import. */
interface Layer {
  /** Layers below, as paths in `src`. Its own files are always allowed. */
  readonly uses: readonly string[];
  /** Packages, beside what Node brings. */
  readonly packages: readonly string[];
}

const VALUES = ['model', 'catalog'];
const READERS = ['dockerfile', 'workspace', ...VALUES];
/** What a service is, for everything that speaks of services. It holds a Dockerfile, so it stands above both. */
const SERVICE_MODEL = 'model/service-model.ts';
const ARTEFACTS = ['services', 'policy', 'render', SERVICE_MODEL, ...READERS];

/** What collects the services of a project. */
const HUB = ['workflows', 'tasks.ts', 'synthesis-gate.ts', 'containers-options.ts', 'system-files.ts', 'containers.ts'];

/**
 * The layers of `src`, from the bottom to the top. An import that is not said here is an error: arrows point one way, and
 * projen is known only where a file is written or a project defined.
 */
export const LAYERS: Record<string, Layer> = {
  'catalog': { uses: [], packages: [] },
  'model': { uses: [], packages: [] },
  'dockerfile': { uses: VALUES, packages: [] },
  'workspace': { uses: VALUES, packages: ['dockerfile-ast', 'smol-toml', 'yaml'] },
  [SERVICE_MODEL]: { uses: ['model', 'dockerfile'], packages: [] },
  'render': { uses: [SERVICE_MODEL, ...READERS], packages: ['yaml'] },
  'policy': { uses: [SERVICE_MODEL, ...READERS], packages: ['yaml'] },
  'services': { uses: [SERVICE_MODEL, ...READERS], packages: ['constructs'] },
  'files': { uses: [], packages: ['projen'] },
  'tasks.ts': { uses: [...ARTEFACTS, 'files'], packages: ['projen'] },
  'synthesis-gate.ts': { uses: ARTEFACTS, packages: ['projen'] },
  'workflows': { uses: [...ARTEFACTS, 'files'], packages: ['projen'] },
  'containers-options.ts': { uses: ['policy', 'workflows'], packages: [] },
  'system-files.ts': { uses: [...ARTEFACTS, 'files', 'containers-options.ts'], packages: [] },
  'containers.ts': { uses: [...ARTEFACTS, 'files', 'workflows', 'tasks.ts', 'synthesis-gate.ts', 'containers-options.ts', 'system-files.ts'], packages: ['projen', 'constructs'] },
  'adopt': { uses: [...ARTEFACTS, 'files', ...HUB], packages: ['projen', 'jsonc-parser'] },
  'docker-project.ts': { uses: [...ARTEFACTS, 'files', ...HUB, 'adopt'], packages: ['projen'] },
  'registry': { uses: ['model'], packages: [] },
  'engine': { uses: ['model'], packages: ['tar-stream'] },
  'cli': { uses: [...ARTEFACTS, 'files', ...HUB, 'adopt', 'registry', 'engine'], packages: ['projen'] },
  'index.ts': { uses: [...ARTEFACTS, 'files', ...HUB, 'adopt', 'docker-project.ts'], packages: [] },
};

/** Packages that some layer may import. */
const PACKAGES = [...new Set(Object.values(LAYERS).flatMap(layer => layer.packages))];

interface Zone {
  readonly target: string | string[];
  readonly from: string;
  readonly except?: string[];
  readonly message: string;
}

/** Makes a wrong arrow between the folders of `src` fail ESLint. */
export function enforceLayers(project: typescript.TypeScriptProject): void {
  const eslint = project.eslint!;
  const { [SERVICE_MODEL]: serviceModel, ...layers } = LAYERS;
  eslint.addRules({
    // By what the file says, not by what is on disk: an editor and the test of these rules look at files not yet written.
    'import/no-cycle': ['error', { ignoreExternal: true, disableScc: true }],
    'import/no-restricted-paths': ['error', {
      zones: [...Object.entries(layers).map(([path, layer]) => zoneOf(path, layer)), aboveItsFolder(), ...artefactZones()],
    }],
  });
  // The one file that is of another layer than its folder.
  eslint.addOverride({
    files: [`src/${SERVICE_MODEL}`],
    rules: { 'import/no-restricted-paths': ['error', { zones: [zoneOf(SERVICE_MODEL, serviceModel)] }] },
  });
  for (const [path, { packages }] of Object.entries(LAYERS)) {
    const forbidden = PACKAGES.filter(name => !packages.includes(name));
    eslint.addOverride({
      files: [`src/${glob(path)}`],
      rules: {
        'no-restricted-imports': ['error', {
          patterns: [{
            regex: `^(?:${forbidden.join('|')})(?:/|$)`,
            message: `src/${path} imports ${packages.length > 0 ? `no other package than ${packages.join(', ')}` : 'no package'}: see projenrc/layers.ts.`,
          }],
        }],
      },
    });
  }
}

function zoneOf(path: string, { uses }: Layer): Zone {
  return {
    target: `./src/${path}`,
    from: './src',
    except: [path, ...uses].map(allowed => `./${allowed}`),
    message: `src/${path} imports ${uses.length > 0 ? `of src only ${uses.join(', ')}` : 'nothing else of src'}: see projenrc/layers.ts.`,
  };
}

function aboveItsFolder(): Zone {
  const below = Object.keys(LAYERS).slice(0, Object.keys(LAYERS).indexOf(SERVICE_MODEL));
  return {
    target: below.map(path => `./src/${path}`),
    from: `./src/${SERVICE_MODEL}`,
    message: `src/${SERVICE_MODEL} stands above ${below.join(', ')}: see projenrc/layers.ts.`,
  };
}

/** An artefact is a file of `src/render`, or a folder of it; artefacts share nothing but `text.ts`. */
function artefactZones(): Zone[] {
  const message = 'an artefact is rendered from the model alone; what two of them share stands in src/render/text.ts.';
  const own = (target: string, ...except: string[]): Zone => ({ target, from: './src/render', except: ['./text.ts', ...except], message });
  return [own('./src/render/*.ts'), ...foldersOf('src/render').map(folder => own(`./src/render/${folder}`, `./${folder}`))];
}

function foldersOf(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name).sort();
}

function glob(path: string): string {
  return path.endsWith('.ts') ? path : `${path}/**`;
}
