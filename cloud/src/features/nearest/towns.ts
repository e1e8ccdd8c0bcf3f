import type { Position } from '../../core/haversine.ts'

export interface Town extends Position {
  /** For addresses. */
  readonly slug: string
  readonly name: string
}

/** Towns to start from where nobody says where they are: the islands' large ones, from west to east. */
export const towns: readonly Town[] = (
  [
    ['Banda Aceh', 5.55, 95.32],
    ['Medan', 3.59, 98.67],
    ['Padang', -0.95, 100.35],
    ['Pekanbaru', 0.53, 101.45],
    ['Batam', 1.13, 104.05],
    ['Jambi', -1.61, 103.61],
    ['Bengkulu', -3.8, 102.26],
    ['Palembang', -2.98, 104.76],
    ['Bandar Lampung', -5.43, 105.26],
    ['Pangkalpinang', -2.13, 106.11],
    ['Serang', -6.12, 106.15],
    ['Tangerang', -6.18, 106.63],
    ['Jakarta', -6.2, 106.82],
    ['Bogor', -6.6, 106.8],
    ['Bekasi', -6.24, 106.99],
    ['Bandung', -6.91, 107.61],
    ['Cirebon', -6.73, 108.55],
    ['Semarang', -6.99, 110.42],
    ['Yogyakarta', -7.8, 110.36],
    ['Surakarta', -7.57, 110.82],
    ['Surabaya', -7.26, 112.75],
    ['Malang', -7.98, 112.63],
    ['Denpasar', -8.65, 115.22],
    ['Mataram', -8.58, 116.12],
    ['Kupang', -10.17, 123.6],
    ['Pontianak', -0.03, 109.34],
    ['Palangka Raya', -2.21, 113.92],
    ['Banjarmasin', -3.32, 114.59],
    ['Samarinda', -0.5, 117.15],
    ['Balikpapan', -1.27, 116.83],
    ['Tarakan', 3.31, 117.59],
    ['Manado', 1.49, 124.84],
    ['Gorontalo', 0.54, 123.06],
    ['Palu', -0.9, 119.87],
    ['Kendari', -3.97, 122.51],
    ['Makassar', -5.14, 119.42],
    ['Ternate', 0.79, 127.38],
    ['Ambon', -3.69, 128.18],
    ['Sorong', -0.88, 131.25],
    ['Jayapura', -2.54, 140.71],
  ] as const
).map(([name, latitude, longitude]) => ({
  slug: name.toLowerCase().replace(' ', '-'),
  name,
  latitude,
  longitude,
}))
