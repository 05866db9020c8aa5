import * as images from '../catalog/images';

/** The operating systems that runtimes come from. */
export enum NodeRuntimeKind {
  /** Alpine: musl, busybox. */
  ALPINE = 'alpine',
  /** Debian slim: glibc, a shell. */
  SLIM = 'slim',
  /** Debian's libraries only: glibc, no shell. */
  DISTROLESS = 'distroless',
}

/** How Node gets into a runtime image. */
export interface NodeRuntimeOptions {
  /**
   * Strip the symbol table from the Node binary: about 18 MB less with Node 24 and 33 MB with Node 26 (4 and 8 MB
   * compressed). Add-ons, the inspector, source maps, heap snapshots and diagnostic reports work as before; what is lost
   * are names of internal C++ functions in native profilers and debuggers (perf, gdb, bpftrace), which is why the Node
   * project ships binaries unstripped (nodejs/build#2367).
   *
   * @default false
   */
  readonly strip?: boolean;
}

/**
 * What a Node service's image is made from.
 *
 * In all of them Node is the one binary of the official image, on a bare operating system: no npm, yarn, corepack,
 * headers or documentation.
 */
export class NodeRuntime {
  /**
   * Alpine Linux: the smallest with a shell.
   *
   * @param options how Node gets in
   */
  public static alpine(options: NodeRuntimeOptions = {}): NodeRuntime {
    return new NodeRuntime(NodeRuntimeKind.ALPINE, images.ALPINE.image, '1000:1000', options);
  }

  /**
   * Debian slim: for add-ons and system packages that need glibc.
   *
   * @param options how Node gets in
   */
  public static slim(options: NodeRuntimeOptions = {}): NodeRuntime {
    return new NodeRuntime(NodeRuntimeKind.SLIM, images.DEBIAN.image, '1000:1000', options);
  }

  /**
   * Distroless: glibc and nothing else. No shell, so nothing to open in it; no system packages can be added.
   *
   * @param options how Node gets in
   */
  public static distroless(options: NodeRuntimeOptions = {}): NodeRuntime {
    return new NodeRuntime(NodeRuntimeKind.DISTROLESS, images.DISTROLESS.image, images.DISTROLESS.user, options);
  }

  /** Whether the Node binary is stripped. */
  public readonly strip: boolean;

  private constructor(
    /** The operating system. */
    public readonly kind: NodeRuntimeKind,
    /** The image that the runtime stage starts from. */
    public readonly image: string,
    /** The unprivileged user that it has. */
    public readonly user: string,
    options: NodeRuntimeOptions,
  ) {
    this.strip = options.strip ?? false;
  }
}
