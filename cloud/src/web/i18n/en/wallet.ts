import type * as id from '../id/wallet.ts'

export const wallet: typeof id.wallet = {
  title: 'Balance',
  of: (name) => `Balance of ${name}`,
  free: 'To spend',
  held: (amount) => `${amount} is set aside for charging.`,
  owed: (amount) => `${amount} is still owed. Top up first; what is owed is paid before the rest.`,
  frozen: 'This balance is frozen. Please contact us.',
  topUp: 'Top up',
  own: 'Another amount',
  range: (least, most) => `Between ${least} and ${most}.`,
  scan: 'Scan with any bank or e-wallet app',
  until: (time) => `Valid until ${time}`,
  asText: 'The QR as text',
  statement: 'What happened',
  kinds: {
    walletTopUp: 'Top-up',
    walletUse: 'Charging',
    walletPayout: 'Paid out',
    reversal: 'Taken back',
  },
  receipt: 'Receipt',
  nothing: 'Nothing yet.',
  refused: {
    unknownWallet: 'There is no such balance.',
    frozen: 'This balance is frozen. Please contact us.',
    amount: 'Please check the amount.',
    walletFull: 'The balance may not be that high. Choose a smaller amount.',
    tooManyOpen: 'Too many QRs are not paid yet. Try again in ten minutes.',
    noProvider: 'Payment is not possible just now. Nothing was taken; try again in a moment.',
  },
}
