/** Of what somebody writes to us no more is kept; both providers' own limit. */
export const longestReceivedText = 4096
