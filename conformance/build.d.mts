/** Where the binaries of the control plane are kept, whether or not they were built. */
export function assetsDirectory(): string;
/** Builds the control plane when it is missing and returns `assetsDirectory()`; throws when Go is missing or the build fails. */
export function buildAssets(): string;
