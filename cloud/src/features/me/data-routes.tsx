/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { type Context, Hono } from 'hono'
import { consentNames } from '../../core/consent.ts'
import { Problem } from '../../http/problem.ts'
import { addressOf } from '../../http/rate-limit.ts'
import type { Services } from '../../services.ts'
import { languageOf } from '../../web/language.ts'
import {
  addVehicle,
  changeVehicle,
  findProfile,
  listVehicles,
  mostVehicles,
  removeVehicle,
  saveProfile,
} from '../drivers/profile.ts'
import { ProfileInput, VehicleInput } from '../drivers/schemas.ts'
import { consentsOf, decideConsent } from '../privacy/consents.ts'
import { forget } from '../privacy/forgetting.ts'
import { signedInOf } from '../sign-in/account-routes.tsx'
import { askFreshCode, giveFreshCode } from '../sign-in/commands.ts'
import { formOf, fromOf } from '../sign-in/page-input.ts'
import { ClosedPage, DataPage } from './data-page.tsx'
import { VehiclesPage } from './vehicles-page.tsx'
import { type MeRefusal, meWords } from './words.ts'

type Typed = Readonly<Record<string, string>>

/** A driver's motorcycles and own data, as forms. */
export function ownDataPages(services: Services): Hono {
  return new Hono()
    .get('/vehicles', (c) => vehiclesPage(c, services))
    .post('/vehicles', async (c) => {
      const typed = await formOf(c, services)
      const text = meWords[languageOf(c)].refused
      const vehicle = vehicleIn(typed)
      if (!vehicle.success) return vehiclesPage(c, services, { refusal: text.form, typed })
      const added = { person: signedInOf(c), vehicle: vehicle.data }
      const id = await services.writer.write((tx) => addVehicle(tx, services, added))
      if (id === undefined) return vehiclesPage(c, services, { refusal: text.vehicles(mostVehicles), typed })
      return c.redirect('/me/vehicles?done', 303)
    })
    .post('/vehicles/:id', async (c) => {
      const vehicle = vehicleIn(await formOf(c, services))
      const text = meWords[languageOf(c)].refused
      if (!vehicle.success) return vehiclesPage(c, services, { refusal: text.form })
      const change = { person: signedInOf(c), id: c.req.param('id'), vehicle: vehicle.data }
      const isTheirs = await services.writer.write((tx) => changeVehicle(tx, services, change))
      return isTheirs
        ? c.redirect('/me/vehicles?done', 303)
        : vehiclesPage(c, services, { refusal: text.gone })
    })
    .post('/vehicles/:id/removal', async (c) => {
      await formOf(c, services)
      const removal = { person: signedInOf(c), id: c.req.param('id') }
      const wasTheirs = await services.writer.write((tx) => removeVehicle(tx, services, removal))
      if (wasTheirs) return c.redirect('/me/vehicles?done', 303)
      return vehiclesPage(c, services, { refusal: meWords[languageOf(c)].refused.gone })
    })
    .get('/data', (c) => dataPage(c, services))
    .post('/data', async (c) => {
      const { name, language, chargingFinished } = await formOf(c, services)
      const notices = { chargingFinished: chargingFinished !== undefined }
      const profile = ProfileInput.safeParse({ name, language, notices })
      if (!profile.success) return dataPage(c, services, 'form')
      const saved = { person: signedInOf(c), profile: profile.data }
      await services.writer.write((tx) => saveProfile(tx, services, saved))
      return c.redirect('/me/data?done', 303)
    })
    .post('/consents/:purpose', async (c) => {
      const { version = '', given } = await formOf(c, services)
      const purpose = consentNames.find((name) => name === c.req.param('purpose'))
      if (purpose === undefined) throw new Problem('not-found', 'There is no such consent.')
      const from = { userId: signedInOf(c).id, channel: 'page', address: addressOf(c) }
      const decision = { ...from, purpose, version, given: given === 'yes' }
      const result = await services.writer.write((tx) => decideConsent(tx, services, decision))
      if (result === 'kept') return c.redirect('/me/data?done', 303)
      return dataPage(c, services, result === 'otherText' ? 'consent' : 'consentTooOften')
    })
    .post('/closing/code', async (c) => {
      await formOf(c, services)
      const { id: userId, signIn } = signedInOf(c)
      const sent = await askFreshCode(services, { userId, signInId: signIn.id })
      if (sent.kind === 'sent') return c.redirect('/me/data?sent#close', 303)
      return dataPage(c, services, sent.kind === 'noChannel' ? 'noChannel' : 'codeSentBefore')
    })
    .post('/closing/code/redemption', async (c) => {
      const { code = '' } = await formOf(c, services)
      const { id: userId, signIn } = signedInOf(c)
      const given = { userId, signInId: signIn.id, code: code.replaceAll(' ', ''), from: fromOf(c) }
      const fresh = await giveFreshCode(services, given)
      if (fresh.kind === 'fresh') return c.redirect('/me/data#close', 303)
      return dataPage(c, services, fresh.kind === 'locked' ? 'tooMany' : 'code')
    })
    .post('/closing', (c) => closeAccount(c, services))
}

/** Whoever has given a fresh code is asked once more, plainly: it is for good. */
async function closeAccount(c: Context, services: Services): Promise<Response> {
  await formOf(c, services)
  const { id: userId, name: actor } = signedInOf(c)
  const result = await services.writer.write((tx) => forget(tx, services, { userId, actor }))
  switch (result.kind) {
    case 'unknown':
      throw new Problem('not-found', 'There is no such person.')
    case 'obstacles':
      return dataPage(c, services, result.obstacles[0])
    case 'forgotten':
      c.header('Cache-Control', 'no-store')
      c.header('Clear-Site-Data', '"cache", "cookies", "storage"')
      return c.html(<ClosedPage language={languageOf(c)} />)
  }
}

/** What may be left empty is nothing. */
function vehicleIn({ name, plate = '', batteryWh = '' }: Typed) {
  return VehicleInput.safeParse({
    name,
    plate: plate.trim() === '' ? null : plate,
    batteryWh: batteryWh.trim() === '' ? null : Number(batteryWh),
  })
}

async function vehiclesPage(
  c: Context,
  services: Services,
  said: { readonly refusal?: string; readonly typed?: Typed } = {},
): Promise<Response> {
  const vehicles = await listVehicles(services.read, signedInOf(c).id)
  const language = languageOf(c)
  const notice = c.req.query('done') === undefined ? undefined : meWords[language].done
  return c.html(<VehiclesPage {...{ vehicles, language, notice, ...said }} />, said.refusal ? 409 : 200)
}

async function dataPage(c: Context, services: Services, refused?: MeRefusal): Promise<Response> {
  const { id, signIn } = signedInOf(c)
  const profile = await findProfile(services.read, id)
  if (profile === undefined) throw new Problem('not-found', 'There is no such person.')
  const language = languageOf(c)
  const text = meWords[language]
  const notice =
    c.req.query('sent') !== undefined
      ? text.data.codeSent
      : c.req.query('done') !== undefined
        ? text.done
        : undefined
  const consents = await consentsOf(services.read, id)
  const mayClose = (signIn.freshUntil ?? 0) > services.clock.wallMs()
  const refusal = refused && text.refused[refused]
  const page = { profile, consents, language, notice, refusal, mayClose }
  return c.html(<DataPage {...page} />, refused === undefined ? 200 : 409)
}
