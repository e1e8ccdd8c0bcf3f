/** For `where`: the states in which a reservation holds a socket. */
export const holding = "('requested', 'active', 'unconfirmed')"
