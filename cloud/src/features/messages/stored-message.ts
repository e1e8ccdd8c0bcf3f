import { z } from 'zod'
import type { Address, Image, MessageContent } from '../../gateways/messaging/contract.ts'
import type { Services } from '../../services.ts'
import { unseal } from '../access/sealed.ts'
import { readPicture } from '../files/pictures.ts'
import { render } from './render.ts'
import type { MessageKind } from './templates.ts'

/** The addresses of a message, in the order in which they are tried. */
export function storedAddresses(services: Services, sealedAddresses: string): readonly Address[] {
  return JSON.parse(unseal(sealedAddresses, services.settings.secret, 'message')) as readonly Address[]
}

/** Whether there is another one to try after `index`, of a channel that is set up. */
export function hasAddressAfter(services: Services, addresses: readonly Address[], index: number): boolean {
  return addresses.slice(index + 1).some(({ channel }) => services.messages.gateways.has(channel))
}

const WithImage = z.object({ image: z.string() })

/** A picture that cannot be read keeps no message back. */
async function readImage(services: Services, id: string): Promise<Image | undefined> {
  try {
    return await readPicture(services, id)
  } catch (error) {
    services.log.error({ error, file: id }, 'the picture of a message cannot be read')
    return undefined
  }
}

/**
 * What a message says. Undefined when it was sealed under another secret, or its kind has changed since: then this one
 * message cannot be sent, and all the others can.
 */
export function storedContent(
  services: Services,
  message: {
    readonly id: string
    readonly kind: MessageKind
    readonly language: 'id' | 'en'
    readonly timeZone: string
    readonly sealedParameters: string
  },
): MessageContent | undefined {
  const { id, kind, language, timeZone, sealedParameters } = message
  try {
    const parameters: unknown = JSON.parse(unseal(sealedParameters, services.settings.secret, 'message'))
    const content = render(kind, parameters, { language, timeZone })
    const image = WithImage.safeParse(parameters).data?.image
    return image === undefined ? content : { ...content, image: () => readImage(services, image) }
  } catch (error) {
    services.log.error({ error, message: id }, 'a message cannot be read')
    return undefined
  }
}
