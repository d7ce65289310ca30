/** Passwords of employees: argon2id (RFC 9106, PCI DSS 8.3.2), as PHC strings that carry their own parameters. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const argon2Async = promisify(argon2)

/** OWASP's second choice: 19 MiB, 2 passes; the memory keeps many sign-ins at once from exhausting a small machine. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 } as const
const SALT_BYTES = 16
const TAG_BYTES = 32
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** @returns `$argon2id$v=19$m=…,t=…,p=…$salt$tag` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const { memory, passes, parallelism } = PARAMETERS
  const tag = await derive(password, salt, PARAMETERS, TAG_BYTES)
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`
}

// For an employee who does not exist: the answer must take as long as it does for one who does.
let noPassword: Promise<string> | undefined

/**
 * Takes the same time for a wrong password, for an employee without one and for one who does not exist.
 * @param stored what `hashPassword` returned, or nothing
 */
export async function matchesPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  noPassword ??= hashPassword(randomBytes(TAG_BYTES).toString('hex'))
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(stored ?? (await noPassword)) ?? []
  if (!memory || !passes || !parallelism || !salt || !tag)
    throw new TypeError('The stored password is no argon2id string.')
  const expected = Buffer.from(tag, 'base64')
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const actual = await derive(password, Buffer.from(salt, 'base64'), parameters, expected.length)
  return timingSafeEqual(actual, expected) && typeof stored === 'string'
}

function derive(password: string, salt: Buffer, parameters: Record<keyof typeof PARAMETERS, number>, tagBytes: number) {
  // The same letters may arrive composed or not, depending on the keyboard.
  const message = Buffer.from(password.normalize('NFKC'), 'utf8')
  return argon2Async('argon2id', { message, nonce: salt, tagLength: tagBytes, ...parameters })
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
