import type { Life } from '../life.ts'
import { besidePars } from './beside-pars.ts'
import { boxes } from './boxes.ts'
import { data } from './data.ts'
import { installation } from './installation.ts'
import { lookingAhead } from './looking-ahead.ts'
import { lookingBack } from './looking-back.ts'
import { many } from './many.ts'
import { reports } from './reports.ts'
import { sending } from './sending.ts'
import { trouble } from './trouble.ts'

/** Each page whose examples are more than commands to type, and those whose commands are tried as they stand. */
export const lives: Record<string, Life> = {
  ...besidePars,
  ...boxes,
  ...data,
  ...installation,
  ...lookingAhead,
  ...lookingBack,
  ...many,
  ...reports,
  ...sending,
  ...trouble,
}
