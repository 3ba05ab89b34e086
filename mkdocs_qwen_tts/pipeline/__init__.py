"""From scripts to narrated pages: draft, plan, ask, assemble, report, record."""
