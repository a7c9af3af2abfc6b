// Imported by whatever runs the program as it is built, so that `jest --findRelatedTests runner/…` finds the tests that do.
// Nothing calls it: jest looks for the import in the text, and loading the sources would take a second a file.
export const sources = (): Promise<unknown> => import('../../runner/main');
