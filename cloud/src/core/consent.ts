/** What people are asked to consent to, freely and apart from everything else (UU 27/2022, articles 20 to 24). */
interface ConsentPurpose {
  /** Changes with the text: a consent is to the very words that were shown. */
  readonly version: string
  readonly text: Readonly<Record<'id' | 'en', string>>
}

export const consentPurposes = {
  news: {
    version: '2026-11',
    text: {
      id: 'Colok boleh mengirim kabar tentang lokasi dan tarif baru kepada saya.',
      en: 'Colok may send me news of new places and prices.',
    },
  },
  planning: {
    version: '2026-11',
    text: {
      id: 'Colok boleh memakai riwayat pengisian saya untuk memilih lokasi pos yang baru.',
      en: 'Colok may use my charging history to choose where new posts go.',
    },
  },
} as const satisfies Record<string, ConsentPurpose>

export type ConsentName = keyof typeof consentPurposes

export const consentNames = Object.keys(consentPurposes) as [ConsentName, ...ConsentName[]]
