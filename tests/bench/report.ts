import { z } from 'zod'
import { main } from '../../src/main.ts'
import { builtIn } from '../../src/reports/index.ts'
import { defineReport } from '../../src/reports/kit.ts'

/**
 * Makes a report of so many marks with the whole program, in this process, and says as a line of JSON what it cost:
 *
 *     node report.cjs '{"rows": 5000, "format": "pdf", "out": "marks.pdf", "cwd": "..."}'
 */
const { rows, format, out, cwd } = JSON.parse(process.argv[2]!)

const marks = defineReport({
  name: 'marks',
  title: 'Marks',
  summary: 'So many marks.',
  period: 'none',
  params: z.strictObject({}),
  reads: ['mark', 'pupil'],
  columns: {
    number: { title: 'Admission number', type: 'text' },
    surname: { title: 'Surname', type: 'text' },
    forename: { title: 'Forename', type: 'text' },
    date: { title: 'Date', type: 'date' },
    code: { title: 'Code', type: 'text' },
    points: { title: 'Points', type: 'number' },
  },
  rowName: ['mark', 'marks'],
  empty: 'There are no marks.',
  query: (_params, { from }) => ({
    rows: from('mark', 'm')
      .join('pupil as p', 'p.id', 'm.pupil_id')
      .orderBy('m.id')
      .limit(rows)
      .select({
        ...{ number: 'p.admission_number', surname: 'p.surname', forename: 'p.forename' },
        ...{ date: 'm.date', code: 'm.code', points: 'm.id' },
      }),
  }),
})

async function run(): Promise<void> {
  Object.assign(builtIn, { marks })
  let err = ''
  const begun = performance.now()
  const code = await main(['report', 'run', 'marks', '--format', format, '--out', out], {
    cwd,
    err: (text) => {
      err += text
    },
  })
  const ms = performance.now() - begun
  console.log(JSON.stringify({ code, err, ms, maxRss: process.resourceUsage().maxRSS / 1024 }))
}

run()
