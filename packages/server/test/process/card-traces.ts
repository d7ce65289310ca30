/** Every form in which a card could be written down by mistake, and a search for them in texts and files. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Trace {
  /** What a report may say: never the number. */
  readonly name: string
  readonly bytes: Buffer
}

/** @param label stands for the number in reports */
export function tracesOf(label: string, number: string): Trace[] {
  const clear = Buffer.from(number)
  const raw: [string, Buffer][] = [
    ['clear', clear],
    ['in groups of four', Buffer.from(number.replace(/(.{4})(?=.)/g, '$1 '))],
    ['UTF-16 LE', Buffer.from(number, 'utf16le')],
    ['UTF-16 BE', Buffer.from(number, 'utf16le').swap16()],
    ['packed decimal', Buffer.from(number.padStart(16, '0'), 'hex')],
    ...['sha1', 'sha256', 'sha512', 'md5'].map((name): [string, Buffer] => [
      name,
      createHash(name).update(clear).digest(),
    ]),
  ]
  const written = raw.flatMap(([name, bytes]): [string, Buffer][] => [
    [name, bytes],
    [`${name}, hex`, Buffer.from(bytes.toString('hex'))],
    ...base64Cores(bytes).map((core): [string, Buffer] => [`${name}, base64`, core]),
  ])
  return written.map(([name, bytes]) => ({ name: `${label} ${name}`, bytes }))
}

/** Base64 depends on how many bytes stand before; what is the same whatever stands around. */
function base64Cores(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map(before => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const start = [0, 2, 3][before]!
    return Buffer.from(text.slice(start, (before + bytes.length) % 3 === 0 ? undefined : -1))
  })
}

/** @returns the names of what was found */
export function findIn(text: string | Buffer, traces: readonly Trace[]): string[] {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  return traces.filter(trace => bytes.includes(trace.bytes)).map(trace => trace.name)
}

/** @returns each file that holds something, with what it holds */
export async function findInFiles(directory: string, traces: readonly Trace[]): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    found.push(...findIn(await readFile(path), traces).map(name => `${path}: ${name}`))
  }
  return found
}
