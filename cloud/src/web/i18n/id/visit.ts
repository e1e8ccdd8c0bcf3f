/** Before and after a session: how long it takes, and how it was. */
export const battery = {
  title: 'Baterai motor Anda',
  fills: (percent: string) => `${percent} baterai`,
  time: (duration: string) => `± ${duration}`,
  fillUp: 'Isi penuh',
  atMost: (amount: string) => `paling banyak ${amount}`,
  whole: 'penuh, sisanya kembali',
  estimate: (power: string) => `Waktu dari baterai kosong, dengan charger motor ${power} W.`,
}

export const rating = {
  title: 'Bagaimana pengisian tadi?',
  stars: (stars: number) => ['Buruk', 'Kurang', 'Cukup', 'Baik', 'Baik sekali'][stars - 1] ?? '',
  word: 'Pesan singkat (tidak wajib)',
  send: 'Kirim penilaian',
  thanks: 'Terima kasih. Penilaian Anda sudah kami terima.',
  wrong: 'Pilih satu angka dari 1 sampai 5, lalu kirim lagi.',
}
