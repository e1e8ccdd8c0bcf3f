import type * as id from '../id/problem.ts'

export const problem: typeof id.problem = {
  'invalid-request': {
    title: 'Something is missing',
    text: 'Nothing was stored and no money was taken. Go back, look at what you filled in, and send it again.',
  },
  unauthorized: {
    title: 'Please sign in first',
    text: 'This page is for those who are signed in. Sign in, then open it again.',
  },
  forbidden: {
    title: 'Not allowed',
    text: 'This page is not for you. If it should be, ask the operator.',
  },
  'code-needed': {
    title: 'A fresh code is needed',
    text: 'This takes a fresh code. Ask for one, then do it again.',
  },
  'not-found': {
    title: 'Not found',
    text: 'There is no such thing. Scan the QR code on the post again, or choose a post from the list.',
  },
  'method-not-allowed': {
    title: 'It cannot be done here',
    text: 'This page is for looking at. Go back and try again from there.',
  },
  conflict: {
    title: 'Things have changed',
    text: 'Something has changed since this page was opened. Load it again to see how things are now.',
  },
  gone: {
    title: 'It is over',
    text: 'This link is no longer good. Begin again at the page of the post.',
  },
  'key-reused': {
    title: 'Sent before',
    text: 'We have this request already. Load the page again to see what came of it.',
  },
  exists: {
    title: 'It is there already',
    text: 'Something of that name is there, and was not changed. Go back and choose another name.',
  },
  'too-many-requests': {
    title: 'Too often',
    text: 'Many requests come from your network. Your charging and your money are not affected. Wait a minute, then try again.',
  },
  'too-large': {
    title: 'Too large',
    text: 'What was sent is too large and was not stored. Send something smaller.',
  },
  unexpected: {
    title: 'Something failed on our side',
    text: 'Charging that is under way is not affected. Please load this page again in a moment.',
  },
  unavailable: {
    title: 'Not possible just now',
    text: 'Our system is busy. Charging that is under way is not affected. Please try again in a moment.',
  },
}
