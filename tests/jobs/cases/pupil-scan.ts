import { furnish, instant, MONDAY, REGISTERS, scanRow } from '../../scan/school.ts'
import type { JobCase } from './case.ts'

export default {
  settings: REGISTERS,
  async arrange(school) {
    await furnish(school)
    const pupils = new Map<string, number>()
    for (const name of ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Fay']) {
      const pupil_id = await school.pupil(name, name === 'Fay' ? { to: '2026-11-20' } : {})
      const kind = name === 'Eve' ? 'fingerprint' : 'card'
      await school.add('pupil_identity', { pupil_id, kind, identity: name, valid_from: '2020-09-01' })
      pupils.set(name, pupil_id)
    }
    await school.add('consent_type', { name: 'Biometric data' })
    const sessions = await school.rows('session', { date: MONDAY, part: 'AM' })
    const mark = (name: string, code: string) =>
      school.add('mark', { pupil_id: pupils.get(name)!, date: MONDAY, session_id: sessions[0]!.id!, code })
    await mark('Ada', '-')
    await mark('Cleo', 'N')
    await mark('Dan', '/')
    const batch_id = await school.add('sms_batch', {
      purpose: 'absence',
      urgent: 0,
      queued_at: instant('09:30'),
    })
    await school.add('sms_message', {
      ...{ batch_id, pupil_id: pupils.get('Cleo')!, number: '07700900123', body: 'Where is Cleo?' },
      ...{ about_date: MONDAY, about_part: 'AM', state: 'queued' },
    })
    const scans: [name: string, time: string, kind?: string][] = [
      ['Ada', '08:30'],
      ['Ada', '08:31'],
      ['Ben', '08:50'],
      ['Ben', '2026-11-20 09:30'],
      ['Cleo', '09:00'],
      ['Cleo', '2026-11-22 09:00'],
      ['Dan', '08:20'],
      ['Dan', '07:00'],
      ['Dan', '09:00', 'lesson'],
      ['Dan', '09:00', 'sign-out'],
      ['Eve', '08:30'],
      ['Fay', '08:30'],
      ['Nobody', '08:30'],
      ['Ada', '12:04'],
    ]
    for (const [at, [name, time, kind = 'session']] of scans.entries())
      await school.add('scan', scanRow(`e${at}`, name, time, { kind }))
  },
  whenSourcesVanish: 'succeeded',
  counts: {
    marked: 1,
    late: 1,
    duplicate: 1,
    'already-marked': 1,
    'on-site': 1,
    'too-early': 1,
    'too-late': 1,
    'no-session': 1,
    'no-lesson': 1,
    'unknown-identity': 1,
    'no-consent': 1,
    'not-on-roll': 1,
    noted: 1,
    filled: 1,
    added: 1,
    withdrawn: 1,
  },
} satisfies JobCase
