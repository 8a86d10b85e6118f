-- And the table in its place again.
DROP TABLE temp.{table}
