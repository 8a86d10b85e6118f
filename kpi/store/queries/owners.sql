SELECT programme, count(*) FROM {table} WHERE programme IS NOT NULL GROUP BY programme
