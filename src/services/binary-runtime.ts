import * as images from '../catalog/images';

/** The operating systems that runtimes of binaries come from. */
export enum BinaryRuntimeKind {
  /** Nothing at all. */
  SCRATCH = 'scratch',
  /** Certificates, time zones and a user; glibc where the binary needs it. No shell. */
  DISTROLESS = 'distroless',
  /** Alpine: musl, busybox. */
  ALPINE = 'alpine',
  /** Debian slim: glibc, a shell. */
  SLIM = 'slim',
}

/** What the image of a service that is one binary is made from. */
export class BinaryRuntime {
  /**
   * Nothing but the binary, an init process, certificates, time zones and a user. The binary is linked statically; scanners
   * find in such an image only what the binary itself says of its dependencies.
   */
  public static scratch(): BinaryRuntime {
    return new BinaryRuntime(BinaryRuntimeKind.SCRATCH, '1000:1000');
  }

  /**
   * Distroless: certificates, time zones and a user, maintained by others and known to scanners; with glibc and OpenSSL for binaries
   * that are linked dynamically. No shell, so nothing to open in it; no system packages can be added.
   */
  public static distroless(): BinaryRuntime {
    return new BinaryRuntime(BinaryRuntimeKind.DISTROLESS, images.DISTROLESS.user);
  }

  /** Alpine Linux: a shell and packages. The binary is linked statically. */
  public static alpine(): BinaryRuntime {
    return new BinaryRuntime(BinaryRuntimeKind.ALPINE, '1000:1000');
  }

  /** Debian slim: for binaries that need Debian's packages. */
  public static slim(): BinaryRuntime {
    return new BinaryRuntime(BinaryRuntimeKind.SLIM, '1000:1000');
  }

  private constructor(
    /** The operating system. */
    public readonly kind: BinaryRuntimeKind,
    /** The unprivileged user that it has. */
    public readonly user: string,
  ) {}
}
