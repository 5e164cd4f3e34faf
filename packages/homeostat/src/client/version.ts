/** The version of this package, as its package.json has it (a test holds them equal). */
export const VERSION = "0.1.0";
