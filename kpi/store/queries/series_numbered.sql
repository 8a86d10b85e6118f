-- What each series is of. {only}: which; "" for all.
SELECT series_no, indicator, population, method FROM series {only}
