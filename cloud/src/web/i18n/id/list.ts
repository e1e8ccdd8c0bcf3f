/** What stands around every table of the console. */
export const list = {
  filter: 'Saring',
  all: 'Tampilkan semua',
  any: 'Semua',
  noneFound: 'Tidak ada yang cocok. Ubah saringannya, atau tampilkan semua.',
  first: 'Ke awal',
  next: 'Berikutnya',
  csv: 'Unduh CSV',
  dense: 'Baris rapat',
  comfortable: 'Baris longgar',
}
