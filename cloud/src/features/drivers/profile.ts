import { toIso } from '@colok/shared/time'
import { first, type SqlRunner, type Tx } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { recordActivity } from '../activity/commands.ts'
import {
  Notices,
  type Profile,
  type ProfileInput,
  usualNotices,
  type Vehicle,
  type VehicleInput,
} from './schemas.ts'

/** More vehicles than one person rides. */
export const mostVehicles = 20

/** Who is asking, as the history names them. */
export interface Person {
  readonly id: string
  readonly name: string
}

export async function findProfile(
  runner: SqlRunner,
  userId: string,
): Promise<(Profile & { readonly closedAt: string | null }) | undefined> {
  const row = await first<Omit<Profile, 'notices'> & { notices: string | null; closedAt: string | null }>(
    runner,
    `select "user".id, name, phone, email, language, created_at as since, closed_at, notices
     from "user" left join driver_preference on user_id = "user".id where "user".id = ?`,
    [userId],
  )
  if (row === undefined) return undefined
  return { ...row, notices: row.notices === null ? usualNotices : Notices.parse(JSON.parse(row.notices)) }
}

export async function saveProfile(
  tx: Tx,
  services: Services,
  { person, profile }: { readonly person: Person; readonly profile: ProfileInput },
): Promise<void> {
  const { name, language, notices } = profile
  const before = await findProfile(tx, person.id)
  await tx.run('update "user" set name = ?, language = ?, updated_at = ? where id = ?', [
    name,
    language,
    toIso(services.clock.wallMs()),
    person.id,
  ])
  await tx.run(
    `insert into driver_preference (user_id, notices) values (?, ?)
     on conflict (user_id) do update set notices = excluded.notices`,
    [person.id, JSON.stringify(notices)],
  )
  const was = before && { name: before.name, language: before.language, notices: before.notices }
  await keepDeed(tx, services, { person, action: 'profile.changed', value: { before: was, after: profile } })
}

export async function listVehicles(runner: SqlRunner, userId: string): Promise<Vehicle[]> {
  return runner.all<Vehicle>(
    'select id, name, plate, battery_wh, created_at from vehicle where user_id = ? order by id limit ?',
    [userId, mostVehicles],
  )
}

/** Undefined when there are too many already. */
export async function addVehicle(
  tx: Tx,
  services: Services,
  { person, vehicle }: { readonly person: Person; readonly vehicle: VehicleInput },
): Promise<string | undefined> {
  const known = await listVehicles(tx, person.id)
  if (known.length >= mostVehicles) return undefined
  const id = services.newId()
  await tx.run(
    'insert into vehicle (id, user_id, name, plate, battery_wh, created_at) values (?, ?, ?, ?, ?, ?)',
    [id, person.id, vehicle.name, vehicle.plate, vehicle.batteryWh, toIso(services.clock.wallMs())],
  )
  await keepDeed(tx, services, { person, action: 'vehicle.added', value: { id, after: vehicle } })
  return id
}

/** Whether it is one of theirs. */
export async function changeVehicle(
  tx: Tx,
  services: Services,
  change: { readonly person: Person; readonly id: string; readonly vehicle: VehicleInput },
): Promise<boolean> {
  const { person, id, vehicle } = change
  const before = (await listVehicles(tx, person.id)).find((one) => one.id === id)
  if (before === undefined) return false
  await tx.run('update vehicle set name = ?, plate = ?, battery_wh = ? where id = ? and user_id = ?', [
    vehicle.name,
    vehicle.plate,
    vehicle.batteryWh,
    id,
    person.id,
  ])
  await keepDeed(tx, services, { person, action: 'vehicle.changed', value: { id, before, after: vehicle } })
  return true
}

/** Whether it was one of theirs. */
export async function removeVehicle(
  tx: Tx,
  services: Services,
  { person, id }: { readonly person: Person; readonly id: string },
): Promise<boolean> {
  const before = (await listVehicles(tx, person.id)).find((one) => one.id === id)
  if (before === undefined) return false
  await tx.run('delete from vehicle where id = ? and user_id = ?', [id, person.id])
  await keepDeed(tx, services, { person, action: 'vehicle.removed', value: { id, before } })
  return true
}

/** What somebody did to what is known of them: all of it is personal. */
function keepDeed(
  tx: Tx,
  services: Services,
  { person, action, value }: { readonly person: Person; readonly action: string; readonly value: object },
): Promise<void> {
  return recordActivity(tx, services, {
    actor: person.name,
    action,
    subject: `user:${person.id}`,
    personal: { personId: person.id, value },
  })
}
