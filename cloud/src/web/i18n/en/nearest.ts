import type * as id from '../id/nearest.ts'

export const nearest: typeof id.nearest = {
  title: 'Nearest posts',
  intro: 'The five nearest posts with a socket that is ready.',
  here: 'Use my location',
  searching: 'Looking for where you are…',
  refused: 'Your location is not known. Please write the name of a place.',
  place: 'A town or the name of a place',
  find: 'Search',
  from: (place) => `From ${place}`,
  yourLocation: 'where you are',
  elsewhere: 'From another place',
  towns: 'Or choose a town',
  unknownPlace: (place) => `We do not know “${place}”. Try the name of a town, or choose one below.`,
  none: 'No socket is ready just now. Please try again in a moment.',
  free: (free, all) => `${free} of ${all} sockets ready`,
  straight: 'As the crow flies, not by road.',
  map: (count) => `Map: the ${count} nearest posts`,
  list: 'All posts',
  page: 'Open the post',
  route: 'Directions',
}
