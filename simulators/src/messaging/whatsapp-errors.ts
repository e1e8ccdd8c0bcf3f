/** A refusal of the Graph API. */
export interface GraphError {
  readonly kind: 'error'
  readonly status: number
  readonly code: number
  readonly message: string
}

export function graphError(status: number, code: number, message: string): GraphError {
  return { kind: 'error', status, code, message }
}

/** As it stands in an answer. */
export function errorBody({ code, message }: GraphError): object {
  return {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      error_data: { messaging_product: 'whatsapp', details: message },
      fbtrace_id: 'AsimulatedTrace',
    },
  }
}
