/**
 * A text of a Dockerfile or a Compose file without what refers to variables; a default value stands in the place of its variable. What is
 * left is written down there.
 */
export function withoutReferences(text: string): string {
  let rest = text;
  for (let depth = 0; depth < 3 && rest.includes('${'); depth++) {
    rest = rest.replace(/\$\{\w+(?::?-([^${}]*))?(?:(?::?[+?]|[#%/^,])[^${}]*)?\}/g, (_, value = '') => value);
  }
  return rest.replace(/\$[A-Za-z_]\w*/g, '');
}

/** The same of a value in a Compose file, in which `$$` is a plain `$`. */
export function withoutInterpolation(text: string): string {
  return text.split('$$').map(withoutReferences).join('$');
}

/** The same of a command, in which a shell puts in what variables hold and other commands put out. */
export function withoutSubstitutions(text: string): string {
  return withoutReferences(text.replace(/\$\$/g, '$').replace(/\$\([^()]*(?:\([^()]*\)[^()]*)*\)|`[^`]*`/g, ''));
}
