"""Tables where people put them: found on a sheet, their headers read, their columns given a meaning, wide ones made long."""
