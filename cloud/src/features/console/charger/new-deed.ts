import { z } from 'zod'
import { type Charger, ChargerInput } from '../../chargers/schemas.ts'
import type { Asking } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import type { Field } from '../deeds/fields.ts'
import type { Said } from '../said.ts'
import { siteOptions } from '../tariffs/deeds.tsx'
import { chargerPath } from './columns.tsx'

/** How many sockets may be chosen. A charger of the API may have more, and such as differ. */
const socketNumbers = [1, 2, 3, 4, 5, 6, 7, 8]

const group: Said = { id: 'Setelan lain', en: 'Other settings' }

const same = (text: string): Said => ({ id: text, en: text })

/** What every socket has: the first one stands for all. */
const socketFields: readonly Field[] = [
  {
    name: 'sockets',
    kind: 'choice',
    label: { id: 'Jumlah soket', en: 'Number of sockets' },
    options: socketNumbers.map(String).map((value) => ({ value, label: same(value) })),
    required: true,
  },
  {
    name: 'connectors.0.voltageV',
    kind: 'whole',
    unit: 'V',
    label: { id: 'Tegangan tiap soket', en: 'Voltage of each socket' },
    required: true,
  },
  {
    name: 'connectors.0.maxPowerW',
    kind: 'whole',
    unit: 'W',
    label: { id: 'Daya terbesar tiap soket', en: 'Most power of each socket' },
    required: true,
  },
  {
    name: 'connectors.0.leastPowerW',
    kind: 'whole',
    unit: 'W',
    label: { id: 'Bisa diturunkan sampai', en: 'Can be turned down to' },
    hint: {
      id: 'Kosong: soket hanya bisa nyala atau mati, seperti untuk motor.',
      en: 'Empty: the socket is only switched on and off, as motorcycles need it.',
    },
  },
  {
    name: 'connectors.0.sensesPlug',
    kind: 'yes',
    label: { id: 'Soket tahu bila ada colokan', en: 'A socket can tell that a plug is in it' },
    hint: {
      id: 'Bila ya, pengemudi membayar sesudah mencolok.',
      en: 'Then a driver pays only once it is.',
    },
  },
]

const validations: Readonly<Record<NonNullable<ChargerInput['validation']>, Said>> = {
  strict: { id: 'Ketat', en: 'Strict' },
  lenient: { id: 'Longgar', en: 'Lenient' },
  'log-only': { id: 'Hanya dicatat', en: 'Only noted' },
}

async function chargerFields(asking: Asking): Promise<readonly Field[]> {
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
    ...socketFields,
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

/** As many sockets as were chosen, each like the first. A number that is not offered makes none, which the API refuses. */
function chargerBody({ sockets, connectors, ...fields }: Record<string, unknown>): unknown {
  const [socket] = connectors as readonly object[]
  const chosen = socketNumbers.find((number) => String(number) === sockets) ?? 0
  const numbers = socketNumbers.slice(0, chosen)
  return { ...fields, connectors: numbers.map((connectorId) => ({ ...socket, connectorId })) }
}

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
  // The other sockets are like the first, so that what is wrong with it is said once.
  input: ChargerInput.extend({
    connectors: z.tuple([ChargerInput.shape.connectors.element]).rest(z.unknown()),
  }),
  body: chargerBody,
  back: () => '/console/chargers',
  done: (answer) => chargerPath((answer as Charger).chargePointId),
  secret: (answer) => (answer as { readonly password: string | null }).password ?? undefined,
  secretIs: {
    id: 'Kata sandi pos, untuk dipasang sebagai AuthorizationKey. Pos Colok bisa memakai kode pasang dari halaman teknisi sebagai gantinya.',
    en: 'The password of the charger, to be set as its AuthorizationKey. A Colok charger can take a claim code from the technician’s page in its place.',
  },
}
