import { baseName, joinPath } from '../../model/paths';
import type { Repository } from '../../workspace/repository';

/** Folders that hold nothing of one's own, or nothing real. */
const SKIPPED = /^(?:node_modules|\.git|\.hg|\.svn|\.venv|venv|vendor|target|dist|build|out|coverage|\.next|\.nuxt|\.nx|\.turbo|__pycache__|tests?|__tests__|specs?|fixtures?|testdata|mocks?|__mocks__|e2e|examples?|docs?)$/;
const DEEPEST = 4;

/** Environment files that are there to be read by others. */
const SHOWN = /^\.env\.(?:.*\.)?(?:example|sample|template|tpl|dist|defaults?|schema|vault|d\.ts)$/;
/** Variables that a build writes into the scripts of browsers. */
const PUBLIC_LINE = /^\s*(?:export\s+)?(?:NEXT_PUBLIC_|NUXT_PUBLIC_|EXPO_PUBLIC_|PUBLIC_|VITE_|REACT_APP_|GATSBY_|VUE_APP_)\w*\s*=/;

/** Files of secrets that are in a folder now, relative to it. */
export function secretFiles(repository: Repository, folder: string): readonly string[] {
  return repository.memo(`files of secrets in ${folder}`, () => filesIn(repository, folder, '', 0));
}

function filesIn(repository: Repository, root: string, folder: string, depth: number): string[] {
  return repository.list(joinPath(root, folder || '.')).flatMap(name => {
    const path = folder ? `${folder}/${name}` : name;
    const whole = joinPath(root, path);
    if (repository.isDirectory(whole)) {
      return SKIPPED.test(name) || depth >= DEEPEST ? [] : filesIn(repository, root, path, depth + 1);
    }
    return isSecretFile(repository, whole) ? [path] : [];
  });
}

/** Whether a file is one of secrets: by its name, and by what it says where the name leaves that open. */
export function isSecretFile(repository: Repository, path: string): boolean {
  const name = baseName(path);
  if (/^\.env(?:\.|$)/.test(name)) return !SHOWN.test(name) && !isPublic(textOf(repository, path));
  if (/^id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:p12|pfx|jks|keystore)$|^(?:\.netrc|_netrc|\.pypirc|\.git-credentials|\.htpasswd)$/.test(name)) return true;
  if (/(?:^|\/)(?:\.aws\/credentials|\.docker\/config\.json|\.kube\/config)$/.test(path)) return true;
  if (/\.(?:pem|key)$/.test(name)) return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(textOf(repository, path) ?? '');
  return name === '.npmrc' && /^\s*(?:\/\/\S*:)?_(?:authToken|password|auth)\s*=\s*["']?(?!\$\{)\S/m.test(textOf(repository, path) ?? '');
}

/** The text of a file; `undefined`: there is none, or it must not be read, so that nothing is known of it. */
function textOf(repository: Repository, path: string): string | undefined {
  try {
    return repository.tryRead(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return undefined;
    throw error;
  }
}

/** Whether an environment file holds only what every visitor may read. */
function isPublic(text: string | undefined): boolean {
  const lines = (text ?? '').split('\n').filter(line => /^\s*(?:export\s+)?\w+\s*=/.test(line));
  return lines.length > 0 && lines.every(line => PUBLIC_LINE.test(line));
}
