import { z } from 'zod'
import { type Charger, ChargerInput } from '../../chargers/schemas.ts'
import { centralSystemUrl } from '../../claims/commands.ts'
import type { Asking } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import { type Field, type Typed, typedText } from '../deeds/fields.ts'
import type { Said } from '../said.ts'
import { siteOptions } from '../tariffs/deeds.tsx'
import { chargerPath } from './columns.tsx'
import {
  chosenNumbers,
  moreSockets,
  socketCountFields,
  socketFields,
  socketsNotAsked,
} from './socket-fields.ts'
import { validations } from './words.ts'

const group: Said = { id: 'Setelan lain', en: 'Other settings' }

const same = (text: string): Said => ({ id: text, en: text })

async function chargerFields(asking: Asking, typed: Typed): Promise<readonly Field[]> {
  const { c, api } = asking
  const templates = await api.find<{ items: { slug: string; name: string }[] }>(
    c,
    '/configuration-templates?limit=200',
  )
  return [
    {
      name: 'chargePointId',
      kind: 'line',
      label: { id: 'Nomor pos', en: 'Number of the charger' },
      hint: {
        id: 'Namanya di OCPP, dan di alamat kode QR. Misalnya CLK-0001.',
        en: 'Its name in OCPP, and in the address of its QR code. Such as CLK-0001.',
      },
      required: true,
    },
    {
      name: 'site',
      kind: 'choice',
      label: { id: 'Lokasi', en: 'Site' },
      options: await siteOptions(asking),
      required: true,
    },
    {
      name: 'name',
      kind: 'line',
      label: { id: 'Nama', en: 'Name' },
      hint: { id: 'Misalnya Pos 1, pintu masuk.', en: 'Such as Post 1, entrance.' },
      required: true,
    },
    ...socketCountFields,
    ...socketFields(typed),
    {
      name: 'validation',
      kind: 'choice',
      label: { id: 'Pemeriksaan pesan', en: 'Checks of messages' },
      hint: { id: 'Tidak ada: seperti modelnya.', en: 'None: as its model says.' },
      options: Object.entries(validations).map(([value, label]) => ({ value, label })),
      group,
    },
    {
      name: 'configurationTemplate',
      kind: 'choice',
      label: { id: 'Templat konfigurasi', en: 'Configuration template' },
      hint: { id: 'Tidak ada: seperti modelnya.', en: 'None: as its model says.' },
      options: (templates?.items ?? []).map(({ slug, name }) => ({ value: slug, label: same(name) })),
      group,
    },
    {
      name: 'keepsLocalList',
      kind: 'yes',
      label: { id: 'Samakan daftar kartu di pos', en: 'Keep its list of cards in step' },
      group,
    },
  ]
}

/** As many sockets as were chosen, each as it was filled in, or like the first. */
function chargerBody({ sockets, differ, connectors = [], ...fields }: Record<string, unknown>): unknown {
  const filled = connectors as readonly object[]
  const numbers = chosenNumbers({ sockets: [String(sockets)] })
  return {
    ...fields,
    connectors: numbers.map((connectorId, place) => ({
      ...filled[differ === true ? place : 0],
      connectorId,
    })),
  }
}

/** What is wrong with a socket that stands for others, or before some that are yet to be asked for, is said once. */
const likeTheFirst = ChargerInput.extend({
  connectors: z.tuple([ChargerInput.shape.connectors.element]).rest(z.unknown()),
})

const isFilledIn = (typed: Typed) => typedText(typed, 'differ') !== '' && socketsNotAsked(typed).length === 0

/** A charger that is entered by hand. */
export const newCharger: Deed = {
  path: '/console/chargers/new',
  isNew: true,
  title: { id: 'Pos baru', en: 'New charger' },
  lead: {
    id: 'Pos dilayani begitu ia tersambung dengan kata sandi yang tampil sesudah ini.',
    en: 'The charger is served as soon as it connects with the password that is shown next.',
  },
  button: { id: 'Daftarkan pos', en: 'Enter the charger' },
  section: '/console/chargers',
  fields: chargerFields,
  present: async () => ({ sockets: '2', connectors: [{ voltageV: 220, sensesPlug: true }] }),
  input: (typed) => (isFilledIn(typed) ? ChargerInput : likeTheFirst),
  asksMore: moreSockets,
  body: chargerBody,
  back: () => '/console/chargers',
  done: (answer) => chargerPath((answer as Charger).chargePointId),
  secret: (answer) => (answer as { readonly password: string | null }).password ?? undefined,
  secretBeside: (answer, services) => [
    [
      { id: 'Nomor pos, juga nama penggunanya', en: 'Number of the charger, and its user name' },
      (answer as Charger).chargePointId,
    ],
    [{ id: 'Alamat OCPP 1.6J', en: 'Address for OCPP 1.6J' }, centralSystemUrl(services)],
  ],
  secretIs: {
    id: 'Di bawah ini kata sandi pos, untuk dipasang sebagai AuthorizationKey. Pos Colok bisa memakai kode pasang dari halaman teknisi sebagai gantinya.',
    en: 'Below is the password of the charger, to be set as its AuthorizationKey. A Colok charger can take a claim code from the technician’s page in its place.',
  },
}
