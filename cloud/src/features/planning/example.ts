import type { StudyInput } from './schemas.ts'

/**
 * Three sites of Bali compared by AHP, with the criteria, judgements and figures of a published study of where chargers
 * for electric motorcycles belong: Sangeh comes first with 0.251, Kuta has 0.212, Lippo 0.198. Positions are ours.
 */
export const exampleStudy: StudyInput = {
  name: 'Bali: Sangeh, Kuta, Lippo',
  criteria: [
    {
      key: 'distanceKm',
      name: 'Jarak ke SPKLU terdekat',
      unit: 'km',
      source: 'kmToNearestCharger',
      scale: {
        kind: 'bands',
        levels: [
          { name: '> 15', above: 15 },
          { name: '10–15', atLeast: 10 },
          { name: '5–10', atLeast: 5 },
          { name: '1–5', atLeast: 1 },
          { name: '< 1' },
        ],
      },
    },
    {
      key: 'parkingM2',
      name: 'Luas parkir',
      unit: 'm²',
      source: 'given',
      scale: {
        kind: 'bands',
        levels: [
          { name: '> 700', above: 700 },
          { name: '500–700', atLeast: 500 },
          { name: '300–500', atLeast: 300 },
          { name: '100–300', atLeast: 100 },
          { name: '< 100' },
        ],
      },
    },
    {
      key: 'building',
      name: 'Jenis tempat',
      unit: '',
      source: 'given',
      scale: {
        kind: 'categories',
        levels: [['fasilitas umum'], ['belanja'], ['rekreasi'], ['restoran'], ['penginapan', 'rumah sakit']],
      },
    },
  ],
  weighing: {
    method: 'ahp',
    judgements: [
      { first: 'distanceKm', second: 'parkingM2', ratio: 7 },
      { first: 'distanceKm', second: 'building', ratio: 3 },
      { first: 'building', second: 'parkingM2', ratio: 3 },
    ],
  },
  candidates: [
    {
      name: 'Sangeh Monkey Forest',
      latitude: -8.4806,
      longitude: 115.2067,
      facts: { distanceKm: 13.4, parkingM2: 6400, building: 'rekreasi' },
    },
    {
      name: 'Sentral Parkir Kuta',
      latitude: -8.7128,
      longitude: 115.1808,
      facts: { distanceKm: 3, parkingM2: 5000, building: 'fasilitas umum' },
    },
    {
      name: 'Lippo Plaza Sunset',
      latitude: -8.7014,
      longitude: 115.1774,
      facts: { distanceKm: 7, parkingM2: 800, building: 'belanja' },
    },
  ],
}
