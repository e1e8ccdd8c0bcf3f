/** What stands around a drawing of numbers. */
export const chart = {
  power: 'Daya pengisian',
  asTable: 'Angkanya',
  when: 'Waktu',
  nothing: 'Belum ada angka untuk masa ini.',
  units: {
    power: 'W',
    energy: 'kWh',
    money: 'rupiah',
    share: '%',
    count: 'jumlah',
  },
  highest: (value: string, when: string) => `Tertinggi ${value}, ${when}.`,
  last: (value: string, when: string) => `Terakhir ${value}, pukul ${when}.`,
  states: {
    up: 'Siap dipakai',
    down: 'Tidak bisa dipakai',
    offline: 'Tidak terhubung',
    unknown: 'Belum ada kabar',
  },
}
