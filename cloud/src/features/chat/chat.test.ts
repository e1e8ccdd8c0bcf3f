import { idr } from '@colok/shared/money'
import { toIso } from '@colok/shared/time'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ChatCommandName, chatCommandNames, chatCommands } from '../../core/chat-commands.ts'
import { type Role, roles, rolesIn } from '../../core/roles.ts'
import { type Database, first } from '../../db/database.ts'
import { PartnerNetwork } from '../../testing/partner-network.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { hold, transfer } from '../ledger/commands.ts'
import { decideBankAccount, proposeBankAccount } from '../payouts/bank-accounts.ts'
import { decideConsent } from '../privacy/consents.ts'
import { answerChat, stopByChat } from './job.ts'
import { makeLinkCode, unlinkChat } from './links.ts'
import { ChatDesk } from './testing/desk.ts'

type Person = Awaited<ReturnType<ChatDesk['add']>>

const noon = Date.parse('2026-03-05T04:00:00.000Z')
const minuteMs = 60_000

let stored: TestDatabase
let database: Database
let network: PartnerNetwork
let desk: ChatDesk
let people: Record<Role, Person>
beforeAll(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  network = new PartnerNetwork(database, Date.parse('2026-01-01T04:00:00.000Z'))
  desk = new ChatDesk(database, network)
  for (const name of ['alfa', 'bravo']) {
    await network.addPartner(name)
    await network.agree(name, {
      startsOn: '2026-01-01',
      terms: {
        share: { of: 'gross', basisPoints: 3000, gatewayFeeBy: 'operator' },
        guaranteedIdrPerMonth: 100_000,
      },
    })
  }
  await network.write(async (tx) => {
    const at = '2025-01-01T00:00:00.000Z'
    for (const [id, kind] of [
      ['operator', 'operator'],
      ['fleet', 'company'],
    ] as const)
      await tx.query
        .insertInto('organisation')
        .values({ id, slug: id, name: id, kind, createdAt: at })
        .execute()
    for (const name of ['alfa', 'bravo'])
      await tx.query
        .insertInto('organisationSite')
        .values({ organisationId: name, siteId: name, since: at })
        .execute()
    await tx.run("update charger set registration = 'Accepted', connected = 1, connected_at = ?", [at])
    for (const { id } of await tx.all<{ id: number }>('select id from charger', []))
      await tx.run('insert into connector (charger_id, connector_id) values (?, 1)', [id])
  })
  const organisationOf = (role: Role) =>
    role === 'partner' ? 'alfa' : role === 'fleetManager' ? 'fleet' : 'operator'
  const added = await Promise.all(
    roles.map(async (role) => [role, await desk.add(role, organisationOf(role))] as const),
  )
  people = Object.fromEntries(added) as Record<Role, Person>
  network.nowMs = noon
  await network.session('alfa', 2000)
  await network.session('bravo', 1000)
})
afterAll(async () => {
  await network.stop()
  await database.close()
  await stored.remove()
})
// Each test begins in a minute of its own: nobody is too quick for the one before.
beforeEach(() => {
  network.nowMs += 11 * minuteMs
  desk.asked.length = 0
})

const counted = async (statement: string, ...parameters: string[]) =>
  (await first<{ count: number }>(database.read, `select count(*) as count from ${statement}`, parameters))
    ?.count

/** Every command as it is sent, about things that are not there, and who may: written out, so that a slip in the table shows. */
const staff: readonly Role[] = rolesIn.operator
const uses: Readonly<Record<ChatCommandName, { readonly sent: string; readonly may: readonly Role[] }>> = {
  help: { sent: 'help', may: roles },
  ping: { sent: 'ping', may: roles },
  info: { sent: 'info', may: roles },
  status: { sent: 'status NOBODY', may: ['partner', ...staff] },
  stop: { sent: 'stop NOBODY 1', may: ['technician', 'operator', 'admin'] },
  reset: { sent: 'reset NOBODY', may: ['technician', 'operator', 'admin'] },
  total: { sent: 'total', may: ['partner', 'operator', 'finance', 'admin', 'auditor'] },
  totalall: { sent: 'totalall', may: ['operator', 'finance', 'admin', 'auditor'] },
  payment: { sent: 'payment NOBODY', may: ['partner', 'operator', 'finance', 'admin', 'auditor'] },
  settle: { sent: 'settle nobody 2026-01', may: ['finance', 'admin'] },
  settleall: { sent: 'settleall 2030-01', may: ['finance', 'admin'] },
  cancel: { sent: 'cancel NOBODY', may: ['finance', 'admin'] },
  done: { sent: 'done 999', may: ['technician', 'operator', 'admin'] },
  autocharge: { sent: 'autocharge 2020-01', may: ['finance', 'admin'] },
  report: { sent: 'report week', may: ['partner', 'operator', 'finance', 'admin', 'auditor'] },
  broadcast: { sent: 'broadcast drivers hello', may: ['operator', 'admin'] },
  grant: { sent: 'grant x@y.example technician nobody', may: ['partner', 'fleetManager', 'admin'] },
  revoke: { sent: 'revoke x@y.example technician nobody', may: ['partner', 'fleetManager', 'admin'] },
}

test('every role gives the commands that are its own, and is refused the others plainly', async () => {
  const said = await desk.sayAll(
    roles.map((role) => people[role]),
    chatCommandNames.map((name) => uses[name].sent),
  )
  for (const [index, role] of roles.entries()) {
    const answers = said[index] ?? []
    const isRefused = answers.map((text) => /may not use|is about all sites/.test(text))
    expect(chatCommandNames.filter((_, at) => !isRefused[at])).toEqual(
      chatCommandNames.filter((name) => uses[name].may.includes(role)),
    )
    for (const text of answers) expect(text).not.toMatch(/^$|undefined|went wrong/)
    const listed = chatCommandNames.filter((name) => new RegExp(`^${name}: `, 'm').test(answers[0] ?? ''))
    expect(listed).toEqual(chatCommandNames.filter((name) => uses[name].may.includes(role)))
  }
  expect(desk.asked).toEqual([])
  expect(await counted('message where kind <> ?', 'chatAnswer')).toBe(0)
  // The provider sends all of them again.
  await desk.keepAll(
    roles.map((role) => people[role]),
    chatCommandNames.map((name) => uses[name].sent),
  )
  expect(await desk.answerAll()).toEqual([])
  expect(await counted('chat_command')).toBe(roles.length * chatCommandNames.length)
})

test('each command that lacks something says what, and shows an example that can be sent as it is', async () => {
  const person = await desk.add('admin')
  // STOP alone is what ends messages.
  const lacking = chatCommandNames.filter((name) => name !== 'stop' && chatCommands[name].required.length > 0)
  const [answers = []] = await desk.sayAll([person], lacking)
  for (const [index, name] of lacking.entries())
    expect(answers[index]).toMatch(new RegExp(`^It lacks the .+\\. Example: ${name} `))
  const tooMuch = chatCommandNames.map((name) => `${uses[name].sent} and more and more`)
  const other = await desk.add('admin')
  const [others = []] = await desk.sayAll([other], tooMuch)
  for (const [index, name] of chatCommandNames.entries())
    if (name !== 'broadcast')
      expect(`${name}: ${others[index]}`).toMatch(/ is (too much|not a .+)\. Example: /)
})

test('who may not is not asked for a code, and a partner sees nothing of another’s', async () => {
  expect(await desk.say(people.partner, 'total')).toEqual([expect.stringMatching(/alfa: .*1 sessions/)])
  const [all = ''] = await desk.say(people.auditor, 'totalall')
  expect(all).toMatch(/^Takings, today:\nAll: .*2 sessions.*3\.00 kWh\nalfa.*\nbravo/)
  expect(await desk.say(people.partner, 'status BRAVO')).toEqual(['There is no charger BRAVO.'])
  expect(await desk.say(people.partner, 'status Alfa')).toEqual([
    expect.stringMatching(/^alfa, alfa, alfa\nConnected/),
  ])
  const [bravos] = await database.read.all<{ id: string }>(
    "select payment.id from payment join charger on charger.id = charger_id where charge_point_id = 'bravo'",
    [],
  )
  expect(await desk.say(people.partner, `payment ${bravos?.id}`)).toEqual([
    `There is no payment ${bravos?.id}.`,
  ])
  expect(await desk.say(people.finance, `payment ${bravos?.id}`)).toEqual([
    expect.stringMatching(/is settled\nRp/),
  ])
  const [report = ''] = await desk.say(people.partner, 'report month')
  expect(report).toMatch(/^Report of this month:\nSessions: 1\nEnergy: 2\.00 kWh\nTakings: Rp/m)
  expect(report).not.toContain('bravo')
})

test('bad arguments say which and show an example; a slip of the finger is guessed', async () => {
  expect(await desk.say(people.technician, 'stop alfa')).toEqual([
    'It lacks the socket number (1, 2, …). Example: stop CLK-0001 1',
  ])
  expect(await desk.say(people.finance, 'settle alfa march')).toEqual([
    '"march" is not a month (year-month). Example: settle warung-made 2026-10',
  ])
  expect(await desk.say(people.admin, 'setle alfa 2026-01')).toEqual([
    '"setle" is no command. Did you mean settle / setor? Write help for the list of commands.',
  ])
})

describe('chargers', () => {
  const charging = async () => {
    const at = toIso(network.nowMs)
    await network.write((tx) =>
      tx.run(
        `insert into session (id, charger_id, connector_id, id_tag, "authorization", state, started_at, start_received_at,
           meter_start_wh) select ?, id, 1, 'CARD', 'Accepted', 'charging', ?, ?, 0 from charger where charge_point_id = 'alfa'`,
        [`session-${network.nowMs}`, at, at],
      ),
    )
  }

  test('a socket is stopped at once, by its session, and a charger restarts once that was meant', async () => {
    await charging()
    expect(await desk.say(people.technician, 'henti ALFA 1')).toEqual([
      'The session at alfa, socket 1, is being stopped.',
    ])
    expect(desk.asked).toMatchObject([
      { action: 'RemoteStopTransaction', request: { transactionId: expect.any(Number) } },
    ])
    expect(await desk.say(people.operator, 'stop alfa 2')).toEqual(['Nothing charges at alfa, socket 2.'])
    const code = await desk.codeFor(people.operator, 'reset alfa')
    expect(desk.asked).toHaveLength(1)
    expect(await desk.say(people.operator, `ya ${code}`)).toEqual(['alfa restarts.'])
    expect(await desk.say(people.operator, `ya ${code}`)).toEqual([
      expect.stringMatching(/^The code is wrong/),
    ])
    expect(desk.asked.slice(1)).toEqual([
      { chargePointId: 'alfa', action: 'Reset', request: { type: 'Soft' } },
    ])
  })

  test('what was sent twice under one id asks the charger once', async () => {
    await charging()
    const once = await desk.say(people.technician, 'stop alfa 1', { id: 'wamid.same' })
    expect(once).toHaveLength(1)
    expect(await desk.say(people.technician, 'stop alfa 1', { id: 'wamid.same' })).toEqual([])
    expect(desk.asked).toHaveLength(1)
  })

  test('to stop a socket waits behind nothing that the same person wrote before', async () => {
    await charging()
    await desk.keep(people.operator, 'ping')
    await desk.keep(people.operator, 'stop alfa 1')
    await stopByChat(desk.services).run()
    expect(desk.asked).toMatchObject([{ action: 'RemoteStopTransaction' }])
    const newest = async () => (await desk.answersTo(people.operator, 1)).at(-1)
    expect(await newest()).toBe('The session at alfa, socket 1, is being stopped.')
    await answerChat(desk.services).run()
    expect(await newest()).toMatch(/^Pong/)
    expect(desk.asked).toHaveLength(1)
  })

  test('an order that comes long after it was written is not carried out', async () => {
    expect(await desk.say(people.technician, 'stop alfa 1', { agoMs: 11 * minuteMs })).toEqual([
      expect.stringMatching(/^This came too late/),
    ])
    expect(await desk.say(people.technician, 'ping', { agoMs: 11 * minuteMs })).toEqual([
      expect.stringMatching(/^Pong/),
    ])
    expect(desk.asked).toEqual([])
  })
})

describe('money', () => {
  test('a statement is closed and its payout proposed, once, and approved by nobody here', async () => {
    const [sari, budi] = [people.finance, people.admin].map(({ id }) => ({
      ...({ kind: 'user', id, name: id, role: 'finance', reach: { kind: 'all' } } as const),
      ...{ scopes: undefined, signIn: undefined },
    }))
    if (sari === undefined || budi === undefined) throw new Error('Two people confirm an account.')
    const partner = { id: 'alfa', slug: 'alfa' }
    const account = { bank: 'BPD Bali', accountNumber: '0102030401', holder: 'Made' }
    await network.write(async (tx) => {
      const { services } = desk
      const id = await proposeBankAccount(tx, services, { partner, account, actor: sari })
      await decideBankAccount(tx, services, { id, partner, verdict: 'confirmed', actor: budi })
    })
    const code = await desk.codeFor(people.finance, 'settle alfa 2026-01')
    expect(await counted('statement')).toBe(0)
    const [said = ''] = await desk.say(people.finance, code, { id: 'wamid.settle' })
    expect(said).toMatch(/^alfa: statement \d+ closed; payout \d+ proposed, Rp 100,000\.\nA second person/)
    expect(await desk.say(people.finance, code, { id: 'wamid.settle' })).toEqual([])
    expect(await desk.say(people.finance, 'settle alfa 2026-01')).toEqual([
      'alfa: the statement of 2026-01 was closed before; nothing is owed',
    ])
    const payouts = await database.read.all('select state, amount_idr, proposed_by from payout', [])
    expect(payouts).toEqual([{ state: 'proposed', amountIdr: 100_000, proposedBy: people.finance.id }])
    expect(await desk.say(people.finance, 'settle alfa 2026-03')).toEqual(['The month 2026-03 is not over.'])
  })

  test('all statements of a month are closed one by one, and who has no account is told of', async () => {
    const said = await desk.mean(people.finance, 'settleall 2026-02')
    expect(said).toMatch(/alfa: statement \d+ closed; payout \d+ proposed/)
    expect(said).toMatch(/bravo: statement \d+ closed; no payout proposed: no bank account/)
  })

  const open = async (id: string, state: 'awaitingPayment' | 'starting') => {
    const now = toIso(network.nowMs)
    const amountIdr = idr(10_000)
    await network.write(async (tx) => {
      await tx.run(
        `insert into payment (id, reference, gateway, method, charger_id, connector_id, id_tag, price, amount_idr, state,
           expires_at, due_at, paid_at, created_at)
         select ?, ?, 'doku', 'qris', id, 1, ?, '{}', ?, ?, ?, ?, ?, ? from charger where charge_point_id = 'alfa'`,
        [id, id.toUpperCase(), id, amountIdr, state, now, now, state === 'starting' ? now : null, now],
      )
      if (state === 'awaitingPayment') return
      const credit = `customer_prepaid:${id}`
      const paid = { debit: 'psp_receivable:doku', credit, amountIdr }
      await transfer(tx, network.services, { ref: `pay:doku:${id}`, kind: 'payment', ...paid })
      await hold(tx, network.services, { ref: `hold:${id}`, payment: id, from: credit, amountIdr })
    })
  }

  test('a payment that was not used is void, and what was paid goes back; one that was used is not', async () => {
    await open('unpaid', 'awaitingPayment')
    await open('paid', 'starting')
    expect(await desk.mean(people.finance, 'cancel UNPAID')).toBe('UNPAID is void.')
    expect(await desk.mean(people.finance, 'cancel paid')).toBe('PAID is void; its money is on its way back.')
    expect(
      await database.read.all('select amount_idr, reason from refund where payment_id = ?', ['paid']),
    ).toEqual([{ amountIdr: 10_000, reason: 'cancelled' }])
    expect(await desk.say(people.finance, 'cancel paid')).toEqual([
      'PAID was given back, so it cannot be voided here.',
    ])
    expect((await network.books())('customer_held')).toBe(0)
  })

  test('a payment that is used between the question and the code is not void', async () => {
    await open('late', 'starting')
    const code = await desk.codeFor(people.finance, 'cancel LATE')
    await network.write((tx) => tx.run("update payment set state = 'charging' where id = 'late'", []))
    expect(await desk.say(people.finance, code)).toEqual(['LATE is being used, so it cannot be voided here.'])
    expect(await counted('refund where payment_id = ?', 'late')).toBe(0)
  })

  test('whoever pays by the month is billed for what stands on no invoice', async () => {
    const [session] = await database.read.all<{ id: string }>(
      "select id from session where state = 'finished' order by transaction_id limit 1",
      [],
    )
    await network.write(async (tx) => {
      await tx.query
        .insertInto('postpaidAccount')
        .values({
          ...{ id: 'ojek', slug: 'ojek', name: 'Ojek', address: 'Denpasar', taxNumber: null, blocked: 0 },
          ...{ payWithinDays: 14, createdAt: toIso(network.nowMs) },
        })
        .execute()
      await tx.run(
        `insert into postpaid_charge (session_id, account_id, month, amount_idr) values (?, 'ojek', '2026-02', 5000)`,
        [session?.id ?? ''],
      )
    })
    expect(await desk.say(people.finance, 'autocharge 2026-03')).toEqual(['The month 2026-03 is not over.'])
    expect(await desk.mean(people.finance, 'tagih')).toMatch(/^ojek: invoice \d+, Rp 5,000$/)
    expect(await desk.say(people.finance, 'autocharge')).toEqual(['Nothing up to 2026-02 is left to bill.'])
  })
})

describe('a code', () => {
  const resets = () => desk.asked.filter(({ action }) => action === 'Reset')
  const wrong = (code: string) => String((Number(code) + 1) % 10_000).padStart(4, '0')
  const isWrong = [expect.stringMatching(/^The code is wrong, older than 2 minutes, or used/)]

  test('is good for two minutes', async () => {
    const code = await desk.codeFor(people.operator, 'reset alfa')
    network.nowMs += 2 * minuteMs
    expect(await desk.say(people.operator, code)).toEqual(isWrong)
    expect(resets()).toEqual([])
  })

  test('is good for three guesses', async () => {
    const code = await desk.codeFor(people.operator, 'reset alfa')
    for (let guess = 0; guess < 3; guess += 1)
      expect(await desk.say(people.operator, wrong(code))).toEqual(isWrong)
    expect(await desk.say(people.operator, code)).toEqual(isWrong)
    expect(resets()).toEqual([])
  })

  test('is nobody else’s, not even of the same role', async () => {
    const colleague = await desk.add('operator')
    const code = await desk.codeFor(people.operator, 'reset alfa')
    expect(await desk.say(colleague, code)).toEqual(isWrong)
    expect(resets()).toEqual([])
    expect(await desk.say(people.operator, code)).toEqual(['alfa restarts.'])
  })

  test('is for the question before it, and not for the one before that', async () => {
    const first = await desk.codeFor(people.operator, 'reset alfa')
    let second = await desk.codeFor(people.operator, 'reset bravo')
    while (second === first) second = await desk.codeFor(people.operator, 'reset bravo')
    expect(await desk.say(people.operator, first)).toEqual(isWrong)
    expect(await desk.say(people.operator, second)).toEqual(['bravo restarts.'])
  })

  test('is of no use after a no', async () => {
    const code = await desk.codeFor(people.operator, 'reset alfa')
    expect(await desk.say(people.operator, 'tidak')).toEqual(['All right, it is not carried out.'])
    expect(await desk.say(people.operator, code)).toEqual(isWrong)
    expect(await desk.say(people.operator, 'no')).toEqual(['Nothing waits for your answer.'])
  })

  test('does nothing once the role is another, or is gone', async () => {
    const become = (person: Person, role: Role | null) =>
      network.write((tx) =>
        role === null
          ? tx.run('update organisation_member set until = ? where user_id = ?', [
              toIso(network.nowMs),
              person.id,
            ])
          : tx.run('update organisation_member set role = ? where user_id = ?', [role, person.id]),
      )
    const person = await desk.add('operator')
    const first = await desk.codeFor(person, 'reset alfa')
    await become(person, 'technician')
    expect(await desk.say(person, first)).toEqual([expect.stringMatching(/^Your role has changed/)])
    const second = await desk.codeFor(person, 'reset alfa')
    await become(person, null)
    expect(await desk.say(person, second)).toEqual([expect.stringMatching(/^Your role has changed/)])
    expect(await desk.say(person, 'reset alfa')).toEqual(['Your role (rider) may not use reset.'])
    expect(resets()).toEqual([])
  })
})

describe('people', () => {
  const roleOf = (person: Person, organisation = 'operator') =>
    database.read.all(
      'select role from organisation_member where user_id = ? and organisation_id = ? and until is null',
      [person.id, organisation],
    )

  test('a member gets another role, somebody new an invitation, and a role ends', async () => {
    const wayan = await desk.add('technician')
    expect(await desk.mean(people.admin, `grant ${wayan.phone} operator`)).toBe(
      `${wayan.phone} is operator now.`,
    )
    expect(await roleOf(wayan)).toEqual([{ role: 'operator' }])
    const invited = await desk.mean(people.partner, 'angkat 0812-9999-0001 mitra')
    expect(invited).toMatch(/is invited as partner/)
    expect(await counted("one_time_link where role = 'partner' and organisation_id = 'alfa'")).toBe(1)
    expect(await desk.mean(people.admin, `revoke ${wayan.id}@mail.example operator`)).toMatch(
      /operator no longer/,
    )
    expect(await roleOf(wayan)).toEqual([])
  })

  test('nobody is made to decide on money by chat, nor in an organisation of others', async () => {
    const wayan = await desk.add('technician')
    for (const role of ['finance', 'admin'])
      expect(await desk.say(people.admin, `grant ${wayan.phone} ${role}`)).toEqual([
        expect.stringMatching(/given on the pages only/),
      ])
    expect(await desk.say(people.partner, `grant ${wayan.phone} partner bravo`)).toEqual([
      'There is no organisation bravo.',
    ])
    const refused = await desk.mean(people.partner, `grant ${wayan.phone} technician`)
    expect(refused).toMatch(/^Refused: /)
    expect(await desk.mean(people.admin, `revoke ${people.admin.phone} admin`)).toMatch(
      /^Refused: Nobody changes/,
    )
    expect(await roleOf(wayan)).toEqual([{ role: 'technician' }])
  })

  test('a notice goes to those it is for, in numbers that are told before', async () => {
    const staff = await counted(`organisation_member where organisation_id = 'operator' and until is null`)
    const [asked = ''] = await desk.say(people.operator, 'broadcast staff Rapat pukul 9')
    expect(asked).toMatch(new RegExp(`^Send to ${staff} people of the operator:\n"Rapat pukul 9"`))
    const [, code = ''] = /Reply (\d{4})/.exec(asked) ?? []
    expect(await desk.say(people.operator, code)).toEqual([expect.stringContaining(`${staff} people`)])
    expect(await counted("message where kind = 'notice'")).toBe(staff)
  })

  test('of drivers only those hear of news who agreed to it, and have not taken that back', async () => {
    expect(await desk.say(people.operator, 'siaran pengendara Pos baru')).toEqual([
      'There are no drivers who agreed to news who can be written to.',
    ])
    const [agrees, agreed, never] = [
      await desk.add('driver'),
      await desk.add('driver'),
      await desk.add('driver'),
    ]
    const decide = (person: Person, given: boolean) =>
      network.write((tx) =>
        decideConsent(tx, desk.services, {
          ...{ userId: person.id, purpose: 'news', version: '2026-11', given, channel: 'page', address: 'x' },
        }),
      )
    await decide(agrees, true)
    await decide(agreed, true)
    await decide(agreed, false)
    expect(await desk.mean(people.operator, 'siaran pengendara Pos baru')).toMatch(/goes to 1 people/)
    expect(await counted("message where kind = 'news' and created_by <> ?", never.id)).toBe(1)
  })
})

test('an incident is over, once', async () => {
  await network.write((tx) =>
    tx.run(
      `insert into incident (number, kind, cause, open_cause, source, severity, title, opened_at)
       values (17, 'offline', 'c', 'c', 'alert', 'major', 'alfa is offline', ?)`,
      [toIso(network.nowMs)],
    ),
  )
  expect(await desk.say(people.technician, 'selesai #17')).toEqual([
    'Incident 17 is closed. Whoever reported it is told.',
  ])
  expect(await desk.say(people.technician, 'done 17')).toEqual(['Incident 17 was closed before.'])
  expect(await counted('incident where closed_at is not null and number = 17')).toBe(1)
})

describe('who is not known', () => {
  test('a stranger is told so once a day', async () => {
    const stranger = { phone: '+6289900000001' }
    expect(await desk.say(stranger, 'total')).toEqual([expect.stringMatching(/belum terdaftar/)])
    expect(await desk.say(stranger, 'totalall')).toEqual([])
    network.nowMs += 25 * 60 * minuteMs
    expect(await desk.say(stranger, 'total')).toHaveLength(1)
  })

  test('a driver who answers a receipt is told where help is, once a day', async () => {
    const driver = await desk.add('driver')
    expect(await desk.say(driver, 'terima kasih')).toEqual([
      expect.stringContaining('http://colok.example/help'),
    ])
    expect(await desk.say(driver, 'mantap')).toEqual([])
    expect(await desk.say(driver, 'ping')).toEqual([expect.stringMatching(/^Pong/)])
  })

  test('a number that somebody only says is theirs gives no commands', async () => {
    const person = await desk.add('admin')
    await network.write((tx) => tx.run('update "user" set phone_verified = 0 where id = ?', [person.id]))
    expect(await desk.say(person, 'totalall')).toEqual([expect.stringMatching(/belum terdaftar/)])
  })

  test('a Telegram chat is somebody’s from the code of their account page until they unlink it', async () => {
    const chat = { phone: '700100200' }
    const { code } = await network.write((tx) => makeLinkCode(tx, desk.services, people.partner.id))
    expect(await desk.say(chat, 'total')).toEqual([expect.stringMatching(/belum terdaftar/)])
    expect(await desk.say(chat, '/start WRONGCODE2')).toEqual([expect.stringMatching(/^Kode salah/)])
    expect(await desk.say(chat, `/start ${code}`)).toEqual([expect.stringMatching(/sekarang milik/)])
    expect(await desk.say({ phone: '700100201' }, `link ${code}`)).toEqual([
      expect.stringMatching(/^Kode salah/),
    ])
    expect(await desk.say(chat, 'info')).toEqual([expect.stringMatching(/partner\.\nOrganisation: alfa/)])
    await network.write((tx) => unlinkChat(tx, desk.services, { ...people.partner, name: 'Made' }))
    expect(await desk.say(chat, 'info')).toEqual([])
    const late = await network.write((tx) => makeLinkCode(tx, desk.services, people.partner.id))
    network.nowMs += 10 * minuteMs
    expect(await desk.say(chat, `link ${late.code}`)).toEqual([expect.stringMatching(/^Kode salah/)])
  })

  test('who writes too much is told so once, and not read', async () => {
    const person = await desk.add('operator')
    const said: string[] = []
    for (let count = 0; count < 25; count += 1) said.push(...(await desk.say(person, 'ping')))
    expect(said).toHaveLength(21)
    expect(said.at(-1)).toMatch(/^That is too much/)
    network.nowMs += minuteMs
    expect(await desk.say(person, 'ping')).toEqual([expect.stringMatching(/^Pong/)])
  })
})

test('what cannot be read any more holds up nothing behind it', async () => {
  const person = await desk.add('operator')
  await desk.keep(person, 'ping', { id: 'wamid.sealed' })
  await network.write((tx) =>
    tx.run("update chat_command set sealed_text = 'x' where provider_id = 'wamid.sealed'", []),
  )
  expect(await desk.say(person, 'info')).toEqual([expect.stringMatching(/operator/)])
  expect(await counted('chat_command where provider_id = ? and due_at is null', 'wamid.sealed')).toBe(1)
})

test('a word alone still stops what is not asked for, and answers come all the same', async () => {
  const person = await desk.add('operator')
  expect(await desk.say(person, 'STOP')).toEqual([])
  expect(await counted('message_contact where stopped_at is not null')).toBe(1)
  expect(await desk.say(person, 'ping')).toEqual([expect.stringMatching(/^Pong/)])
})

test('each command is in the history with its channel and outcome, and without what is personal', async () => {
  const wayan = await desk.add('technician')
  await desk.say(people.admin, `grant ${wayan.phone} operator`)
  await desk.say(people.auditor, 'stop alfa 1')
  const entries = await database.read.all<{
    action: string
    detail: string
    actorId: string
    channel: string
  }>(
    "select action, detail, actor_id, channel from activity_entry where action like 'chat.%' order by seq desc limit 2",
    [],
  )
  expect(entries.map(({ detail, ...entry }) => ({ ...entry, detail: JSON.parse(detail) }))).toEqual([
    {
      ...{ action: 'chat.stop', actorId: people.auditor.id, channel: 'chat' },
      detail: { channel: 'whatsapp', outcome: 'refused', charger: 'alfa', socket: '1' },
    },
    {
      ...{ action: 'chat.grant', actorId: people.admin.id, channel: 'chat' },
      detail: { channel: 'whatsapp', outcome: 'asked', role: 'operator' },
    },
  ])
})

describe('whatever asks for a code', () => {
  const confirmed = chatCommandNames.filter((name) => chatCommands[name].confirmed)
  /** What each could have done. */
  const effects = async () => {
    const tables = [
      'statement',
      'payout',
      'refund',
      'invoice',
      'one_time_link',
      'organisation_member',
      'queued_command',
    ]
    const counts = await Promise.all(tables.map((table) => counted(table)))
    const rest = await Promise.all([
      counted('organisation_member where until is null'),
      counted("message where kind in ('notice', 'news', 'invitation')"),
      counted("payment where problem = 'cancelled'"),
    ])
    return [...counts, ...rest, desk.asked.length]
  }
  let number = 0
  /** Something that each can be asked about, new with each asking. */
  const newSubject: Readonly<Record<string, () => Promise<string>>> = {
    reset: async () => 'reset alfa',
    settle: async () => 'settle alfa 2026-04',
    settleall: async () => 'settleall 2026-04',
    cancel: async () => {
      const id = `void-${(number += 1)}`
      const now = toIso(network.nowMs)
      await network.write((tx) =>
        tx.run(
          `insert into payment (id, reference, gateway, method, charger_id, connector_id, id_tag, price, amount_idr, state,
             expires_at, due_at, created_at)
           select ?, ?, 'doku', 'qris', id, 1, ?, '{}', 5000, 'awaitingPayment', ?, ?, ? from charger
           where charge_point_id = 'alfa'`,
          [id, id.toUpperCase(), id, now, now, now],
        ),
      )
      return `cancel ${id}`
    },
    autocharge: async () => {
      network.nowMs += 1000
      await network.session('bravo', 500)
      const [session] = await database.read.all<{ id: string }>(
        'select id from session order by transaction_id desc limit 1',
        [],
      )
      await network.write((tx) =>
        tx.run(
          `insert into postpaid_charge (session_id, account_id, month, amount_idr) values (?, 'ojek', '2026-04', 700)`,
          [session?.id ?? ''],
        ),
      )
      return 'autocharge 2026-04'
    },
    broadcast: async () => 'broadcast staff Rapat',
    grant: async () => `grant +628130000${1000 + (number += 1)} technician`,
    revoke: async () => `revoke ${(await desk.add('technician')).phone} technician`,
  }

  test.each(confirmed)(
    '%s is not done after two minutes, nor by a colleague, and once by its own code',
    async (name) => {
      network.nowMs = Math.max(network.nowMs + minuteMs, Date.parse('2026-05-05T04:00:00.000Z'))
      const [person, colleague] = [await desk.add('admin'), await desk.add('admin')]
      const isWrong = [expect.stringMatching(/^The code is wrong, older than 2 minutes, or used/)]
      const text = (await newSubject[name]?.()) ?? ''
      const late = await desk.codeFor(person, text)
      const before = await effects()
      network.nowMs += 2 * minuteMs
      expect(await desk.say(person, late)).toEqual(isWrong)
      const code = await desk.codeFor(person, text)
      expect(await desk.say(colleague, code)).toEqual(isWrong)
      expect(await effects()).toEqual(before)
      const [said = ''] = await desk.say(person, code, { id: `wamid.once.${name}` })
      expect(said).not.toMatch(/wrong|Refused|undefined/)
      const after = await effects()
      expect(after).not.toEqual(before)
      expect(await desk.say(person, code, { id: `wamid.once.${name}` })).toEqual([])
      expect(await desk.say(person, code)).toEqual(isWrong)
      expect(await effects()).toEqual(after)
    },
  )
})
