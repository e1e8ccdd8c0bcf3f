import { toIso } from '@colok/shared/time'
import type { Tx } from '../../db/database.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { addressesOf } from '../messages/address.ts'
import { queueMessage } from '../messages/commands.ts'
import { endReminders, listBreaches, remindAgain } from './breaches.ts'

const lookEveryMs = 60_000

/** People in one commit. */
const peopleAtOnce = 200

/** What is said in a message is told by these clocks. */
const timeZone = 'Asia/Jakarta'

interface Recipient {
  readonly id: string
  readonly phone: string | null
  readonly email: string | null
  readonly language: 'id' | 'en'
}

/** Tells the people of a breach, and reminds those who have to tell as its deadline nears. */
export function watchBreaches(services: Services): Job {
  return {
    name: 'watch breaches',
    everyMs: lookEveryMs,
    async run() {
      const toTell = await services.read.all<{ id: string }>(
        'select id from breach where notices_asked_at is not null and people_told_at is null',
        [],
      )
      for (const { id } of toTell) await tellSome(services, id)
      const now = toIso(services.clock.wallMs())
      const toRemind = await services.read.all<{ id: string }>(
        'select id from breach where next_reminder_at <= ? order by id limit 100',
        [now],
      )
      for (const { id } of toRemind) await remind(services, id)
    },
  }
}

async function tellSome(services: Services, id: string): Promise<void> {
  const [breach] = await listBreaches(services, { id, limit: 1 })
  if (breach === undefined) return
  await services.writer.write(async (tx) => {
    const people = await tx.all<Recipient>(
      `select "user".id, phone, email, language from breach_person join "user" on "user".id = user_id
       where breach_id = ? and told_at is null and problem is null order by "user".id limit ?`,
      [id, peopleAtOnce],
    )
    const at = toIso(services.clock.wallMs())
    for (const person of people) {
      const outcome = await queueMessage(tx, services, {
        dedupeKey: `breach:${id}:${person.id}`,
        kind: 'dataBreach',
        parameters: {
          exposed: breach.exposedData,
          happened: breach.whatHappened,
          remedy: breach.remedy,
          url: services.settings.publicUrl,
        },
        language: person.language,
        timeZone,
        addresses: addressesOf(person),
        createdBy: 'watch breaches',
      })
      if (outcome.kind !== 'refused') await noteTold(tx, { id, userId: person.id, messageId: outcome.id, at })
      // Whoever is told much, or when much waits, is tried again at the next look.
      else if (outcome.reason === 'noChannel') await noteUnreachable(tx, { id, userId: person.id })
    }
    if (people.length === 0) {
      await tx.run('update breach set people_told_at = ? where id = ?', [at, id])
      await endReminders(tx, id)
    }
  })
}

async function noteTold(
  tx: Tx,
  told: { readonly id: string; readonly userId: string; readonly messageId: string; readonly at: string },
): Promise<void> {
  await tx.run('update breach_person set told_at = ?, message_id = ? where breach_id = ? and user_id = ?', [
    told.at,
    told.messageId,
    told.id,
    told.userId,
  ])
}

/** They have to be told in another way: by letter, or in public. */
async function noteUnreachable(
  tx: Tx,
  person: { readonly id: string; readonly userId: string },
): Promise<void> {
  await tx.run("update breach_person set problem = 'noChannel' where breach_id = ? and user_id = ?", [
    person.id,
    person.userId,
  ])
}

/** To every admin, and into the log, which somebody reads even when no message gets through. */
async function remind(services: Services, id: string): Promise<void> {
  const [breach] = await listBreaches(services, { id, limit: 1 })
  if (breach === undefined) return
  const { title, hoursLeft, peopleToldAt, authorityToldAt } = breach
  services.log.error(
    { breach: id, hoursLeft, peopleTold: peopleToldAt !== null, authorityTold: authorityToldAt !== null },
    'a breach of personal data has to be told of',
  )
  await services.writer.write(async (tx) => {
    const admins = await tx.all<Recipient>(
      `select distinct "user".id, phone, email, language from "user"
         join organisation_member on user_id = "user".id where role = 'admin' and until is null and closed_at is null`,
      [],
    )
    for (const admin of admins)
      await queueMessage(tx, services, {
        dedupeKey: `breach-reminder:${id}:${hoursLeft}:${admin.id}`,
        kind: 'alert',
        parameters: {
          what: hoursLeft < 0 ? 'Kebocoran data: batas waktu lewat' : `Kebocoran data: sisa ${hoursLeft} jam`,
          where: title.slice(0, 120),
          todo: [
            ...(peopleToldAt === null ? ['beri tahu orang yang terdampak'] : []),
            ...(authorityToldAt === null ? ['lapor ke lembaga'] : []),
          ].join(', '),
          url: services.settings.publicUrl,
        },
        language: admin.language,
        timeZone,
        addresses: addressesOf(admin),
        createdBy: 'watch breaches',
      })
    await remindAgain(tx, services, breach)
  })
}
