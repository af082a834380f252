import { ageSentence, nothingYet, periodText, type SchoolInfo, texts, weekText } from './about.ts'
import { type Axis, barChart, type Caption, lineChart, niceStep, upAndDown } from './charts.ts'
import { type Counts, type Figures, isEmpty, type Share, type Shares } from './figures.ts'
import { type Html, html } from './html.ts'
import { legend, pageOf, section } from './page-frame.ts'
import { pageStyle } from './page-style.ts'
import { dataTable } from './page-table.ts'
import { lastWithFigures, totalOf } from './terminal.ts'
import { grouped, MEANINGS, type Meaning, percent, shortDate, tenths } from './words.ts'

/** The graphs as one page that needs nothing else: no script, no font, no picture; charts with tables beside them. */
export function page(info: SchoolInfo): string {
  const { figures, school } = info
  const sections = isEmpty(figures)
    ? [html`<p>${nothingYet(info)}</p>`]
    : [
        facts(figures),
        ...(figures.attendance ? [attendance(figures, figures.attendance)] : []),
        ...(figures.marks ? [marks(figures.marks)] : []),
        ...(figures.points ? [points(figures, figures.points)] : []),
        ...(figures.persistentAbsence ? [absence(figures, figures.persistentAbsence)] : []),
      ]
  return pageOf({
    title: `School information: ${school}`,
    style: pageStyle,
    body: html`<header>
<h1>${school}</h1>
<p class="soft">School information. ${isEmpty(figures) ? '' : ageSentence(info)}</p>
</header>
<main>
${sections.map((section) => html`${section}\n`)}</main>
<footer>Of the pupils who are on roll now, by their present year group. Attendance: sessions attended (present, or at an approved educational activity) of the possible ones. Made by pars-auto school-info.</footer>`,
  })
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What a head wants to know first. */
function facts({ attendance: attended, persistentAbsence, points: given, weeks }: Figures): Html {
  const newest = attended ? lastWithFigures(attended.school.weeks) : -1
  const items = [
    ...(attended && newest >= 0
      ? [
          [percent(attended.school.weeks[newest]!), `attendance ${weekText(weeks[newest]!)}`],
          [percent(attended.school.now), 'attendance this school year'],
        ]
      : []),
    ...(persistentAbsence
      ? [
          [
            percent(persistentAbsence.school.now),
            `persistently absent: ${grouped(persistentAbsence.school.now.value)} of ${grouped(persistentAbsence.school.now.outOf)} pupils`,
          ],
        ]
      : []),
    ...(given
      ? [
          [
            grouped(given.praise.school.weeks.at(-1) ?? 0),
            `praise points, and ${grouped(given.sanctions.school.weeks.at(-1) ?? 0)} sanction points, ${weekText(weeks.at(-1)!)}`,
          ],
        ]
      : []),
  ] as [string, string][]
  return html`<ul class="facts">${items.map(([figure, what]) => html`<li><strong>${figure}</strong> ${what}</li>`)}</ul>`
}

/** Where the scale begins: at 80%, or at the tens below the lowest share. */
function axisFloor(some: (Share | null)[]): number {
  const lowest = Math.min(800, ...some.flatMap((share) => (share ? (tenths(share) ?? []) : [])))
  return Math.floor(lowest / 100) * 10
}

const inPercent = (share: Share | null) =>
  share && tenths(share) !== undefined ? tenths(share)! / 10 : undefined

function attendance({ weeks }: Figures, { school, years }: Shares): Html {
  const floor = axisFloor([...years, { name: '', ...school }].flatMap((series) => series.weeks))
  const step = floor >= 80 ? 5 : 10
  const axis: Axis = { from: floor, to: 100, step, label: (value) => `${value}%` }
  const ends: Axis = {
    ...axis,
    label: (value) => (Number.isInteger(value) && value % step === 0 ? `${value}%` : `${value.toFixed(1)}%`),
  }
  const whole = school.weeks.map((share) => inPercent(share) ?? undefined)
  const newest = lastWithFigures(school.weeks)
  const main = lineChart(
    {
      id: 'attendance-school',
      title: 'Attendance of the whole school by week',
      description: `${percent(school.weeks[newest] ?? undefined)} ${weekText(weeks[newest]!)}, ${percent(school.now)} this school year. The scale goes from ${floor}% to 100%.`,
    },
    weeks,
    [{ name: 'Whole school', kind: 'main', values: whole }],
    ends,
    { width: 720, height: 250 },
  )
  const small = years.map(({ name, weeks: own, now }, index) => {
    const chart = lineChart(
      {
        id: `attendance-${index}`,
        title: `Attendance of ${name} by week`,
        description: `${percent(own[newest] ?? undefined)} ${weekText(weeks[newest]!)}, ${percent(now)} this school year. Whole school in grey. The scale goes from ${floor}% to 100%.`,
      },
      weeks,
      [
        { name: 'Whole school', kind: 'backdrop', values: whole },
        { name, kind: 'main', values: own.map(inPercent) },
      ],
      { ...axis, step: (100 - floor) / 2 },
      { width: 230, height: 120, small: true },
    )
    return html`<li><figure><figcaption><strong>${name}</strong> <span class="soft">${percent(now)} this year</span></figcaption>${chart}</figure></li>`
  })
  const all = [...years, { name: 'Whole school', ...school }]
  return section(
    'attendance',
    texts.attendance.title,
    `${capital(periodText(weeks))}. ${texts.attendance.about} The scales begin at ${floor}%, not at 0. A gap is a week without sessions.`,
    html`<figure class="wide">${main}</figure>`,
    html`<h3>By year group, with the whole school in grey</h3><ul class="years">${small}</ul>`,
    dataTable(
      'Attendance by week and year group, in per cent of possible sessions',
      ['Week of', ...all.map(({ name }) => name)],
      [
        ...weeks.map((week, at) => [
          shortDate(week),
          ...all.map((series) => percent(series.weeks[at] ?? undefined)),
        ]),
        ['School year', ...all.map(({ now }) => percent(now))],
      ],
    ),
  )
}

function marks({ date, school, years }: NonNullable<Figures['marks']>): Html {
  const shown = (Object.keys(MEANINGS) as Meaning[]).filter((meaning) => (school[meaning] ?? 0) > 0)
  const all = [...years, { name: 'Whole school', ...school }].map(({ name, ...counts }) => ({
    name,
    counts,
    total: totalOf(counts),
  }))
  const attended = (counts: Counts) => (counts.present ?? 0) + (counts.approved ?? 0)
  const missed = (counts: Counts) => (counts.authorised ?? 0) + (counts.unauthorised ?? 0)
  const shareOf = (counts: Counts): Share => ({
    value: attended(counts),
    outOf: attended(counts) + missed(counts),
  })
  const chart = barChart(
    {
      id: 'marks-chart',
      title: `${texts.marks.title(date)}, by year group`,
      description: `Whole school: ${shown.map((meaning) => `${MEANINGS[meaning].toLowerCase()} ${grouped(school[meaning] ?? 0)}`).join(', ')}.`,
    },
    all.map(({ name, counts, total }) => ({
      name,
      strong: name === 'Whole school',
      parts: shown.map((meaning) => ({ kind: meaning, share: (counts[meaning] ?? 0) / total })),
      text: `${percent(shareOf(counts))} attended`,
    })),
    ['0%', '25%', '50%', '75%', '100%'],
  )
  return section(
    'marks',
    texts.marks.title(date),
    `${texts.marks.about} ${grouped(totalOf(school))} marks.`,
    legend(shown.map((meaning) => [meaning, `${MEANINGS[meaning]} (${grouped(school[meaning] ?? 0)})`])),
    html`<figure class="wide">${chart}</figure>`,
    dataTable(
      `Session marks of ${shortDate(date)} by year group and meaning`,
      ['Year group', ...shown.map((meaning) => MEANINGS[meaning]), 'All marks'],
      all.map(({ name, counts, total }) => [
        name,
        ...shown.map((meaning) => grouped(counts[meaning] ?? 0)),
        grouped(total),
      ]),
    ),
  )
}

function points({ weeks }: Figures, { praise, sanctions }: NonNullable<Figures['points']>): Html {
  const highest = Math.max(1, ...praise.school.weeks, ...sanctions.school.weeks)
  const step = niceStep(highest)
  const upTo = (values: number[]) => Math.max(1, Math.ceil(Math.max(...values) / step)) * step
  const caption: Caption = {
    id: 'points-chart',
    title: texts.points.title,
    description: `Praise upwards, ${grouped(praise.school.total)} points this school year; sanctions downwards, ${grouped(sanctions.school.total)}.`,
  }
  const names = [...new Set([...praise.years, ...sanctions.years].map(({ name }) => name))]
  const totalFor = (some: typeof praise, year: string) =>
    some.years.find(({ name }) => name === year)?.total ?? 0
  return section(
    'points',
    texts.points.title,
    `${capital(periodText(weeks))}. ${texts.points.about}`,
    legend([
      ['praise', `Praise (${grouped(praise.school.total)} this school year)`],
      ['sanction', `Sanctions (${grouped(sanctions.school.total)})`],
    ]),
    html`<figure class="wide">${upAndDown(
      caption,
      weeks,
      { up: praise.school.weeks, down: sanctions.school.weeks },
      { above: upTo(praise.school.weeks), below: upTo(sanctions.school.weeks), step },
    )}</figure>`,
    dataTable(
      'Points of the whole school by week',
      ['Week of', 'Praise', 'Sanctions'],
      [
        ...weeks.map((week, at) => [
          shortDate(week),
          grouped(praise.school.weeks[at] ?? 0),
          grouped(sanctions.school.weeks[at] ?? 0),
        ]),
        ['School year', grouped(praise.school.total), grouped(sanctions.school.total)],
      ],
    ),
    dataTable(
      'Points this school year by year group',
      ['Year group', 'Praise', 'Sanctions'],
      [
        ...names.map((name) => [name, grouped(totalFor(praise, name)), grouped(totalFor(sanctions, name))]),
        ['Whole school', grouped(praise.school.total), grouped(sanctions.school.total)],
      ],
    ),
  )
}

function absence({ weeks, severeAbsence }: Figures, { school, years }: Shares): Html {
  const severe = new Map(severeAbsence?.years.map(({ name, now }) => [name, now] as const))
  const all = [
    ...years.map(({ name, now }) => ({ name, now, severe: severe.get(name) })),
    { name: 'Whole school', now: school.now, severe: severeAbsence?.school.now },
  ]
  const to = Math.max(20, ...all.map(({ now }) => Math.ceil((inPercent(now) ?? 0) / 20) * 20))
  const newest = lastWithFigures(school.weeks)
  const bars = barChart(
    {
      id: 'absence-years',
      title: 'Persistent absence by year group',
      description: `Whole school: ${percent(school.now)}, ${grouped(school.now.value)} of ${grouped(school.now.outOf)} pupils, by the end of the week of ${shortDate(weeks[newest]!)}.`,
    },
    all.map(({ name, now, severe: worst }) => ({
      name,
      strong: name === 'Whole school',
      parts: [
        {
          kind: 'unauthorised',
          share: worst && worst.outOf > 0 ? (worst.value / worst.outOf / to) * 100 : 0,
        },
        { kind: 'main', share: (((now.value - (worst?.value ?? 0)) / Math.max(1, now.outOf)) * 100) / to },
      ],
      text: `${percent(now)} (${grouped(now.value)})`,
    })),
    [0, 1, 2, 3, 4].map((quarter) => `${(to * quarter) / 4}%`),
  )
  const values = school.weeks.map((share) => inPercent(share) ?? undefined)
  const top = Math.max(20, ...values.map((value) => Math.ceil((value ?? 0) / 20) * 20))
  const line = lineChart(
    {
      id: 'absence-weeks',
      title: 'Persistent absence of the whole school by week',
      description: `Share of pupils who by the end of each week had missed 10% or more of their sessions of the school year; ${percent(school.now)} by the newest week.`,
    },
    weeks,
    [
      { name: 'Persistent', kind: 'main', values },
      ...(severeAbsence
        ? [{ name: 'Severe', kind: 'second' as const, values: severeAbsence.school.weeks.map(inPercent) }]
        : []),
    ],
    {
      from: 0,
      to: top,
      step: top / 4,
      label: (value) => (value % (top / 4) === 0 ? `${value}%` : `${value.toFixed(1)}%`),
    },
    { width: 720, height: 230 },
  )
  return section(
    'absence',
    texts.absence.title,
    texts.absence.about,
    html`<h3>By year group, by the end of the week of ${shortDate(weeks[newest]!)}</h3>`,
    legend([
      ['unauthorised', 'Severe: 50% or more missed'],
      ['main', 'Persistent: 10% or more missed'],
    ]),
    html`<figure class="wide">${bars}</figure>`,
    html`<h3>Whole school, by the end of each week</h3><p class="soft">Early in the year one or two days make the difference, so the first weeks say little.</p>`,
    html`<figure class="wide">${line}</figure>`,
    dataTable(
      'Persistent and severe absence by year group',
      ['Year group', 'Pupils', 'Persistent', 'Share', 'Severe', 'Share'],
      all.map(({ name, now, severe: worst }) => [
        name,
        grouped(now.outOf),
        grouped(now.value),
        percent(now),
        grouped(worst?.value ?? 0),
        percent(worst),
      ]),
    ),
  )
}
