/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Language } from '../../web/language.ts'
import type { Vehicle } from '../drivers/schemas.ts'
import { MePage, type MePageProps } from './frame.tsx'
import { meWords } from './words.ts'

interface VehiclesView extends Pick<MePageProps, 'notice' | 'refusal'> {
  readonly vehicles: readonly Vehicle[]
  readonly language: Language
  /** What was typed for a new one, when it was refused. */
  readonly typed?: Readonly<Record<string, string>>
}

/** A driver's motorcycles. */
export function VehiclesPage({ vehicles, language, notice, refusal, typed = {} }: VehiclesView) {
  const text = meWords[language].vehicles
  return (
    <MePage language={language} title={text.title} path="/me/vehicles" notice={notice} refusal={refusal}>
      {vehicles.length === 0 && <p>{text.none}</p>}
      {vehicles.map((vehicle) => (
        <section class="card">
          <h2>{vehicle.name}</h2>
          <p>{[vehicle.plate, vehicle.batteryWh && `${vehicle.batteryWh} Wh`].filter(Boolean).join(' · ')}</p>
          <details>
            <summary>{text.change}</summary>
            <VehicleForm
              action={`/me/vehicles/${vehicle.id}`}
              language={language}
              typed={{
                name: vehicle.name,
                plate: vehicle.plate ?? '',
                batteryWh: String(vehicle.batteryWh ?? ''),
              }}
            />
            <form method="post" action={`/me/vehicles/${vehicle.id}/removal`} class="own">
              <button class="button" type="submit">
                {text.remove}
              </button>
            </form>
          </details>
        </section>
      ))}
      <section class="section">
        <h2>{text.add}</h2>
        <VehicleForm action="/me/vehicles" language={language} typed={typed} />
      </section>
    </MePage>
  )
}

function VehicleForm({
  action,
  language,
  typed,
}: {
  readonly action: string
  readonly language: Language
  readonly typed: Readonly<Record<string, string>>
}) {
  const text = meWords[language].vehicles
  return (
    <form method="post" action={action} class="own">
      <label>
        {text.name}
        <input name="name" required maxlength={100} autocomplete="off" value={typed.name ?? ''} />
      </label>
      <label>
        {text.plate}
        <input
          name="plate"
          maxlength={14}
          autocomplete="off"
          autocapitalize="characters"
          value={typed.plate ?? ''}
        />
      </label>
      <label>
        {text.battery}
        <input
          name="batteryWh"
          inputmode="numeric"
          pattern="[0-9]{3,6}"
          autocomplete="off"
          value={typed.batteryWh ?? ''}
        />
      </label>
      <button class="button wide" type="submit">
        {text.save}
      </button>
    </form>
  )
}
