"""From a credential and the knowledge to an assessment: pure functions, no files, no clock, no words."""
