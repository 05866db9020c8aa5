import { Instruction } from '../../dockerfile/instruction';
import { Mount } from '../../dockerfile/mount';
import { sortedUnique } from '../../model/order';
import { Secret } from '../../model/secret';

/** Where a tool looks for the file of a secret; `undefined`: where the builder puts it. */
export type SecretTarget = (secret: Secret) => string | undefined;

/** The secrets that were named, and those of variables that something else refers to. */
export function withVariables(named: readonly Secret[], variables: readonly string[]): Secret[] {
  const known = new Set(named.map(({ name }) => name));
  return [...named, ...sortedUnique(variables).filter(name => !known.has(name)).map(name => Secret.fromEnv(name))];
}

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
