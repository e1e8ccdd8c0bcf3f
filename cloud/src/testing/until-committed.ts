import { setImmediate } from 'node:timers/promises'
import type { Database } from '../db/database.ts'

/**
 * Waits until a row is there for readers. What a test writes by the connection of a running system may fall into one of
 * the system's own transactions, and is there once that is committed.
 */
export async function untilCommitted(
  { read }: Database,
  statement: string,
  parameters: readonly string[],
): Promise<void> {
  while ((await read.all(statement, parameters)).length === 0) await setImmediate()
}
