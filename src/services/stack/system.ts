import { Instruction } from '../../dockerfile/instruction';
import { Problems } from '../../model/problem';

/**
 * Debian packages, without what apt keeps.
 *
 * @param upgrade whether those that are there already get their updates first
 */
export function aptInstall(packages: readonly string[], upgrade = false): string[] {
  return [
    'apt-get update',
    ...upgrade ? ['apt-get upgrade -y'] : [],
    ...packages.length > 0 ? [`apt-get install -y --no-install-recommends ${packages.join(' ')}`] : [],
    'rm -rf /var/lib/apt/lists/*',
  ];
}

/** A name for a numeric user: without one, what asks the system for its own name fails, `os.userInfo()` for example. */
export function nameUser(name: string, user: string, shell: string): string[] {
  const [uid, gid] = user.split(':');
  return [`echo '${name}:x:${gid}:' >> /etc/group`, `echo '${name}:x:${uid}:${gid}:${name}:/home/${name}:${shell}' >> /etc/passwd`];
}

/** Takes the package manager away. The records of what is installed stay, because scanners read them. */
export function withoutApk(): Instruction {
  return Instruction.run(['rm -f "$(command -v apk)"']);
}

/** Takes the package managers away. The records of what is installed stay, because scanners read them. */
export function withoutApt(): Instruction {
  return Instruction.run(['rm -rf /usr/bin/apt* /usr/bin/dpkg* /usr/lib/apt']);
}

/**
 * Refuses packages for an image that nothing can install them into.
 *
 * @param image what the image is called
 * @param family where others are chosen
 */
export function checkBare(image: string, packages: readonly string[], family: 'NodeRuntime' | 'BinaryRuntime', problems: Problems): void {
  if (packages.length > 0) {
    problems.add(`${image} has no package manager, so it cannot take packages ${packages.join(', ')}; use ${family}.slim() or ${family}.alpine()`);
  }
}
