/*
title: Leavers
columns: { surname: Surname }
*/
select surname
from pupil
where left_on > @since
