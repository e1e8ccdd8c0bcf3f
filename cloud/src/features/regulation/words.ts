import type { DocumentKind } from '../../core/regulation.ts'
import type { Language } from '../../web/language.ts'

interface RegulationWords {
  readonly title: string
  readonly lead: string
  readonly kinds: Readonly<Record<DocumentKind, string>>
  readonly states: Readonly<Record<'missing' | 'valid' | 'endsSoon' | 'ended', string>>
  readonly site: string
  readonly open: string
  readonly noSites: string
  readonly what: string
  readonly charger: string
  readonly number: string
  readonly issuer: string
  readonly issuedOn: string
  readonly expiresOn: string
  readonly noEnd: string
  readonly state: string
  readonly daysLeft: (days: number) => string
  readonly file: string
  readonly fileHint: string
  readonly all: string
  readonly withdrawn: string
  readonly withdraw: string
  readonly add: string
  readonly save: string
  readonly exportTitle: string
  readonly exportText: string
  readonly from: string
  readonly until: string
  readonly download: string
}

export const regulationWords: Readonly<Record<Language, RegulationWords>> = {
  id: {
    title: 'Perizinan',
    lead: 'Dokumen yang wajib ada untuk tiap lokasi, dan sampai kapan berlaku.',
    kinds: {
      operatorLicence: 'Izin usaha (IUPTLU)',
      spkluNumber: 'Nomor identitas SPKLU',
      slo: 'Sertifikat laik operasi (SLO)',
      meterSeal: 'Tera meter',
    },
    states: { missing: 'Belum ada', valid: 'Berlaku', endsSoon: 'Segera habis', ended: 'Habis' },
    site: 'Lokasi',
    open: 'Perlu tindakan',
    noSites: 'Belum ada lokasi. Buat dulu lewat halaman lokasi.',
    what: 'Dokumen',
    charger: 'Pos',
    number: 'Nomor',
    issuer: 'Penerbit',
    issuedOn: 'Terbit',
    expiresOn: 'Berlaku sampai',
    noEnd: 'tanpa batas',
    state: 'Keadaan',
    daysLeft: (days) => (days < 0 ? `lewat ${-days} hari` : `${days} hari lagi`),
    file: 'Berkas',
    fileHint: 'PDF, JPEG atau PNG, paling besar 10 MB',
    all: 'Semua dokumen',
    withdrawn: 'Ditarik',
    withdraw: 'Tarik',
    add: 'Catat dokumen',
    save: 'Simpan',
    exportTitle: 'Data untuk kementerian',
    exportText: 'Lokasi, ketersediaan, tarif dan kWh terjual tiap pos, sebagai CSV.',
    from: 'Dari tanggal',
    until: 'Sampai tanggal',
    download: 'Unduh CSV',
  },
  en: {
    title: 'Regulation',
    lead: 'The papers that each site has to have, and until when they hold.',
    kinds: {
      operatorLicence: 'Operator’s licence (IUPTLU)',
      spkluNumber: 'SPKLU identity number',
      slo: 'Electrical certificate (SLO)',
      meterSeal: 'Meter seal',
    },
    states: { missing: 'Missing', valid: 'Valid', endsSoon: 'Ends soon', ended: 'Ended' },
    site: 'Site',
    open: 'To be done',
    noSites: 'There is no site yet. Make one on the page of sites first.',
    what: 'Document',
    charger: 'Charger',
    number: 'Number',
    issuer: 'Issued by',
    issuedOn: 'Issued on',
    expiresOn: 'Valid until',
    noEnd: 'no end',
    state: 'State',
    daysLeft: (days) => (days < 0 ? `${-days} days ago` : `${days} days left`),
    file: 'File',
    fileHint: 'PDF, JPEG or PNG, 10 MB at most',
    all: 'All documents',
    withdrawn: 'Withdrawn',
    withdraw: 'Withdraw',
    add: 'Enter a document',
    save: 'Save',
    exportTitle: 'Data for the ministry',
    exportText: 'Location, availability, tariff and kWh sold of each charger, as CSV.',
    from: 'From',
    until: 'Until',
    download: 'Download CSV',
  },
}
