import { resolve } from 'path';
import { createSecret } from '../files/secrets';

/**
 * Creates the files of secrets that are not there yet: what a fresh clone needs before its services can start.
 *
 * @param args the files
 * @returns the exit code
 */
export function secrets(args: readonly string[]): number {
  const others = args.filter(path => !/(^|[\\/])\.secrets[\\/][^\\/]+$/.test(path));
  if (args.length === 0 || others.length > 0) {
    process.stderr.write(`projen-docker secrets takes files in .secrets, such as .secrets/postgres-password${others.length > 0 ? `, got ${others.join(' ')}` : ''}\n`);
    return 2;
  }
  for (const path of args) {
    if (createSecret(resolve(path))) process.stdout.write(`created ${path}\n`);
  }
  return 0;
}
