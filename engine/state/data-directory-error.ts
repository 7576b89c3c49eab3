/** Why a data directory cannot be used, in one line for people. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
}
