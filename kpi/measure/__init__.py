"""Pure arithmetic: gap, path, status, certainty and disclosure control. No database, files, clock or screen."""
