import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { MortalProcess } from '../../testing/mortal-process.ts'
import { PartnerNetwork } from '../../testing/partner-network.ts'
import { newTestDatabase, type TestDatabase } from '../../testing/test-database.ts'
import { ChatDesk } from './testing/desk.ts'

const partners = ['alfa', 'bravo']

let stored: TestDatabase
let database: Database
let network: PartnerNetwork
let desk: ChatDesk
let sari: { readonly id: string; readonly phone: string }
beforeAll(async () => {
  stored = await newTestDatabase()
  database = await stored.open()
  network = new PartnerNetwork(database, Date.parse('2026-01-01T04:00:00.000Z'))
  for (const name of partners) {
    await network.addPartner(name)
    const share = { of: 'gross', basisPoints: 3000, gatewayFeeBy: 'operator' }
    await network.agree(name, { startsOn: '2026-01-01', terms: { share, guaranteedIdrPerMonth: 100_000 } })
  }
  const createdAt = '2025-01-01T00:00:00.000Z'
  await network.write((tx) =>
    tx.query
      .insertInto('organisation')
      .values({ id: 'operator', slug: 'operator', name: 'Colok', kind: 'operator', createdAt })
      .execute(),
  )
  await network.write((tx) => tx.run("update charger set registration = 'Accepted', connected = 1", []))
  desk = new ChatDesk(database, network)
  sari = await desk.add('admin')
  network.nowMs = Date.parse('2027-03-05T04:00:00.000Z')
})
afterAll(async () => {
  await network.stop()
  await database.close()
  await stored.remove()
})

interface Death {
  readonly commit: number
  readonly when: 'before' | 'after'
}

/** A process that dies over the answer to what somebody has written, and another one that goes on a while later. */
async function killedOver(text: string, death: Death) {
  await desk.keep(sari, text)
  const life = new MortalProcess()
  const dying = new ChatDesk(life.database(database), network)
  life.diesAt = death
  void dying.answerAll()
  await expect.poll(() => life.isDead).toBe(true)
  network.nowMs += 3 * 60_000
  const answers = await desk.answerAll()
  network.nowMs += 60_000
  expect(await desk.answerAll()).toEqual([])
  return { answers, asked: [...dying.asked, ...desk.asked.splice(0)] }
}

const deaths = (commits: number): Death[] =>
  Array.from({ length: commits }, (_, index) => index + 1).flatMap((commit) => [
    { commit, when: 'before' },
    { commit, when: 'after' },
  ])

/** Each death has a month of its own: a month is closed once. */
test.each(deaths(3).map((death, index) => ({ ...death, period: `2026-0${index + 1}` })))(
  'statements of $period are closed once each by a process that dies $when commit $commit and the next one',
  async ({ period, ...death }) => {
    const code = await desk.codeFor(sari, `settleall ${period}`)
    const { answers } = await killedOver(code, death)
    const closed = await database.read.all<{ organisationId: string }>(
      'select organisation_id from statement where period = ? order by organisation_id',
      [period],
    )
    // Before the first commit the code was not used, and by the time that somebody goes on it is over.
    const isOver = death.commit === 1 && death.when === 'before'
    expect(closed.map(({ organisationId }) => organisationId)).toEqual(isOver ? [] : partners)
    const said = (await desk.answersTo(sari)).at(-1) ?? ''
    for (const partner of partners)
      expect(said).toMatch(isOver ? /^The code is wrong/ : new RegExp(`${partner}: statement \\d+ closed`))
    const isAnswered = death.commit === 3 && death.when === 'after'
    expect(answers).toEqual(isAnswered ? [] : [said])
    // Throws where the books do not balance.
    await network.books()
    const again = await desk.say(sari, code)
    expect(again).toEqual([expect.stringMatching(/^The code is wrong/)])
  },
)

test.each(deaths(2))(
  'a charger is asked once at most by a process that dies $when commit $commit',
  async (death) => {
    const at = new Date(network.nowMs).toISOString()
    await network.write((tx) =>
      tx.run(
        `insert into session (id, charger_id, connector_id, id_tag, "authorization", state, started_at, start_received_at,
         meter_start_wh) select ?, id, 1, 'CARD', 'Accepted', 'charging', ?, ?, 0 from charger where charge_point_id = 'alfa'`,
        [`session-${network.nowMs}`, at, at],
      ),
    )
    const { answers, asked } = await killedOver('stop alfa 1', death)
    const isAsked = !(death.commit === 1 && death.when === 'after')
    expect(asked).toHaveLength(isAsked ? 1 : 0)
    const [said] = await desk.answersTo(sari, 1)
    if (death.commit === 1 && death.when === 'before') expect(said).toMatch(/is being stopped/)
    else if (death.commit === 2 && death.when === 'after') expect(answers).toEqual([])
    else expect(said).toMatch(/^alfa: We were cut off before the charger answered/)
  },
)
