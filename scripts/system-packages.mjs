#!/usr/bin/env node
// Installs the system packages that the tests need and npm cannot bring, where apt is there; says what to do otherwise.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const NEEDED = [browser('chromium'), browser('chromium-headless-shell')]

const missing = NEEDED.filter(({ path }) => !existsSync(path))
if (missing.length === 0) process.exit(0)

const names = missing.map(({ package: name }) => name)
const command = `apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}`
const canInstall = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
if (!canInstall) {
  const reasons = missing.map(({ package: name, why, path }) => `  ${name} (${why}), looked for at ${path}`)
  process.stderr.write(`The tests need:\n${reasons.join('\n')}\nInstall with:\n  sudo sh -c '${command}'\n`)
  process.exit(1)
}
process.stdout.write(`Installing ${names.join(', ')} for ${missing.map(({ why }) => why).join(', ')} …\n`)
const run = (...args) =>
  execFileSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
run('update', '-qq')
run('install', '-y', '-qq', '--no-install-recommends', ...names)

function browser(name) {
  return { package: name, path: process.env.CHROMIUM_PATH ?? `/usr/bin/${name}`, why: 'the browser tests' }
}
