/** `npm run check:sizes`: what a browser must load stays within contract SDK-1. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { PACKAGE } from './build.ts'

/** Frame documents are written by the server; this is more than any of them has. */
const DOCUMENT_BYTES = 700

interface Limit {
  readonly artefact: string
  readonly files: readonly string[]
  readonly documents: number
  readonly limitBytes: number
}

/** kB means 1,000 bytes, compressed with gzip -9 (contract, "How to read this"). */
const LIMITS: readonly Limit[] = [
  { artefact: 'sdk.js', files: ['dist/sdk.js'], documents: 0, limitBytes: 10_000 },
  { artefact: 'a card frame', files: ['dist/field.js', 'dist/field.css'], documents: 1, limitBytes: 25_000 },
  { artefact: 'the controller frame', files: ['dist/controller.js'], documents: 1, limitBytes: 8_000 },
  { artefact: 'guard.js', files: ['dist/guard.js'], documents: 0, limitBytes: 4_000 },
  { artefact: 'the loader', files: ['dist/loader/index.js'], documents: 0, limitBytes: 1_500 },
  { artefact: '@trefoil/react', files: ['../react/dist/index.js'], documents: 0, limitBytes: 4_000 },
  {
    artefact: 'a cold load with four fields',
    files: ['dist/sdk.js', 'dist/field.js', 'dist/field.css', 'dist/controller.js'],
    documents: 5,
    limitBytes: 50_000,
  },
]

export async function compressedBytes({ files, documents }: Pick<Limit, 'files' | 'documents'>): Promise<number> {
  const sizes = await Promise.all(
    files.map(async file => gzipSync(await readFile(join(PACKAGE, file)), { level: 9 }).length),
  )
  return sizes.reduce((sum, size) => sum + size, documents * DOCUMENT_BYTES)
}

async function check(): Promise<void> {
  for (const limit of LIMITS) {
    const bytes = await compressedBytes(limit)
    const verdict = bytes > limit.limitBytes ? 'TOO LARGE' : 'ok'
    process.stdout.write(
      `${limit.artefact.padEnd(30)} ${String(bytes).padStart(6)} of ${limit.limitBytes} bytes  ${verdict}\n`,
    )
    if (bytes > limit.limitBytes) process.exitCode = 1
  }
}

if (import.meta.main) await check()
