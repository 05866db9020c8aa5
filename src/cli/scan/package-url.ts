/** A package, in the parts of its URL: `pkg:deb/debian/openssl@3.0.17-1?arch=amd64`. */
interface PackageUrl {
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath: string;
}

/**
 * Whether a package is one that a package URL means. What the URL leaves out, a version or qualifiers, may be anything.
 *
 * @see https://github.com/package-url/purl-spec
 */
export function meansPackage(constraint: string, purl: string): boolean {
  const [wanted, found] = [parsePackageUrl(constraint), parsePackageUrl(purl)];
  if (!wanted || !found) return false;
  return wanted.type === found.type && wanted.namespace === found.namespace && wanted.name === found.name
    && ['', found.version].includes(wanted.version) && ['', found.subpath].includes(wanted.subpath)
    && [...wanted.qualifiers].every(([key, value]) => found.qualifiers.get(key) === value);
}

/** `undefined`: it is none. */
export function parsePackageUrl(text: string): PackageUrl | undefined {
  const [, type, path, query = '', subpath = ''] = /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/([^?#]+)(?:\?([^#]*))?(?:#(.*))?$/.exec(text) ?? [];
  if (type === undefined) return undefined;
  const slash = path.lastIndexOf('/');
  const last = path.slice(slash + 1);
  // The @ of a scope of npm is the first character, and no version follows it.
  const at = last.lastIndexOf('@');
  const name = at > 0 ? last.slice(0, at) : last;
  if (name === '') return undefined;
  const kind = type.toLowerCase();
  return {
    type: kind,
    namespace: path.slice(0, Math.max(slash, 0)).split('/').filter(Boolean).map(decoded).join('/'),
    name: kind === 'pypi' ? decoded(name).toLowerCase().replace(/_/g, '-') : decoded(name),
    version: at > 0 ? decoded(last.slice(at + 1)) : '',
    qualifiers: new Map(query.split('&').filter(Boolean).map(pair => {
      const [key, value = ''] = pair.split(/=(.*)/s);
      return [key.toLowerCase(), decoded(value)];
    })),
    subpath: decoded(subpath),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
