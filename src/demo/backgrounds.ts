import type { Row } from '../db/database.ts'
import type { Families } from './families.ts'
import type { Frame } from './frame.ts'
import type { Pupils } from './pupils.ts'

/** What is spoken at home, by where the family's names come from; nothing for the British ones. */
const LANGUAGES: { code: string; name: string }[][] = [
  [],
  [],
  [],
  [
    { code: 'PNJ', name: 'Panjabi' },
    { code: 'GUJ', name: 'Gujarati' },
    { code: 'TAM', name: 'Tamil' },
  ],
  [
    { code: 'URD', name: 'Urdu' },
    { code: 'BNG', name: 'Bengali' },
  ],
  [
    { code: 'ARA', name: 'Arabic' },
    { code: 'SOM', name: 'Somali' },
  ],
  [{ code: 'POL', name: 'Polish' }],
  [
    { code: 'YOR', name: 'Yoruba' },
    { code: 'IGB', name: 'Igbo' },
  ],
  [
    { code: 'CHI', name: 'Chinese' },
    { code: 'VIE', name: 'Vietnamese' },
  ],
  [
    { code: 'RMN', name: 'Romanian' },
    { code: 'UKR', name: 'Ukrainian' },
    { code: 'TUR', name: 'Turkish' },
  ],
  [
    { code: 'POR', name: 'Portuguese' },
    { code: 'SPA', name: 'Spanish' },
    { code: 'FRN', name: 'French' },
  ],
]

/** Makes English an additional language for 18 % of all. */
const STILL_SPOKEN = 0.42

const ENGLISH = [
  { written: 'ENG', weight: 87 },
  { written: 'ENB', weight: 6 },
  { written: 'English', weight: 3 },
  { written: 'NOT', weight: 3 },
  { written: 'REF', weight: 1 },
]

/** Nobody has said anything. */
const UNKNOWN = 0.015

export const languageColumns = ['pupil_id', 'language']

/** Brothers and sisters speak the same language, however the office writes it. */
export function* languageRows(frame: Frame, pupils: Pupils, families: Families): Generator<Row[string][]> {
  const random = frame.random('languages')
  // 0 for English, else the place in the list, from 1.
  const spoken = Uint8Array.from({ length: families.length }, (_, family) => {
    const choice = LANGUAGES[families.origin(family)]!.length
    return choice > 0 && random.chance(STILL_SPOKEN) ? random.int(1, choice) : 0
  })
  for (let at = 0; at < pupils.length; at++) {
    if (random.chance(UNKNOWN)) continue
    const family = pupils.family[at]!
    const language = LANGUAGES[families.origin(family)]![spoken[family]! - 1]
    const written = random.weighted(
      language
        ? [
            { written: language.code, weight: 50 },
            { written: 'OTH', weight: 22 },
            { written: language.name, weight: 18 },
            { written: 'OTB', weight: 10 },
          ]
        : ENGLISH,
    )
    yield [pupils.id(at), written.written]
  }
}

/** The DfE's four codes, and what they stand for. */
const SERVICE = [
  { indicator: 'N', weight: 84 },
  { indicator: 'U', weight: 5 },
  { indicator: 'Y', weight: 1.8 },
  { indicator: 'R', weight: 1.2 },
  { indicator: 'No', weight: 0.8 },
  { indicator: 'Yes', weight: 0.2 },
  { indicator: '', weight: 7 },
]

/** The DfE's three codes, and what they stand for. */
const CARER = [
  { indicator: 'N', weight: 60 },
  { indicator: 'Not declared', weight: 1 },
  { indicator: 'P', weight: 0.6 },
  { indicator: 'S', weight: 0.3 },
  { indicator: 'Identified as a young carer by school', weight: 0.1 },
  { indicator: '', weight: 38 },
]

export const indicatorColumns = ['pupil_id', 'indicator']

export const serviceRows = (frame: Frame, pupils: Pupils) => indicatorRows(frame, pupils, 'service', SERVICE)
export const carerRows = (frame: Frame, pupils: Pupils) => indicatorRows(frame, pupils, 'carers', CARER)

function* indicatorRows(
  frame: Frame,
  pupils: Pupils,
  stream: string,
  indicators: { indicator: string; weight: number }[],
): Generator<Row[string][]> {
  const random = frame.random(stream)
  for (let at = 0; at < pupils.length; at++) {
    const { indicator } = random.weighted(indicators)
    if (indicator) yield [pupils.id(at), indicator]
  }
}
