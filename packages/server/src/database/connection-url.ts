/** `postgresql://user:password@` · `host:port,host:port` · `/database?parameters` */
const SHAPE = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/

interface Parts {
  readonly head: string
  /** One or several servers, as libpq knows them. */
  readonly hosts: readonly string[]
  readonly tail: string
}

/** One URL per server of a URL that names several: `one:5432,two:5432`, or `?host=/socket/one,/socket/two`. */
export function urlPerHost(connectionUrl: string): URL[] {
  const { head, hosts, tail } = split(connectionUrl)
  const urls = hosts.map(host => parse(`${head}${host || 'localhost'}${tail}`))
  const parameter = urls[0]!.searchParams.get('host')
  // `pg` knows one server per URL and no choice among them: `Hosts` does both.
  for (const url of urls) url.searchParams.delete('target_session_attrs')
  if (parameter === null) return urls
  return parameter.split(',').map(host => {
    const url = new URL(urls[0]!)
    url.searchParams.set('host', host)
    return url
  })
}

/** The URL with another database. */
export function withDatabase(connectionUrl: string, database: string): string {
  const { head, hosts, tail } = split(connectionUrl)
  const url = parse(`postgresql://localhost${tail}`)
  return `${head}${hosts.join(',')}/${encodeURIComponent(database)}${url.search}`
}

/** The database a URL names. */
export function databaseOf(connectionUrl: string): string {
  const name = decodeURIComponent(parse(`postgresql://localhost${split(connectionUrl).tail}`).pathname.slice(1))
  if (name === '') throw new Error('The database URL names no database: postgresql://user@host/database')
  return name
}

function split(text: string): Parts {
  const [, head, hosts, tail] = SHAPE.exec(text) ?? []
  if (head === undefined || hosts === undefined || tail === undefined) throw unreadable()
  return { head, hosts: hosts.split(','), tail }
}

function parse(text: string): URL {
  try {
    return new URL(text)
  } catch {
    throw unreadable()
  }
}

// The text may hold a password, so the message does not repeat it.
function unreadable(): Error {
  return new Error('The database URL cannot be read. It should look like postgresql://user:password@host:5432/database')
}
