import { randomBytes, scrypt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { RunningMessagingProviders } from '../../messaging/start.ts'
import { until } from '../tap.ts'
import { type Database, emailOf, password, phoneOf, scryptBytes, scryptCost, userIdOf } from './seed.ts'

type Inbox = RunningMessagingProviders['providers']['inbox']

export interface SignInTimes {
  /** Every time in milliseconds: the requests of the whole sign-in, without the message's way to the phone. */
  readonly whole: number[]
  /** What each person's statements that look for the account take by themselves. */
  readonly bare: number[]
  /** A password's scrypt alone, in this process; empty where there is no password. */
  readonly scrypt: number[]
  /** From the answer that asks for a code until it is on the phone. */
  readonly toPhone: number[]
  /** Of the last one who has signed in, as a browser sends it. */
  cookie: string
}

const deriveKey = promisify<string, string, number, object, Buffer>(scrypt)

/** Different people, one after another: e-mail and password, then the code that comes by WhatsApp. */
export async function signInByPassword(
  at: { readonly url: string; readonly inbox: Inbox; readonly database: Database },
  people: readonly number[],
): Promise<SignInTimes> {
  const times: SignInTimes = { whole: [], bare: [], scrypt: [], toPhone: [], cookie: '' }
  for (const person of people) {
    const first = await post(`${at.url}/sign-in`, { email: emailOf(person), password })
    const phone = await codeOn(at.inbox, person)
    const second = await post(`${at.url}/sign-in/code`, { code: phone.code }, first.cookie)
    times.whole.push(first.ms + second.ms)
    times.toPhone.push(phone.ms)
    times.cookie = second.cookie
    times.bare.push(
      await timed(() => lookUp(at.database, { column: 'email', value: emailOf(person), person })),
    )
    const salt = randomBytes(16).toString('hex')
    times.scrypt.push(await timed(() => deriveKey(password, salt, scryptBytes, scryptCost)))
  }
  return times
}

/** Drivers, one after another: a phone number, then the code that comes by WhatsApp. */
export async function signInByPhone(
  at: { readonly url: string; readonly inbox: Inbox; readonly database: Database },
  people: readonly number[],
): Promise<SignInTimes & { readonly cookies: string[] }> {
  const times = { whole: [], bare: [], scrypt: [], toPhone: [], cookie: '', cookies: [] } as SignInTimes & {
    cookies: string[]
  }
  for (const person of people) {
    const value = phoneOf(person)
    const first = await post(`${at.url}/sign-in/phone`, { phone: value })
    const phone = await codeOn(at.inbox, person)
    const second = await post(
      `${at.url}/sign-in/phone/code`,
      { phone: value, code: phone.code },
      first.cookie,
    )
    times.whole.push(first.ms + second.ms)
    times.toPhone.push(phone.ms)
    times.cookies.push(second.cookie)
    times.bare.push(await timed(() => lookUp(at.database, { column: 'phone', value, person })))
  }
  return times
}

/** The person and the account, as a sign-in asks for both. */
async function lookUp(
  { read }: Database,
  { column, value, person }: { column: 'email' | 'phone'; value: string; person: number },
): Promise<void> {
  await read.all(`select * from "user" where ${column} = ?`, [value])
  await read.all('select * from user_account where user_id = ?', [userIdOf(person)])
}

export async function timed(work: () => unknown): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}

async function codeOn(inbox: Inbox, person: number): Promise<{ code: string; ms: number }> {
  const sinceMs = performance.now()
  const newest = () => inbox.find('whatsapp', phoneOf(person))?.messages.at(-1)?.code
  await until(`a code is on the phone of ${userIdOf(person)}`, () => newest() !== undefined)
  return { code: newest() ?? '', ms: performance.now() - sinceMs }
}

/** Asks until the limit of requests of one client lets it: the times are those of the request that was answered. */
async function post(
  url: string,
  fields: Record<string, string>,
  cookie = '',
): Promise<{ ms: number; cookie: string }> {
  const startedMs = performance.now()
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    headers: { 'Sec-Fetch-Site': 'same-origin', Origin: new URL(url).origin, Cookie: cookie },
  })
  const text = await response.text()
  const ms = performance.now() - startedMs
  if (response.status === 429) {
    await sleep(1_000 * Number(response.headers.get('Retry-After') ?? 1))
    return post(url, fields, cookie)
  }
  if (response.status >= 400) throw new Error(`${url} answers ${response.status}: ${text.slice(-400)}`)
  const cookies = response.headers.getSetCookie().map((set) => set.split(';')[0] ?? '')
  return { ms, cookie: cookies.filter((pair) => !pair.endsWith('=')).join('; ') }
}
