import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { ALONE, FAST_CRON, hasPrivateCron, MOUNTS, makeTables } from '../host-schedule/private-cron.ts'
import { Watcher } from '../runner/watcher.ts'

const ROOT = path.join(import.meta.dirname, '../..')

/** A zone in which it is about noon: no night of changed clocks, and no midnight, comes in between. */
const ZONE = (() => {
  const west = new Date().getUTCHours() - 12
  return `Etc/GMT${west < 0 ? '-' : '+'}${Math.abs(west)}`
})()

/** A job whose own SQL overflows, one that is paused, and one that makes a file: each due in the minute after next. */
const SCRIPT = `${MOUNTS}
cd school
pars-auto demo --pupils 60 > demo.txt
sed -i 's|timezone: Europe/London|timezone: ${ZONE}|' automation.config.yaml
printf '\\nenvFile: school.env\\nalerts: { webhook: "\${HOOK}" }\\n' >> automation.config.yaml
printf 'HOOK=%s\\n' "$HOOK" > school.env
at=$(TZ=${ZONE} date -d '+2 minutes' +%H:%M)
pars-auto report automate lates --id lates --at $at --cycle every-day --folder out --folder-format csv
pars-auto report automate own.sql --id own-list --at $at --cycle every-day --folder out --folder-format csv
pars-auto job set lates days=all
pars-auto job set own-list days=all
pars-auto job set clear-expired-notices cycle=every-day days=all at=$at --unset after
pars-auto pause clear-expired-notices --why exams
pars-auto install-schedule
${FAST_CRON}
for look in $(seq 200); do test -e out && break; sleep 1; done
for look in $(seq 20); do pars-auto history own-list | grep -q failed && break; sleep 1; done
sleep 5
pars-auto verify-schedule > verify.txt
pars-auto why own-list > why-failed.txt
pars-auto why clear-expired-notices > why-paused.txt
pars-auto status > status.txt || true
`

// As somebody does it who has Node and this README, but for the accounts: the whole way, with a cron that nobody else sees.
test.skipIf(!hasPrivateCron)(
  'from a package to ticks by cron, a report that arrives, one alert, and why (wants cron, faketime, and to be root where it may mount)',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'pars-auto-new-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
      stdio: 'ignore',
    })
    const packed = readdirSync(folder).find((name) => name.endsWith('.tgz'))!
    const where = ['--prefix', path.join(folder, 'npm'), '--no-audit', '--no-fund', '--prefer-offline']
    execFileSync('npm', ['install', '--global', ...where, path.join(folder, packed)], { stdio: 'ignore' })
    makeTables(folder)
    const school = path.join(folder, 'school')
    mkdirSync(school)
    const sql = 'SELECT abs(-9223372036854775808) AS n'
    writeFileSync(path.join(school, 'own.sql'), `/*\ntitle: Own list\ncolumns:\n  n: N\n*/\n${sql}\n`)
    const watcher = await new Watcher().listen()
    await promisify(execFile)('unshare', [...ALONE, 'sh', '-c', SCRIPT], {
      cwd: folder,
      env: {
        PATH: `${folder}/npm/bin:${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
        HOME: folder,
        HOOK: watcher.url('/hook'),
      },
    })
    const read = (file: string) => readFileSync(path.join(school, file), 'utf8').replace(/\s+/g, ' ')
    expect(read('verify.txt')).toMatch(/The last tick was \d.*All is as it should be\./)
    const [csv] = readdirSync(path.join(school, 'out'))
    expect(read(`out/${csv}`)).toContain('Surname')
    expect(watcher.posted.filter((text) => text.includes('own-list'))).toHaveLength(1)
    expect(read('why-failed.txt')).toContain('integer overflow')
    expect(read('why-paused.txt')).toMatch(/Paused by \S+ \(exams\)|Paused by \S+.*exams/)
    expect(read('status.txt')).toContain('own-list')
  },
  600_000,
)
