import type { Context } from 'hono'
import { Problem } from './problem.ts'

/** Of the API's description of such a PUT. */
export const mayAskForNew =
  'With `If-None-Match: *` it makes something new, and is refused (412) where that is there already.'

/**
 * Refuses a PUT that may make something new and change nothing, which it says by `If-None-Match: *` (RFC 9110 §13.1.2), where
 * that is there already. `find` looks in the transaction in which it would be written.
 */
export async function demandNew(
  c: Context,
  {
    what,
    name,
  }: {
    readonly what: 'a card' | 'a charger' | 'a contact' | 'a risk' | 'a rule' | 'a site'
    readonly name: string
  },
  find: () => Promise<unknown>,
): Promise<void> {
  if (c.req.header('If-None-Match')?.trim() !== '*' || (await find()) === undefined) return
  throw new Problem('exists', `There is ${what} ${name} already: choose another name, or change that one.`)
}
