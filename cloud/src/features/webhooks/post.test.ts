import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { postToAnyAddress, postToPublicAddress } from './post.ts'

/** A receiver on this machine. */
async function receiver() {
  const received: string[] = []
  const server = createServer(async (request, response) => {
    for await (const chunk of request) received.push(String(chunk))
    response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { received, port, stop: () => new Promise((resolve) => server.close(resolve)) }
}

const post = {
  headers: { 'Content-Type': 'application/json' },
  body: '{}',
  signal: AbortSignal.timeout(60_000),
}

test('a receiver on this machine is not reached, neither by its address nor by a name that leads there', async () => {
  const { received, port, stop } = await receiver()
  for (const host of ['127.0.0.1', 'localhost', '[::1]'])
    await expect(postToPublicAddress(`http://${host}:${port}/`, post)).rejects.toThrow(
      'no server on the open net',
    )
  expect(received).toEqual([])
  await stop()
})

test('where it is allowed it is reached', async () => {
  const { received, port, stop } = await receiver()
  expect(await postToAnyAddress(fetch)(`http://127.0.0.1:${port}/`, post)).toEqual({ status: 204 })
  expect(received).toEqual(['{}'])
  await stop()
})
