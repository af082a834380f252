import { describe, expect, test } from 'vitest'
import { outline } from '../../src/reports/outline.ts'
import { textStates } from '../../src/sms/text-states.ts'
import { ReportSchool } from './school.ts'
import { batch, onItsWay, sms } from './some-texts.ts'

/** The batch, the pupil, the reason and the number of texts of each line. */
async function lines(school: ReportSchool, asked: Parameters<ReportSchool['make']>[1] = {}) {
  const { rows, document } = await school.make('sms-delivery', asked)
  const short = rows.map((row) => {
    const [date, its, about, why, texts] = row.split(' | ')
    return [date, its!.split(', ').at(-1), about, why, texts].filter(Boolean).join(' | ')
  })
  return { lines: short, rows, document }
}

describe('the delivery of texts', () => {
  test('counts every state that a text can have, once', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    const id = await batch(school, '2026-11-16T09:40:00')
    for (const state of textStates) await sms(school, id, ada, state)
    const { document } = await lines(school)
    for await (const line of outline(document)) {
      if (line.kind !== 'total' || line.level !== 0) continue
      const { texts, ...counts } = line.sums
      expect(counts).toEqual({
        ...{ delivered: 1, sent: 1, failed: 1, unknown: 1, expired: 1 },
        ...{ withdrawn: 2, waiting: 2 },
      })
      expect(texts).toBe(textStates.length)
    }
  })

  test('has the batches first that need somebody, and in them the texts that do, each with its reason', async () => {
    const school = await ReportSchool.open()
    const [ada, ben, cleo] = [
      await school.pupil('Ada'),
      await school.pupil('Ben', null),
      await school.pupil('Cleo'),
    ]
    const fine = await batch(school, '2026-11-17T08:00:00')
    await sms(school, fine, ada, 'delivered')
    const bad = await batch(school, '2026-11-17T09:00:00')
    await sms(school, bad, ada, 'delivered')
    await sms(school, bad, ben, 'delivered')
    await sms(school, bad, cleo, 'expired', 'too late')
    await sms(school, bad, ben, 'failed', 'the number is not in use')
    await sms(school, bad, ada, 'failed', 'the number is not in use')
    await sms(school, bad, cleo, 'unknown', 'no answer from the provider')
    const earlier = await batch(school, '2026-11-16T15:00:00')
    await sms(school, earlier, ada, 'sent')
    const made = await lines(school)
    expect(made.lines).toEqual([
      `16/11/2026 | batch ${earlier} | everybody | 1`,
      `17/11/2026 | batch ${bad} | Cleo Test (7A) | no answer from the provider | 1`,
      `17/11/2026 | batch ${bad} | Ada Test (7A) | the number is not in use | 1`,
      `17/11/2026 | batch ${bad} | Ben Test | the number is not in use | 1`,
      `17/11/2026 | batch ${bad} | the others | 2`,
      `17/11/2026 | batch ${bad} | the others | too late | 1`,
      `17/11/2026 | batch ${fine} | everybody | 1`,
    ])
    expect(made.document.remarks).toEqual([
      '2 texts failed: they reached nobody.',
      'Of 1 text nobody knows whether it went: ask, and then pars-auto sms resolve.',
    ])
  })

  test('knows of the outbox what a text that is on its way waits for', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    const id = await batch(school, '2026-11-20T09:40:00')
    await onItsWay(school, await sms(school, id, ada, 'sending'), null)
    await onItsWay(school, await sms(school, id, ada, 'sending'), 'the provider asked to wait')
    await sms(school, id, ada, 'queued')
    expect((await lines(school)).lines).toEqual([
      `20/11/2026 | batch ${id} | everybody | 1`,
      `20/11/2026 | batch ${id} | everybody | in the outbox | 1`,
      `20/11/2026 | batch ${id} | everybody | in the outbox: the provider asked to wait | 1`,
    ])
  })

  test('goes by the days and the time of the school’s clock', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    const moments = [
      '2026-06-30T22:59:59',
      '2026-06-30T23:00:00',
      '2026-07-01T22:59:59',
      '2026-07-01T23:00:00',
    ]
    for (const moment of moments) await sms(school, await batch(school, moment), ada, 'sent')
    const { rows } = await lines(school, { period: '2026-07-01' })
    expect(rows.map((row) => row.split(', ')[0])).toEqual([
      '01/07/2026 | 00:00 absences',
      '01/07/2026 | 23:59 absences',
    ])
  })

  test('can be of the texts about absences alone, or of all others', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    const absence = await batch(school, '2026-11-16T09:40:00')
    const general = await batch(school, '2026-11-16T10:40:00', { purpose: 'general' })
    for (const id of [absence, general]) await sms(school, id, ada, 'sent')
    const only = async (purpose: string) => (await lines(school, { parameters: { purpose } })).lines
    expect(await only('absence')).toEqual([`16/11/2026 | batch ${absence} | everybody | 1`])
    expect(await only('general')).toEqual([`16/11/2026 | batch ${general} | everybody | 1`])
  })
})
