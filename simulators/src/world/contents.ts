import { type Seed, SeedSchema } from '@colok/cloud/seed'
import { cardsOf, memberCardsOf, walletCardsOf } from './cards.ts'
import { partnerAt, partners } from './partners.ts'
import { tariffs } from './tariffs.ts'

/** What the central system of a world begins with, and the passwords that it is told of. */
export function contentsOf(chargers: readonly number[]): {
  contents: Seed
  passwords: Record<string, string>
} {
  const names = chargers.map((number) => String(number).padStart(4, '0'))
  const contents = SeedSchema.parse({
    sites: partners.map(({ site, siteName }) => ({
      slug: site,
      name: siteName,
      address: `${siteName}, Bali`,
      latitude: -8.4814,
      longitude: 115.2064,
      timeZone: 'Asia/Makassar',
    })),
    chargers: names.map((name) => ({
      chargePointId: `CLK-${name}`,
      site: partnerAt(Number(name)).site,
      name: `Pos ${name}`,
      keepsLocalList: Number(name) % 2 === 0,
      connectors: [1, 2].map((connectorId) => ({ connectorId, voltageV: 220, maxPowerW: 1_200 })),
    })),
    idTags: chargers.flatMap((number) => [
      ...cardsOf(number)
        .filter(({ truth }) => truth !== 'unknown')
        .map(({ idTag, truth }) => ({
          idTag,
          status: truth === 'blocked' ? ('Blocked' as const) : ('Accepted' as const),
          ...(truth === 'expired' && { expiresAt: '2026-01-01T00:00:00Z' }),
        })),
      ...[...walletCardsOf(number).flat(), ...memberCardsOf(number).map(({ idTag }) => idTag)].map(
        (idTag) => ({ idTag, status: 'Accepted' as const }),
      ),
    ]),
    tariffs,
  })
  return {
    contents,
    passwords: Object.fromEntries(
      names.map((name) => [`COLOK_SEED_PASSWORD_CLK_${name}`, `${name}${'0'.repeat(36)}`]),
    ),
  }
}
