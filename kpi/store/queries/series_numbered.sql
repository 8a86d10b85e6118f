SELECT series_no, indicator, population, method FROM series WHERE $indicators IS NULL OR list_contains($indicators::VARCHAR[], indicator)
