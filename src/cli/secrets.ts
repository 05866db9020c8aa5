import { resolve } from 'path';
import { ArgumentError, Command } from './command';
import { createSecret } from '../files/secrets';

/** Creates the files of secrets that are not there yet: what a fresh clone needs before its services can start. */
export const secrets: Command = {
  summary: 'Create the files of secrets that are not there yet, with random values: secrets FILE...',
  usage: 'projen-docker secrets FILE...\n\nCreates each file that is not there, with a random value of 256 bits. Files lie in .secrets, which git ignores.',
  run: args => {
    const others = args.filter(path => !/(^|[\\/])\.secrets[\\/][^\\/]+$/.test(path));
    if (args.length === 0 || others.length > 0) {
      throw new ArgumentError(`secrets takes files in .secrets, such as .secrets/postgres-password${others.length > 0 ? `, got ${others.join(' ')}` : ''}`);
    }
    for (const path of args) {
      if (createSecret(resolve(path))) process.stdout.write(`created ${path}\n`);
    }
    return 0;
  },
};
