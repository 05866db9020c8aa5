import { Problems, show } from '../../model/problem';
import { secretInPublic } from '../../model/secret-looking';

/**
 * Looks for secrets among values that everyone can read who opens the application: what a build writes into the files of a
 * browser, or what a server tells it.
 *
 * @param variables names and values
 * @param isPublic whether a variable reaches the browser, by its name
 * @param allowed names that look like secrets and are none, with the reason for each
 */
export function checkPublicVariables(variables: Record<string, string>, isPublic: (name: string) => boolean,
  allowed: Record<string, string>, problems: Problems): void {
  for (const [name, reason] of Object.entries(allowed)) {
    if (typeof reason !== 'string' || !reason.trim()) {
      problems.add(`"notSecret" must say why ${name} may be read by everyone, such as "the provider accepts it from our domain only"; got ${show(reason)}`);
    }
    if (!(name in variables)) problems.add(`"notSecret" names ${name}, which is not set; remove it there, or correct the name`);
  }
  for (const [name, value] of Object.entries(variables)) {
    if (!isPublic(name) || name in allowed) continue;
    // The prefix that makes a variable public says nothing of what it is: `NEXT_PUBLIC_KEY` is no public key.
    const finding = secretInPublic(name.replace(/^(?:NEXT_)?PUBLIC_/, ''), value);
    if (finding) {
      problems.add(`${name} can be read by everyone who opens the application, but ${finding}; leave it to a server, or say in "notSecret" why it is no secret`);
    }
  }
}
