import { makeBenchSchool } from './school.ts'

const started = Date.now()
makeBenchSchool(process.argv[3]!, { pupils: Number(process.argv[2]), marks: process.argv[4] === 'marks' })
console.log(Date.now() - started)
