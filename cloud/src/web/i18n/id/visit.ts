/** Before and after a session: how long it takes, and how it was. */
export const battery = {
  title: 'Baterai motor Anda',
  fills: (percent: string) => `${percent} baterai`,
  time: (duration: string) => `± ${duration}`,
  whole: 'penuh, sisanya kembali',
  estimate: 'Waktu dihitung dari baterai kosong, dengan charger bawaan motor.',
}

export const rating = {
  title: 'Bagaimana pengisian tadi?',
  scale: '1 buruk, 5 baik sekali',
  stars: (stars: number) => ['Buruk', 'Kurang', 'Cukup', 'Baik', 'Baik sekali'][stars - 1] ?? '',
  word: 'Pesan singkat (tidak wajib)',
  send: 'Kirim penilaian',
  thanks: 'Terima kasih. Penilaian Anda sudah kami terima.',
  wrong: 'Pilih satu angka dari 1 sampai 5, lalu kirim lagi.',
}
