import type * as id from '../id/frame.ts'

export const frame: typeof id.frame = {
  skip: 'Skip to the content',
  languages: 'Language',
  more: 'Other pages',
  nearest: 'Nearest posts',
  help: 'Help',
  mine: 'My pages',
}

export const offline: typeof id.offline = {
  title: 'No signal',
  money:
    'Charging that is under way goes on at the post, and ends by itself at the amount that you paid. Your money is safe.',
  steps: [
    'Look at the display of the post: energy and rupiah are shown there all the time.',
    'To stop now, pull the plug out of the socket. What you did not use comes back by itself.',
    'Go where there is a signal, then load the page again.',
  ],
  again: 'Load again',
}

export const help: typeof id.help = {
  title: 'Help',
  intro: 'Choose what has happened.',
  topics: [
    {
      title: 'Start charging',
      steps: [
        'Plug the motorcycle into a socket that is ready.',
        'Scan the QR code on the post, choose an amount and pay. Or tap your card on the post.',
        'Wait until the light of the socket is green and the display says MENGISI.',
      ],
    },
    {
      title: 'Stop sooner',
      steps: [
        'Open the page of your payment again and press Stop. With a card: tap the same card.',
        'Unplug when the light of the socket is no longer green.',
        'What you did not use comes back by itself to the app that you paid with.',
      ],
    },
    {
      title: 'Paid, but not charging',
      steps: [
        'Wait two minutes: if charging does not start, your money comes back by itself.',
        'See whether the plug is all the way in, in the socket that you chose.',
        'The page of your payment always says where your money is.',
      ],
    },
    {
      title: 'The signal is gone',
      steps: [
        'Charging goes on at the post and ends by itself at the amount that you paid.',
        'The display of the post goes on showing energy and rupiah.',
        'This page keeps the last figures and brings them up to date when it is connected again.',
      ],
    },
    {
      title: 'A fault, a smell, or heat',
      steps: [
        'Press the emergency button of the post if it has one, and step back if there is smoke.',
        'Do not pull a plug that feels hot before its light is off.',
        'Call us. Do not use that socket again.',
      ],
    },
    {
      title: 'Is the QR code genuine?',
      steps: [
        'The four digits on the page of the post must be those on the display of the post.',
        'The payee is always the operator of this post.',
        'When in doubt, do not pay; use a card or call us.',
      ],
    },
  ],
  contact: 'Call us',
  contactText: (contact) => `Telephone or message: ${contact}. Tell us the number of the post.`,
  noContact: 'The number to call is written on the post.',
}
