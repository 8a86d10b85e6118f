-- How many rows of a table do not say whose programme they are of.
SELECT count(*) FROM {table} WHERE programme IS NULL {but}
