"""All cases of the corpus, in the order of the table of contents."""

from __future__ import annotations

from tests.corpus.cases_formats import FORMATS
from tests.corpus.cases_hostile import HOSTILE
from tests.corpus.cases_joint import JOINT
from tests.corpus.cases_long import LONG_TABLES
from tests.corpus.cases_managers import MANAGERS
from tests.corpus.cases_periods import PERIODS
from tests.corpus.cases_real import REAL
from tests.corpus.cases_tables import TABLES
from tests.corpus.cases_titles import TITLES
from tests.corpus.cases_units import UNITS
from tests.corpus.cases_values import VALUES
from tests.corpus.cases_wide import WIDE

CASES = (*FORMATS, *TABLES, *LONG_TABLES, *TITLES, *WIDE, *VALUES, *PERIODS, *JOINT, *UNITS, *MANAGERS, *REAL, *HOSTILE)
