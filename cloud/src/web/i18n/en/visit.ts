import type * as id from '../id/visit.ts'

export const battery: typeof id.battery = {
  title: 'Your battery',
  fills: (percent) => `${percent} of the battery`,
  time: (duration) => `± ${duration}`,
  whole: 'full, the rest comes back',
  estimate: 'Times are from empty, with the charger that came with the motorcycle.',
}

export const rating: typeof id.rating = {
  title: 'How was it?',
  scale: '1 bad, 5 very good',
  stars: (stars) => ['Bad', 'Poor', 'Fair', 'Good', 'Very good'][stars - 1] ?? '',
  word: 'A short message (if you like)',
  send: 'Send the rating',
  thanks: 'Thank you. We have your rating.',
  wrong: 'Choose one number from 1 to 5, then send it again.',
}
