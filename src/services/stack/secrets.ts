import { Instruction } from '../../dockerfile/instruction';
import { Mount } from '../../dockerfile/mount';
import type { Secret } from '../../model/secret';

/** Where a tool looks for the file of a secret; `undefined`: where the builder puts it. */
export type SecretTarget = (secret: Secret) => string | undefined;

/** Commands with secrets. Those from variables are there as variables again, for these commands only. */
export function withSecrets(secrets: readonly Secret[], targetOf: SecretTarget, commands: readonly string[],
  mounts: readonly Mount[] = []): Instruction {
  const exports = secrets.filter(({ variable }) => variable).map(({ name }) => `{ [ ! -f /run/secrets/${name} ] || export ${name}="$(cat /run/secrets/${name})"; }`);
  const secretMounts = secrets.map(secret => {
    const target = targetOf(secret);
    return Mount.secret(secret.name, target === undefined ? {} : { target });
  });
  return Instruction.run([...exports, ...commands], { mounts: [...mounts, ...secretMounts] });
}
