/*
title: Joiners
columns: { surname: Surname }
parameters:
  since: { type: date, about: Since when. }
*/
select surname
from pupil
where joined_on > @since
