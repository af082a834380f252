import { pageBase } from './page-base.ts'

/** The style of the School Information page. */
export const pageStyle = `${pageBase}
.years { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .5rem 1.25rem; margin: 0; padding: 0; list-style: none; }
.years figcaption { display: flex; justify-content: space-between; color: var(--ink); }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
.line.main { stroke: var(--main); } .dot.main { fill: var(--main); } .end.main { fill: var(--main); }
.line.second { stroke: var(--second); stroke-dasharray: 6 5; } .dot.second { fill: var(--second); } .end.second { fill: var(--second); }
.line.backdrop { stroke: var(--backdrop); stroke-width: 1.5; }
.part { stroke: var(--paper); stroke-width: 1; }
.main { fill: var(--main); } .line.main { fill: none; } .second { fill: var(--second); } .line.second { fill: none; }
.praise { fill: var(--praise); } .sanction { fill: var(--sanction); }
.present { fill: var(--present); } .approved { fill: var(--approved); } .authorised { fill: var(--authorised); }
.unauthorised { fill: var(--unauthorised); } .not-required { fill: var(--not-required); }
.administrative { fill: var(--administrative); } .none { fill: var(--none); }
tbody tr:last-child { font-weight: 600; }
@media print {
  details { display: none; }
  .years { grid-template-columns: repeat(4, 1fr); }
  .years figcaption { font-size: 8pt; }
}
`
