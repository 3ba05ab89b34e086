"""Voices of one's own: enrolment, recordings, advice, and the names that a site gives them."""
