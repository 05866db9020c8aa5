/** A registry of Amazon: which commands and actions give a login for it. */
export interface AmazonRegistry {
  readonly region: string;
  /** The registry that everybody may read, at public.ecr.aws. */
  readonly isPublic: boolean;
  /** Whether `docker/login-action` logs in to this very name: it takes that which Amazon answers, and Docker keeps logins by name. */
  readonly isFirstName: boolean;
}

/** Where the public registry is asked for logins, wherever images are. */
const PUBLIC_REGION = 'us-east-1';
const PRIVATE = /^\d{12}\.(?:dkr\.(ecr|ecr-fips)\.([a-z0-9-]+)\.amazonaws\.(?:com|com\.cn|eu)|dkr-ecr(?:-fips)?\.([a-z0-9-]+)\.on\.(?:aws|amazonwebservices\.com\.cn))$/;
const PUBLIC = ['public.ecr.aws', 'ecr-public.aws.com'];

/**
 * The registry of Amazon that a host is: a private one at its plain name, at that with validated cryptography (FIPS), or at one that speaks
 * IPv6 as well, and the public one; `undefined`: it is another's.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ecr.html
 */
export function amazonRegistry(host: string): AmazonRegistry | undefined {
  if (PUBLIC.includes(host)) return { region: PUBLIC_REGION, isPublic: true, isFirstName: host === PUBLIC[0] };
  const [, plain, region, ofBoth] = PRIVATE.exec(host) ?? [];
  const found = region ?? ofBoth;
  return found === undefined ? undefined : { region: found, isPublic: false, isFirstName: plain === 'ecr' };
}
