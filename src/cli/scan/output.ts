import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { adaptSarif, fileNameOf, type Place } from './sarif';
import { FILES_AT_ONCE } from '../../model/code-scanning';
import { UsageError } from '../../model/problem';

/** Writes SARIF files, in folders of as many as one upload may have: `1`, `2`. */
export class SarifOutput {
  private count = 0;

  /** Takes away the files of an earlier scan, and nothing else. */
  public constructor(private readonly folder: string) {
    try {
      mkdirSync(folder, { recursive: true });
      for (const name of readdirSync(folder).filter(one => /^\d+$/.test(one))) {
        const part = join(folder, name);
        readdirSync(part).filter(one => one.endsWith('.sarif')).forEach(one => rmSync(join(part, one)));
        if (readdirSync(part).length === 0) rmSync(part, { recursive: true });
      }
    } catch (error) {
      throw new UsageError(`the folder ${folder} cannot be used (${(error as NodeJS.ErrnoException).code}); name another one`);
    }
  }

  public write(sarif: unknown, place: Place): void {
    const part = join(this.folder, String(Math.floor(this.count++ / FILES_AT_ONCE) + 1));
    if (!existsSync(part)) mkdirSync(part);
    writeFileSync(join(part, fileNameOf(place)), `${JSON.stringify(adaptSarif(sarif, place), undefined, 2)}\n`);
  }
}
