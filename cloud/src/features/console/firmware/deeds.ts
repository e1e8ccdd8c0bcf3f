import { z } from 'zod'
import {
  type Campaign,
  CampaignInput,
  type FirmwareImage,
  FirmwareImageInput,
  maxImageBytes,
} from '../../firmware/schemas.ts'
import { filled, hrefOf, type Names } from '../asking.ts'
import type { Deed } from '../deeds/deed.ts'
import { whole } from '../figures.ts'
import { siteOptions } from '../tariffs/deeds.tsx'
import { campaignStates, firmwareWords as w } from './words.ts'

const toCampaign = ({ id = '' }: Names) => hrefOf('/console/firmware-campaigns/:id', { id })

const toImage = ({ id = '' }: Names) => hrefOf('/console/firmware-images/:id', { id })

/** A few are named; of many, their number says enough. */
const namesOf = (chargers: readonly string[]): string =>
  chargers.length > 12 ? '' : ` (${chargers.join(', ')})`

const imageDeeds: readonly Deed[] = [
  {
    path: '/console/firmware-images/new',
    title: w.newImage,
    lead: w.newImageLead,
    button: { id: 'Lanjut ke berkasnya', en: 'On to its file' },
    section: '/console/firmware-campaigns',
    fields: [
      {
        name: 'version',
        kind: 'line',
        label: w.version,
        hint: { id: 'Seperti pos melaporkannya, misalnya 1.4.2.', en: 'As chargers tell it, such as 1.4.2.' },
        required: true,
      },
      {
        name: 'fileName',
        kind: 'line',
        label: { id: 'Nama berkas', en: 'Name of the file' },
        hint: { id: 'Huruf, angka, titik, _ atau -.', en: 'Letters, digits, a point, _ or -.' },
        required: true,
      },
      { name: 'signature', kind: 'note', label: w.signature, hint: w.signatureHint, group: w.signed },
      {
        name: 'signingCertificate',
        kind: 'note',
        label: { id: 'Sertifikat penanda tangan', en: 'Signing certificate' },
        hint: { id: 'PEM, bersama tanda tangannya.', en: 'PEM, together with the signature.' },
        group: w.signed,
      },
    ],
    input: FirmwareImageInput,
    back: () => '/console/firmware-images',
    done: (answer) => hrefOf('/console/firmware-images/:id/file', { id: (answer as FirmwareImage).id }),
  },
  {
    path: '/console/firmware-images/:id/file',
    title: w.upload,
    lead: w.checks,
    button: w.upload,
    section: '/console/firmware-campaigns',
    file: { label: w.file, hint: w.uploadHint, mostBytes: maxImageBytes },
    back: toImage,
  },
]

export const firmwareDeeds: readonly Deed[] = [
  ...imageDeeds,
  {
    path: '/console/firmware-campaigns/new',
    title: w.make,
    lead: w.lead,
    button: { id: 'Mulai', en: 'Begin' },
    section: '/console/firmware-campaigns',
    fields: async (asking) => {
      const { items } = await asking.api.get<{ items: FirmwareImage[] }>(
        asking.c,
        '/firmware-images?limit=200',
      )
      const options = items.map(({ id, version, fileName }) => {
        const text = `${version} (${fileName})`
        return { value: id, label: { id: text, en: text } }
      })
      return [
        { name: 'name', kind: 'line', label: w.name, required: true },
        { name: 'imageId', kind: 'choice', label: w.image, options, required: true },
        { name: 'site', kind: 'choice', label: w.site, options: await siteOptions(asking) },
        {
          name: 'chargers',
          kind: 'lines',
          label: { id: 'Atau pos-pos ini', en: 'Or these chargers' },
          hint: {
            id: 'Satu ID tiap baris. Isi ini atau lokasinya.',
            en: 'One id a line. Fill in these, or the site.',
          },
        },
        {
          name: 'waveSizes',
          kind: 'wholes',
          label: w.waves,
          hint: {
            id: 'Misalnya 1 5 20; sisanya gelombang terakhir.',
            en: 'Such as 1 5 20; the rest are the last one.',
          },
        },
        {
          name: 'maxFailures',
          kind: 'whole',
          label: w.mayFail,
          hint: {
            id: 'Lebih dari ini, tidak ada pos lain yang disentuh.',
            en: 'More than so many, and no further charger is touched.',
          },
        },
      ]
    },
    present: async () => ({ waveSizes: [1], maxFailures: 0 }),
    input: z
      .unknown()
      .refine((body) => !(typeof body === 'object' && body !== null && 'site' in body), {
        path: ['chargers'],
        message: 'the site or its chargers, not both',
      })
      .pipe(CampaignInput),
    body: ({ site, chargers, ...fields }) => ({
      ...fields,
      chargers: chargers ?? (site === undefined ? [] : { site }),
      // Which of the two is meant is not ours to guess.
      ...(site !== undefined && chargers !== undefined && { site }),
    }),
    confirm: async ({ c, api, language }, body) => {
      const { imageId, chargers, waveSizes } = CampaignInput.parse(body)
      const image = await api.get<FirmwareImage>(c, `/firmware-images/${encodeURIComponent(imageId)}`)
      const where = Array.isArray(chargers) ? whole(chargers.length, language) : chargers.site
      const which = Array.isArray(chargers) ? namesOf(chargers) : ''
      const first = whole(waveSizes[0] ?? 1, language)
      return language === 'id'
        ? [
            `Versi ${image.version} dipasang di: ${Array.isArray(chargers) ? `${where} pos${which}` : `semua pos di ${where}`}.`,
            `Gelombang pertama ${first} pos. Pos yang sedang mengisi menunggu sampai selesai.`,
          ]
        : [
            `Version ${image.version} is installed at: ${Array.isArray(chargers) ? `${where} chargers${which}` : `all of ${where}`}.`,
            `The first wave is ${first}. Who is charging is waited for.`,
          ]
    },
    back: () => '/console/firmware-campaigns',
    done: (answer) => toCampaign({ id: (answer as Campaign).id }),
  },
  {
    path: '/console/firmware-campaigns/:id/state/:state',
    title: { id: 'Jeda, teruskan atau hentikan', en: 'Pause, go on or stop' },
    button: { id: 'Ya, lakukan', en: 'Yes, do it' },
    section: '/console/firmware-campaigns',
    keeps: async ({ names }) => ({ state: names.state }),
    confirm: async ({ c, api, names, language }) => {
      const { name } = await api.get<Campaign>(c, filled('/firmware-campaigns/:id', names))
      const state = campaignStates[names.state as Campaign['state']]?.[language] ?? names.state
      return language === 'id'
        ? [`${name}: ${state}.`, 'Pos yang sedang memasang tetap menyelesaikannya.']
        : [`${name}: ${state}.`, 'A charger that is installing finishes it.']
    },
    back: toCampaign,
  },
]
