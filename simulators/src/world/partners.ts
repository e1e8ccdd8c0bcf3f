/** A partner of this world: whose site it is, and what he gets of it. */
export interface Partner {
  readonly slug: string
  readonly name: string
  readonly site: string
  readonly siteName: string
  readonly shareBasisPoints: number
}

/** Chargers with odd numbers stand at the first one's site, even ones at the second's. */
export const partners = [
  {
    slug: 'mitra-sangeh',
    name: 'CV Sangeh Jaya',
    site: 'hutan-sangeh',
    siteName: 'Hutan Sangeh',
    shareBasisPoints: 3_000,
  },
  {
    slug: 'mitra-lovina',
    name: 'UD Lovina',
    site: 'pantai-lovina',
    siteName: 'Pantai Lovina',
    shareBasisPoints: 4_500,
  },
] as const satisfies readonly Partner[]

export function partnerAt(chargerNumber: number): Partner {
  return partners[(chargerNumber + 1) % 2] ?? partners[0]
}

/** Who owns a partner's company, and is told of its statements by mail. */
export function ownerOf({ slug, name }: Partner): {
  readonly id: string
  readonly name: string
  readonly mailbox: string
} {
  return { id: `owner-${slug}`, name: `Owner of ${name}`, mailbox: `${slug}@mail.world` }
}
