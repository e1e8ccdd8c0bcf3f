import { MessageResolutionInput } from '../../charging/message-resolution.ts'
import { ResolutionInput } from '../../charging/resolution.ts'
import type { Session } from '../../charging/schemas.ts'
import { type Asking, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field } from '../deeds/fields.ts'
import { kwh, maskedCard, rupiah, when } from '../figures.ts'

/** Why, in whoever's words it was; kept for good. */
export const noteField: Field = {
  name: 'note',
  kind: 'note',
  label: { id: 'Alasan', en: 'Why' },
  hint: { id: 'Tersimpan selamanya di riwayat.', en: 'Kept for good in the history.' },
  required: true,
}

const toSession = ({ id }: Names) => hrefOf('/console/sessions/:id', { id: id ?? '' })

async function sessionText(asking: Asking): Promise<{ readonly session: Session; readonly text: string }> {
  const { c, api, names, language } = asking
  const session = await api.get<Session>(c, `/sessions/${encodeURIComponent(names.id ?? '')}`)
  const { chargePointId, connectorId, idTag, startedAt, timeZone } = session
  const at = when(startedAt, language, timeZone)
  const text = `${chargePointId} · ${connectorId}, ${maskedCard(idTag)}, ${at}`
  return { session, text }
}

export const sessionDeeds: readonly Deed[] = [
  {
    path: '/console/sessions/:id/stop',
    title: { id: 'Hentikan sesi', en: 'Stop a session' },
    button: { id: 'Hentikan sekarang', en: 'Stop it now' },
    section: '/console/sessions',
    confirm: async (asking) => {
      const { session, text } = await sessionText(asking)
      const soFar = `${kwh(session.energyWh, asking.language)}, ${rupiah(session.amountIdr, asking.language)}`
      return asking.language === 'id'
        ? [
            `Pengisian ${text} dihentikan dari jauh.`,
            `Sampai sekarang ${soFar}. Yang tidak terpakai kembali sendiri kepada pengemudinya.`,
          ]
        : [
            `Charging at ${text} is stopped from afar.`,
            `So far ${soFar}. What was not used goes back to its driver by itself.`,
          ]
    },
    back: toSession,
  },
  {
    path: '/console/sessions/:id/bill',
    title: { id: 'Tagih sesi yang diragukan', en: 'Bill a session in doubt' },
    lead: {
      id: 'Ditagih menurut harga saat mulai. Bila meternya tidak bisa dipercaya, tulis energinya sendiri.',
      en: 'It is billed at the price of its start. Where the meter is not to be believed, say the energy yourself.',
    },
    button: { id: 'Tagih', en: 'Bill it' },
    section: '/console/suspects',
    fields: [
      {
        name: 'energyWh',
        kind: 'whole',
        unit: 'Wh',
        label: { id: 'Energi yang dikirim', en: 'Energy that was delivered' },
        hint: { id: 'Kosong: menurut meter.', en: 'Empty: as the meter says.' },
      },
      noteField,
    ],
    input: ResolutionInput,
    body: (fields) => ({ decision: 'bill', ...fields }),
    confirm: async (asking, body) => {
      const { session, text } = await sessionText(asking)
      const { energyWh = session.energyWh } = body as { energyWh?: number }
      const much = kwh(energyWh, asking.language)
      return asking.language === 'id'
        ? [`Sesi ${text} ditagih dengan ${much}.`, 'Keputusan ini tidak bisa ditarik lagi.']
        : [`The session ${text} is billed with ${much}.`, 'The decision stays.']
    },
    back: toSession,
  },
  {
    path: '/console/sessions/:id/waive',
    title: { id: 'Bebaskan sesi yang diragukan', en: 'Waive a session in doubt' },
    lead: {
      id: 'Pengemudi tidak membayar apa pun; yang dibayar di muka kembali seluruhnya.',
      en: 'The driver pays nothing; what was paid ahead goes back whole.',
    },
    button: { id: 'Bebaskan', en: 'Waive it' },
    section: '/console/suspects',
    fields: [noteField],
    input: ResolutionInput,
    body: (fields) => ({ decision: 'waive', ...fields }),
    confirm: async (asking) => {
      const { text } = await sessionText(asking)
      return asking.language === 'id'
        ? [`Sesi ${text} tidak ditagih.`, 'Keputusan ini tidak bisa ditarik lagi.']
        : [`The session ${text} costs nothing.`, 'The decision stays.']
    },
    back: toSession,
  },
  {
    path: '/console/suspects/:id/apply',
    title: { id: 'Pasangkan berhenti ke sesi', en: 'Give a stop to a session' },
    lead: {
      id: 'Sesi itu berakhir dengan berhenti ini, lalu masih harus diputuskan sendiri.',
      en: 'The session ends by this stop, and is then still to be decided itself.',
    },
    button: { id: 'Pasangkan', en: 'Give it to the session' },
    section: '/console/suspects',
    fields: [
      {
        name: 'sessionId',
        kind: 'line',
        label: { id: 'ID sesi', en: 'Id of the session' },
        hint: { id: 'Dari halaman sesinya, di alamatnya.', en: 'It stands in the address of its page.' },
        required: true,
      },
      noteField,
    ],
    input: MessageResolutionInput,
    body: (fields) => ({ decision: 'apply', ...fields }),
    confirm: async ({ language }, body) => {
      const { sessionId } = body as { sessionId: string }
      return language === 'id'
        ? [`Sesi ${sessionId} berakhir dengan berhenti ini.`]
        : [`The session ${sessionId} ends by this stop.`]
    },
    back: () => '/console/suspects',
  },
  {
    path: '/console/suspects/:id/dismiss',
    title: { id: 'Abaikan pesan', en: 'Dismiss a message' },
    lead: {
      id: 'Pesan ini tidak mengubah sesi mana pun. Ia tetap tersimpan bersama alasan Anda.',
      en: 'The message changes no session. It is kept, with your reason.',
    },
    button: { id: 'Abaikan', en: 'Dismiss it' },
    section: '/console/suspects',
    fields: [noteField],
    input: MessageResolutionInput,
    body: (fields) => ({ decision: 'dismiss', ...fields }),
    back: () => '/console/suspects',
  },
]
