import type { Language } from '../../web/language.ts'

interface PlanningWords {
  readonly studies: string
  readonly intro: string
  readonly none: string
  readonly begin: string
  readonly saved: (by: string, day: string) => string
  readonly ranking: string
  readonly noCandidates: string
  readonly map: (count: number) => string
  readonly place: string
  readonly score: string
  readonly weights: string
  readonly criterion: string
  readonly weight: string
  readonly level: string
  readonly consistent: (ratio: string) => string
  readonly contradict: (ratio: string) => string
  readonly lookAgain: (first: string, second: string, told: string, implied: string) => string
  readonly byOrder: string
  readonly whatIf: string
  readonly whatIfHint: string
  readonly show: string
  readonly changed: (criterion: string, weight: string) => string
  readonly asItIs: string
  readonly hangsOn: string
  readonly turns: (criterion: string, weight: string, first: string) => string
  readonly steady: string
  readonly csv: string
  readonly noCharger: string
}

export const planningWords: Readonly<Record<Language, PlanningWords>> = {
  id: {
    studies: 'Rencana lokasi',
    intro: 'Calon lokasi pengisi daya berikutnya, dibandingkan dengan angka.',
    none: 'Belum ada studi. Mulailah dari contoh: tiga lokasi di Bali.',
    begin: 'Buat dari contoh',
    saved: (by, day) => `Disimpan oleh ${by}, ${day}`,
    ranking: 'Peringkat',
    noCandidates: 'Belum ada calon lokasi. Kirim lewat API atau berkas CSV.',
    map: (count) => `Peta ${count} calon lokasi; semuanya juga ada di daftar`,
    place: 'Lokasi',
    score: 'Nilai',
    weights: 'Bobot kriteria',
    criterion: 'Kriteria',
    weight: 'Bobot',
    level: 'Tingkat, dari yang terbaik',
    consistent: (ratio) =>
      `Penilaian selaras satu sama lain (rasio konsistensi ${ratio}, paling banyak 0,1).`,
    contradict: (ratio) => `Penilaian saling bertentangan (rasio konsistensi ${ratio}, paling banyak 0,1).`,
    lookAgain: (first, second, told, implied) =>
      `Tinjau lagi “${first}” terhadap “${second}”: dinilai ${told}, padahal penilaian lain berarti ${implied}.`,
    byOrder: 'Bobot dari urutan kriteria (SMARTER).',
    whatIf: 'Bagaimana kalau',
    whatIfHint: 'Ubah bobot satu kriteria; yang lain menyesuaikan. Tidak ada yang disimpan.',
    show: 'Lihat hasilnya',
    changed: (criterion, weight) => `Dengan bobot ${weight} untuk “${criterion}”`,
    asItIs: 'Kembali ke bobot semula',
    hangsOn: 'Apa yang menentukan',
    turns: (criterion, weight, first) =>
      `${first} menjadi yang pertama bila bobot “${criterion}” mencapai ${weight}.`,
    steady: 'Berapa pun bobot satu kriteria, yang pertama tetap sama.',
    csv: 'Unduh CSV',
    noCharger: 'belum ada',
  },
  en: {
    studies: 'Site planning',
    intro: 'Where the next chargers could stand, compared by figures.',
    none: 'There is no study yet. Begin with the example: three sites of Bali.',
    begin: 'Make one from the example',
    saved: (by, day) => `Saved by ${by}, ${day}`,
    ranking: 'Ranking',
    noCandidates: 'There are no candidates yet. Send them by the API or as a CSV file.',
    map: (count) => `Map of ${count} candidates; all of them stand in the list as well`,
    place: 'Site',
    score: 'Score',
    weights: 'Weights of the criteria',
    criterion: 'Criterion',
    weight: 'Weight',
    level: 'Levels, from the best',
    consistent: (ratio) => `The judgements agree with each other (consistency ratio ${ratio}, at most 0.1).`,
    contradict: (ratio) => `The judgements contradict each other (consistency ratio ${ratio}, at most 0.1).`,
    lookAgain: (first, second, told, implied) =>
      `Look again at “${first}” against “${second}”: judged ${told}, while the others mean ${implied}.`,
    byOrder: 'Weights by the order of the criteria (SMARTER).',
    whatIf: 'What if',
    whatIfHint: 'Give one criterion another weight; the others follow. Nothing is saved.',
    show: 'Show what comes of it',
    changed: (criterion, weight) => `With a weight of ${weight} for “${criterion}”`,
    asItIs: 'Back to the weights as they are',
    hangsOn: 'What it hangs on',
    turns: (criterion, weight, first) => `${first} comes first once “${criterion}” weighs ${weight}.`,
    steady: 'Whatever one criterion weighs, the first stays the first.',
    csv: 'Download CSV',
    noCharger: 'none yet',
  },
}
