import { killed } from './killed.ts'

killed(1)
