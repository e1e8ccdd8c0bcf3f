import type * as id from '../id/visit.ts'

export const battery: typeof id.battery = {
  title: 'Your battery',
  fills: (percent) => `${percent} of the battery`,
  time: (duration) => `± ${duration}`,
  fillUp: 'Fill up',
  atMost: (amount) => `at most ${amount}`,
  whole: 'full, the rest comes back',
  estimate: (power) => `Times are from empty, with a motorcycle charger of ${power} W.`,
}

export const rating: typeof id.rating = {
  title: 'How was it?',
  stars: (stars) => ['Bad', 'Poor', 'Fair', 'Good', 'Very good'][stars - 1] ?? '',
  word: 'A short message (if you like)',
  send: 'Send the rating',
  thanks: 'Thank you. We have your rating.',
  wrong: 'Choose one number from 1 to 5, then send it again.',
}
