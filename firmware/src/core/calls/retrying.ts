/** Between attempts when the central system says nothing. */
const defaultRetryIntervalS = 60
/** More than a day of attempts is no wish of anybody. */
const maxRetries = 100
const maxRetryIntervalS = 86_400

/** How often a file is to be moved again, from the wishes of the central system; a negative one is none. */
export function retrying(wishes: { retries?: number | undefined; retryInterval?: number | undefined }): {
  retries: number
  retryIntervalMs: number
} {
  const { retries = 0, retryInterval = defaultRetryIntervalS } = wishes
  return {
    retries: Math.min(maxRetries, Math.max(0, retries)),
    retryIntervalMs: Math.min(maxRetryIntervalS, Math.max(0, retryInterval)) * 1000,
  }
}
