import { closeIncident } from '../../incidents/commands.ts'
import { type Deed, done, refused } from '../deed.ts'

export const doneWith: Deed<'done'> = {
  kind: 'change',
  async change(tx, { services, actor, text }, { incident }) {
    const deed = { number: Number(incident), by: actor.name, resolution: null }
    const outcome = await closeIncident(tx, services, deed)
    if (outcome === 'unknown') return refused(text.noIncident(incident))
    return outcome === 'done' ? done(text.incidentDone(incident)) : refused(text.incidentClosed(incident))
  },
}
