/**
 * The most stack that a program can use, in bytes, read off `avr-objdump -d`: the deepest path through the calls from
 * `main`, and on top of it the deepest interrupt (they do not nest). Counted are what each function pushes, the room it
 * makes for its variables, and 2 bytes for each return address. Throws where that cannot be known: on recursion and on
 * calls through a pointer.
 */
export function deepestStackBytes(disassembly: string): number {
  const functions = parseFunctions(disassembly)
  const interrupts = [...functions.keys()].filter((name) => /^__vector_\d+$/.test(name))
  // The return address of `main` is on the stack; an interrupt pushes one as a call does.
  return (
    returnAddressBytes +
    depth('main', functions, []) +
    Math.max(0, ...interrupts.map((name) => returnAddressBytes + depth(name, functions, [])))
  )
}

interface FunctionFrame {
  readonly ownBytes: number
  readonly calls: ReadonlySet<string>
}

const returnAddressBytes = 2

function depth(name: string, functions: ReadonlyMap<string, FunctionFrame>, path: readonly string[]): number {
  if (path.includes(name))
    throw new Error(`recursion, so no bound on the stack: ${[...path, name].join(' > ')}`)
  const frame = functions.get(name)
  if (!frame)
    throw new Error(`${path.at(-1) ?? 'the program'} calls ${name}, which the disassembly does not have`)
  const callees = [...frame.calls].map(
    (callee) => returnAddressBytes + depth(callee, functions, [...path, name]),
  )
  return frame.ownBytes + Math.max(0, ...callees)
}

function parseFunctions(disassembly: string): Map<string, FunctionFrame> {
  const bodies = [...disassembly.matchAll(/^([0-9a-f]{8}) <([^>]+)>:\n((?: +[0-9a-f]+:.*\n?)*)/gm)]
  const starts = bodies.map(([, address, name]) => ({
    address: Number.parseInt(address!, 16),
    name: name!,
  }))
  // By address, since objdump names a target after the nearest symbol, which may be a constant.
  const functionAt = (address: number) =>
    starts.findLast((start) => start.address <= address)?.name ?? 'an unknown address'
  return new Map(bodies.map(([, , name, body]) => [name!, parseFunction(name!, body!, functionAt)]))
}

function parseFunction(name: string, body: string, functionAt: (address: number) => string): FunctionFrame {
  let ownBytes = 0
  const calls = new Set<string>()
  for (const line of body.split('\n')) {
    const [, instruction = '', operands = ''] =
      /^ +[0-9a-f]+:\t(?:[0-9a-f]{2} )+ *\t(\w+)\t?(.*)$/.exec(line) ?? []
    if (instruction === 'icall' || instruction === 'ijmp') throw new Error(`${name} calls through a pointer`)
    if (instruction === 'push') ownBytes += 1
    // A call to the next instruction is how the compiler makes room for two bytes.
    else if (instruction === 'rcall' && operands.startsWith('.+0 ')) ownBytes += 2
    else if (instruction === 'sbiw' && operands.startsWith('r28,'))
      ownBytes += Number(/, (0x[0-9a-f]+)/.exec(operands)![1])
    // A jump to another function is a call that leaves nothing behind; counted as a call it errs on the safe side.
    else if (/^r?(?:call|jmp)$/.test(instruction)) {
      const target = functionAt(Number.parseInt(/0x([0-9a-f]+)/.exec(operands)![1]!, 16))
      if (target !== name) calls.add(target)
    }
  }
  return { ownBytes, calls }
}
