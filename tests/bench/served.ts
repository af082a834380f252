import { readFileSync } from 'node:fs'
import { ServedSchool } from '../db/tds/school.ts'

/**
 * `node served.cjs FILE CLOCK`: an embedded school as a server that speaks TDS, until it is killed. Says its port. Its
 * clock stands where the other file says, epoch milliseconds.
 */
const [file, clock] = process.argv.slice(2) as [string, string]
Date.now = () => Number(readFileSync(clock, 'utf8'))

ServedSchool.start(file).then(({ place }) => console.log(place.port))
