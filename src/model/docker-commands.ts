/** The files that Docker's commands are given. */
export interface CommandFiles {
  readonly compose: string;
  /** `undefined`: no service is developed in a container. */
  readonly composeDevelopment?: string;
  readonly bake: string;
}

/** Docker's own commands for every day: tasks run them, and the guide shows them. */
export interface DockerCommands {
  /** Compose with its file, where it would not find that by itself. */
  readonly compose: string;
  /** Bake with its file: without it, Bake would read the Compose file as well. */
  readonly bake: string;
  readonly build: string;
  readonly up: string;
  readonly down: string;
  readonly logs: string;
  /** `undefined`: no service is developed in a container. */
  readonly dev?: string;
}

/** What is typed to build, start, stop and watch. */
export function dockerCommands({ compose: main, composeDevelopment, bake: definition }: CommandFiles): DockerCommands {
  const compose = main === 'compose.yaml' ? 'docker compose' : `docker compose --file ${word(main)}`;
  const bake = `docker buildx bake --file ${word(definition)}`;
  return {
    compose,
    bake,
    // One platform, the machine's own: the only thing that every image store can load.
    build: `${bake} --load --set "*.platform=local"`,
    up: `${compose} up --build --wait`,
    down: `${compose} down --remove-orphans`,
    logs: `${compose} logs --follow`,
    dev: composeDevelopment === undefined ? undefined : `docker compose --file ${word(main)} --file ${word(composeDevelopment)} up --build --watch`,
  };
}

/** A word for a shell: that of Windows, too, unless it has characters that no quotes of both can hold. */
export function word(text: string): string {
  if (/^[\w./:@%+=,-]+$/.test(text)) return text;
  if (!/["\\$`!]/.test(text)) return `"${text}"`;
  return `'${text.replace(/'/g, '\'\\\'\'')}'`;
}
