import { Mount } from '../../dockerfile/mount';

/** What the builder says of the platform that an image is for. */
export const TARGET = ['TARGETOS', 'TARGETARCH', 'TARGETVARIANT'];

/** The same, as Go takes it: one toolchain compiles for all platforms. */
export const CROSS = 'GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v}';

/** What Go has compiled, its own library too, for later builds on the same machine. */
export const BUILD_CACHE = Mount.cache('/root/.cache/go-build', { id: 'go-build' });
