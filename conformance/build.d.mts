/** Where the binaries of this go.sum are kept, whether or not they were built. */
export function assetsDirectory(): string;
/** Builds what is missing and returns `assetsDirectory()`; throws when Go is missing or the build fails. */
export function buildAssets(): string;
