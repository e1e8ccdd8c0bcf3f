/** The database cannot be reached, or cannot be used. Its message says why, without a password. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused'
}
