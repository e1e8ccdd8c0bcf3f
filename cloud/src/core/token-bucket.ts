/** So many at once, and so many a second in the long run. */
export interface BucketLimits {
  readonly burst: number
  readonly perSecond: number
}

/** What is left for somebody, as of a moment of the monotonic clock. */
export interface Bucket {
  readonly tokens: number
  readonly atMs: number
}

export const fullBucket = (limits: BucketLimits, nowMs: number): Bucket => ({
  tokens: limits.burst,
  atMs: nowMs,
})

/** Takes one. `waitMs` is 0 when there was one, else how long until there is; then nothing was taken. */
export function take(
  bucket: Bucket,
  limits: BucketLimits,
  nowMs: number,
): { readonly bucket: Bucket; readonly waitMs: number } {
  const filled = Math.min(limits.burst, bucket.tokens + ((nowMs - bucket.atMs) * limits.perSecond) / 1000)
  if (filled >= 1) return { bucket: { tokens: filled - 1, atMs: nowMs }, waitMs: 0 }
  return {
    bucket: { tokens: filled, atMs: nowMs },
    waitMs: Math.ceil(((1 - filled) * 1000) / limits.perSecond),
  }
}
