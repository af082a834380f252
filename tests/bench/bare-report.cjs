// The same marks as report.ts, straight from libsql through the library that writes the format, and nothing else:
//   node bare-report.cjs '{"rows": 5000, "format": "pdf", "out": "marks.pdf", "db": "..."}'
const { createWriteStream } = require('node:fs')
const { Readable } = require('node:stream')
const { pipeline } = require('node:stream/promises')
const Libsql = require('libsql')

const { rows, format, out, db } = JSON.parse(process.argv[2])
const FONTS = `${require('node:path').dirname(require.resolve('dejavu-fonts-ttf/package.json'))}/ttf`

const marks = () =>
  new Libsql(db)
    .prepare(
      `SELECT p.admission_number AS number, p.surname, p.forename, m.date, m.code, m.id AS points
       FROM mark m JOIN pupil p ON p.id = m.pupil_id ORDER BY m.id LIMIT ${rows}`,
    )
    .iterate([])

const writers = {
  async csv() {
    const { stringify } = require('csv-stringify')
    await pipeline(Readable.from(marks()), stringify({ header: true }), createWriteStream(out))
  },
  async xlsx() {
    const writeExcelFile = require('write-excel-file/node').default
    const data = [...marks()].map(({ date, ...row }) => [
      ...[row.number, row.surname, row.forename],
      { value: new Date(`${date}T00:00:00Z`), format: 'dd/mm/yyyy' },
      ...[row.code, row.points],
    ])
    await writeExcelFile(data).toFile(out)
  },
  async pdf() {
    const pdfmake = require('pdfmake')
    const files = (name) => ({ normal: `${FONTS}/${name}.ttf`, bold: `${FONTS}/${name}-Bold.ttf` })
    pdfmake.setFonts({ Sans: files('DejaVuSansCondensed') })
    pdfmake.setUrlAccessPolicy(() => false)
    pdfmake.setLocalAccessPolicy(() => true)
    const body = [...marks()].map((row) => Object.values(row).map(String))
    const table = { headerRows: 1, widths: Array(6).fill('auto'), body: [Array(6).fill('Title'), ...body] }
    const content = [{ table, layout: 'lightHorizontalLines' }]
    await pdfmake.createPdf({ content, defaultStyle: { font: 'Sans', fontSize: 9 } }).write(out)
  },
}

async function run() {
  const begun = performance.now()
  await writers[format]()
  const ms = performance.now() - begun
  console.log(JSON.stringify({ ms, maxRss: process.resourceUsage().maxRSS / 1024 }))
}

run()
