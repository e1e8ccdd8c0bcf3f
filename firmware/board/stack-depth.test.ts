import { describe, expect, it } from 'vitest'
import { deepestStackBytes } from './stack-depth.ts'

function disassembly(...functions: { at: number; name: string; lines: readonly string[] }[]): string {
  return functions
    .map(({ at, name, lines }) => {
      const header = `${at.toString(16).padStart(8, '0')} <${name}>:`
      return [
        header,
        ...lines.map((line, index) => `     ${(at + 2 * index).toString(16)}:\t00 00       \t${line}`),
        '',
      ].join('\n')
    })
    .join('\n')
}

describe('the depth of the stack', () => {
  it('follows the deepest calls, and puts the deepest interrupt on top', () => {
    const code = disassembly(
      {
        at: 0x100,
        name: 'main',
        lines: ['rcall\t.+20     \t; 0x200 <shallow>', 'call\t0x300\t; 0x300 <deep>'],
      },
      { at: 0x200, name: 'shallow', lines: ['ret'] },
      {
        at: 0x300,
        name: 'deep',
        lines: [
          'push\tr28',
          'push\tr29',
          'rcall\t.+0      \t; 0x306 <deep+0x6>',
          'sbiw\tr28, 0x05\t; 5',
          'ret',
        ],
      },
      { at: 0x400, name: '__vector_14', lines: ['push\tr24', 'reti'] },
      {
        at: 0x500,
        name: '__vector_18',
        lines: ['push\tr24', 'push\tr25', 'reti'],
      },
    )
    // main's return address, deep's, its pushes, 2 + 5 bytes of variables; the interrupt's return address and pushes
    expect(deepestStackBytes(code)).toBe(2 + 2 + 2 + 2 + 5 + (2 + 2))
  })

  it('finds the function of a target that objdump names after another symbol', () => {
    const code = disassembly(
      {
        at: 0x100,
        name: 'main',
        lines: ['rjmp\t.+20     \t; 0x204 <__stack+0x11>'],
      },
      { at: 0x200, name: 'middle', lines: ['push\tr1', 'push\tr1', 'ret'] },
    )
    expect(deepestStackBytes(code)).toBe(2 + 2 + 2)
  })

  it('refuses what has no bound: recursion and calls through a pointer', () => {
    const recursive = disassembly(
      { at: 0x100, name: 'main', lines: ['rcall\t.+2      \t; 0x200 <a>'] },
      { at: 0x200, name: 'a', lines: ['rcall\t.-2      \t; 0x300 <b>'] },
      { at: 0x300, name: 'b', lines: ['rcall\t.-2      \t; 0x200 <a>'] },
    )
    expect(() => deepestStackBytes(recursive)).toThrow('main > a > b > a')
    const pointer = disassembly({ at: 0x100, name: 'main', lines: ['icall'] })
    expect(() => deepestStackBytes(pointer)).toThrow('main calls through a pointer')
  })
})
