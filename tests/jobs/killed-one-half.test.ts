import { killed } from './killed.ts'

killed(0)
