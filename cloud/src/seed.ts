import { z } from 'zod'
import { ConfigError, readJsonObject } from './config.ts'
import type { Tx } from './db/database.ts'
import { saveCard } from './features/cards/commands.ts'
import { CardInput } from './features/cards/schemas.ts'
import { saveCharger } from './features/chargers/registration.ts'
import { ChargerInput } from './features/chargers/schemas.ts'
import { saveSite } from './features/sites/commands.ts'
import { SiteInput } from './features/sites/schemas.ts'
import { addTariff, explainObjection } from './features/tariffs/commands.ts'
import { TariffInput } from './features/tariffs/schemas.ts'
import type { Services } from './services.ts'

/** What a system begins with. Applying it again changes nothing that is the same. */
export const SeedSchema = z.strictObject({
  $schema: z.string().optional(),
  sites: z.array(SiteInput).default([]),
  chargers: z.array(ChargerInput).default([]),
  idTags: z.array(CardInput).default([]),
  tariffs: z.array(TariffInput).default([]),
})
export type Seed = z.output<typeof SeedSchema>

/** Reads and checks a seed file. Throws a ConfigError with every problem. */
export function loadSeed(file: string): Seed {
  const result = SeedSchema.safeParse(readJsonObject(file))
  if (result.success) return result.data
  throw new ConfigError(
    result.error.issues.map((issue) => `${file}: ${issue.path.join('.')}: ${issue.message}`),
  )
}

/** The variable that holds a charger's password: `COLOK_SEED_PASSWORD_CLK_0001` for `CLK-0001`. */
export function passwordVariable(chargePointId: string): string {
  return `COLOK_SEED_PASSWORD_${chargePointId.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
}

/** Applies a seed, wholly or not at all. Throws a ConfigError with every problem. */
export async function applySeed(
  services: Services,
  seed: Seed,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  await services.writer.write(async (tx) => {
    for (const site of seed.sites) await saveSite(tx, services, site)
    const problems = [
      ...(await seedCards(tx, services, seed)),
      ...(await seedTariffs(tx, services, seed)),
      ...(await seedChargers(tx, services, seed, environment)),
    ]
    if (problems.length > 0) throw new ConfigError(problems)
  })
}

async function seedCards(tx: Tx, services: Services, seed: Seed): Promise<string[]> {
  const problems: string[] = []
  for (const card of seed.idTags)
    if ((await saveCard(tx, services, card)) === 'unknownAccount')
      problems.push(`card ${card.idTag}: there is no postpaid account ${card.postpaidAccount}`)
  return problems
}

async function seedTariffs(tx: Tx, services: Services, seed: Seed): Promise<string[]> {
  const problems: string[] = []
  for (const tariff of seed.tariffs) {
    const result = await addTariff(tx, services, tariff)
    if (result.kind === 'unknownSite') problems.push(`tariff ${tariff.name}: there is no site ${tariff.site}`)
    if (result.kind === 'aboveCap' || result.kind === 'feeWithoutBasis')
      problems.push(`tariff ${tariff.name}: ${explainObjection(result)}`)
    if (result.kind === 'differs') {
      const known = `it is stored with Rp ${result.priceIdrPerKwh} per kWh and never changes`
      problems.push(
        `tariff ${tariff.name} from ${tariff.validFrom}: ${known}; add one with a later validFrom`,
      )
    }
  }
  return problems
}

async function seedChargers(
  tx: Tx,
  services: Services,
  seed: Seed,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const problems: string[] = []
  for (const charger of seed.chargers) {
    const variable = passwordVariable(charger.chargePointId)
    const password = environment[variable] || undefined
    const result = await saveCharger(tx, services, { charger, password })
    if (result.kind === 'unknownSite')
      problems.push(`charger ${charger.chargePointId}: there is no site ${charger.site}`)
    if (result.kind === 'unknownTemplate')
      problems.push(`charger ${charger.chargePointId}: there is no template ${charger.configurationTemplate}`)
    if (result.kind === 'bound')
      problems.push(
        `charger ${charger.chargePointId} has sessions or payments at ${result.site}: give it a new id at ${charger.site}`,
      )
    if (result.kind === 'passwordMissing') {
      problems.push(`charger ${charger.chargePointId} is new and has no password: set ${variable}`)
    }
  }
  return problems
}
