import { toIso } from '@colok/shared/time'
import { reminderDue } from '../../core/regulation.ts'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Address } from '../../gateways/messaging/contract.ts'
import type { Job } from '../../jobs/runner.ts'
import type { Services } from '../../services.ts'
import { noteChange } from '../activity/ongoing.ts'
import { hashAddress, maskAddress } from '../messages/address.ts'
import { queueMessage } from '../messages/commands.ts'
import { oneLine } from '../messages/one-line.ts'
import { openRecipients, sealRecipients } from '../reports/recipients.ts'
import { listChecklists } from './documents.ts'
import type { SiteChecklist } from './schemas.ts'
import { regulationWords } from './words.ts'

/** By whose night a reminder waits, where its reader's is not known. */
const timeZone = 'Asia/Jakarta'

/** Sites that are looked at in one go. */
const batch = 200

interface Reminders {
  readonly recipients: readonly Address[]
  readonly daysBefore: readonly number[]
}

/** Who is told that papers end; undefined while nobody is. */
async function readReminders(
  runner: SqlRunner,
  services: Pick<Services, 'settings'>,
): Promise<Reminders | undefined> {
  const row = await first<{ sealedRecipients: string; daysBefore: string }>(
    runner,
    "select sealed_recipients, days_before from document_reminders where id = 'all'",
    [],
  )
  return (
    row && {
      recipients: openRecipients(services, row.sealedRecipients),
      daysBefore: JSON.parse(row.daysBefore) as number[],
    }
  )
}

/** The same, as it may be shown. */
export async function remindersView(services: Services) {
  const { recipients, daysBefore } = (await readReminders(services.read, services)) ?? {
    recipients: [],
    daysBefore: [],
  }
  return { recipients: recipients.map(maskAddress), daysBefore: [...daysBefore] }
}

export async function saveReminders(
  tx: Tx,
  services: Services,
  { recipients, daysBefore, actor }: Reminders & { readonly actor: string },
): Promise<void> {
  const row = {
    sealedRecipients: sealRecipients(services, recipients),
    daysBefore: JSON.stringify(daysBefore),
    savedBy: actor,
    savedAt: toIso(services.clock.wallMs()),
  }
  await noteChange(() => undefined, { daysBefore, recipients: recipients.map(maskAddress) })
  await tx.query
    .insertInto('documentReminders')
    .values({ id: 'all', ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

/** Tells whoever is to know of papers that end: once for each step that is reached, and once when they have ended. */
export function remindOfDocuments(services: Services): Job {
  return {
    name: 'remind of documents',
    everyMs: 3_600_000,
    async run() {
      const reminders = await readReminders(services.read, services)
      if (reminders === undefined || reminders.recipients.length === 0) return
      let cursor: string | undefined
      do {
        const page = { reach: { kind: 'all' }, cursor, limit: batch } as const
        const { items, nextCursor } = await listChecklists(services, page)
        for (const list of items) await remindOf(services, list, reminders)
        cursor = nextCursor ?? undefined
      } while (cursor !== undefined)
    },
  }
}

async function remindOf(services: Services, list: SiteChecklist, reminders: Reminders): Promise<void> {
  const due = list.items.flatMap(({ document, daysLeft }) => {
    const step = reminderDue(daysLeft, reminders.daysBefore)
    return document === null || document.expiresOn === null || step === undefined
      ? []
      : [{ document, step, endsOn: document.expiresOn }]
  })
  if (due.length === 0) return
  await services.writer.write(async (tx) => {
    for (const { document, step, endsOn } of due)
      for (const address of reminders.recipients) {
        const place = [list.name, document.chargePointId].filter((part) => part !== null).join(', ')
        await queueMessage(tx, services, {
          dedupeKey: `document:${document.id}:${step}:${hashAddress(address, services.settings.secret).slice(0, 16)}`,
          kind: 'documentEnds',
          parameters: {
            document: regulationWords.id.kinds[document.kind],
            number: oneLine(document.number, 80),
            place: oneLine(place, 120),
            endsOn,
            url: `${services.settings.publicUrl}/regulation/${list.site}`,
          },
          ...{ language: 'id', timeZone, addresses: [address], createdBy: 'remind of documents' },
        })
      }
  })
}
