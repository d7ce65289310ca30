import { chmod, mkdtemp, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SPACE_WANTED_BYTES = 2 * 1024 ** 3

/**
 * Makes a directory for databases of a test, which the account of the database can pass through.
 *
 * In memory when there is room: a cluster is some thousand small files, which take 20 times as long on some disks.
 */
export async function temporaryDirectory(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined)
  const parent = memory && memory.bavail * memory.bsize > SPACE_WANTED_BYTES ? '/dev/shm' : tmpdir()
  const directory = await mkdtemp(join(parent, 'trefoil-test-'))
  await chmod(directory, 0o711)
  return directory
}
